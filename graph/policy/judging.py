"""Builds what policy is asked about a Change: the one place where its whole context is put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.policy.bearing import archives, clears, is_final, widens
from graph.policy.pdp import Judgement
from graph.state import Parts
from tools.change import Change, Effect, Need, Origin, Proposal, Stance

DAY = 24 * 3600
COOL_DOWN = 600
"""For how many seconds a person's no counts against what is proposed next."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One Change that policy is asked about, and what is known of it by now.

    `turn` counts the proposals of this turn, this one included, and is 0 for what was proposed before; `digest` is the
    change's own, so that a Change that was claimed is not counted beside itself.
    """

    effect: Effect
    tool: str
    change: Change
    provenance: Mapping[str, Origin]
    stance: Stance = "not_asked"
    satisfied: tuple[Need, ...] = ()
    turn: int = 0
    digest: str = ""


def proposed(proposal: Proposal, satisfied: tuple[Need, ...] = ()) -> Weighed:
    """Return what was proposed before as it is to be judged once more."""
    return Weighed(
        effect=proposal.effect,
        tool=proposal.tool,
        change=proposal.change,
        provenance=proposal.provenance,
        stance=proposal.stance,
        satisfied=satisfied,
        digest=proposal.change_digest,
    )


def judgement(asked: Weighed, parts: Parts) -> Judgement:
    """Return the question to policy; the ledger says what was done of late.

    A second opinion that was asked for meets its need, whatever it said; the rules see what it said.
    """
    change, now = asked.change, int(parts.clock())
    minor, currency = change.amount or (0, "")
    totals = parts.ledger.totals(now - DAY, asked.digest)
    heard: tuple[Need, ...] = () if asked.stance == "not_asked" else ("second_opinion",)
    return Judgement(
        principal=parts.principal,
        effect=asked.effect,
        tool=asked.tool,
        rows=max(len(change.rows), len(change.requests)),
        satisfied=(*(need for need in asked.satisfied if need != "second_opinion"), *heard),
        flagged=any(origin.flagged for origin in asked.provenance.values()),
        clears=clears(change),
        archives=archives(change),
        wider=widens(change, asked.provenance, parts.registry),
        final=is_final(change),
        opinion=asked.stance,
        amount_minor=abs(minor),
        currency=currency,
        proposals_this_turn=asked.turn,
        touched_24h=totals.touched,
        deleted_24h=totals.deleted,
        moved_24h_minor=totals.moved.get(currency, 0),
        rejected_10m=parts.ledger.rejections(now - COOL_DOWN) if asked.turn else 0,
    )
