"""The executor: the only place that acts; it checks a Change once more, claims it, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus

from graph.decisions import Closed
from graph.events import Acted, Acting
from graph.intent import Intent
from graph.proposal import details, wires
from graph.relook import is_itself
from graph.replies import Status
from graph.safeguards import judgement_of, satisfied_by
from graph.sending import RAN_OUT, Sent, ask_about, send_all
from graph.state import Parts
from graph.trouble import AlreadyDecided, Expired, Trouble, UnknownProposal
from tools.change import Json, Proposal, Receipt

OTHER_TOOL = "The tool or the rules have changed since this was shown, so nothing was sent."
NOBODY_KNOWS = (
    "The platform has not said what became of it; it is asked again, and until then its records are left alone."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a Change: a status, a sentence, the receipts, and what the platform answered."""

    status: Status
    sentence: str
    receipts: tuple[Receipt, ...] = ()
    answers: Sequence[Json] = ()


async def carry_out(proposal: Proposal, parts: Parts, *, approved: bool) -> Outcome:
    """Act on a Change that was approved, or that policy lets run unasked: once, whatever is killed when."""
    intent = _intent(proposal, parts, approved=approved)
    refusal = _refusal(proposal, parts, approved=approved)
    if refusal is not None:
        return await reconcile(intent, parts) if _began(intent, parts) else refusal
    try:
        claim = parts.ledger.claim(intent, parts.holder)
    except Expired as error:
        _close(proposal, parts, "expired")
        return Outcome("expired", f"{error.sentence} Nothing was sent.")
    except Trouble as error:
        return Outcome("failed", f"{error.sentence} Nothing was sent. {error.next_step}")
    parts.said(Acting(proposal.call, proposal.change.headline))
    outcome = told(await send_all(intent, parts, again=claim.again))
    parts.said(Acted(proposal.call, intent.headline, outcome.receipts, outcome.sentence))
    return outcome


async def reconcile(intent: Intent, parts: Parts) -> Outcome:
    """Find out what became of a Change that was claimed before, sending nothing, and tell where that is known now."""
    outcome = told(Sent(await ask_about(intent, parts), ()))
    if not _began(intent, parts):
        parts.said(Acted(intent.call, intent.headline, outcome.receipts, outcome.sentence))
    return outcome


def _began(intent: Intent, parts: Parts) -> bool:
    return any(open_one.digest == intent.digest for open_one in parts.ledger.unfinished(intent.thread))


def _intent(proposal: Proposal, parts: Parts, *, approved: bool) -> Intent:
    return Intent(
        digest=proposal.change_digest,
        thread=proposal.thread,
        call=proposal.call,
        tool=proposal.tool,
        effect=proposal.effect,
        headline=proposal.change.headline,
        wires=wires(proposal, parts.audience),
        scopes=tuple(proposal.scopes),
        details=details(proposal, parts.audience) if approved else (),
        proposal=proposal.id if approved else None,
        expires=proposal.expires,
        records=tuple(row.id for row in proposal.change.rows if row.version is not None),
    )


def _refusal(proposal: Proposal, parts: Parts, *, approved: bool) -> Outcome | None:
    if not is_itself(proposal, parts):
        if approved:
            _close(proposal, parts, "overtaken")
        return Outcome("overtaken", OTHER_TOOL)
    change = proposal.change
    question = judgement_of(parts.principal, proposal.effect, proposal.tool, change, proposal.provenance)
    decision = parts.ledger.decision(proposal.id) if approved else None
    verdict = parts.pdp.judge(replace(question, satisfied=satisfied_by(decision, proposal)))
    if verdict.outcome == "allow":
        return None
    if approved:
        _close(proposal, parts, "forbidden")
    return Outcome("forbidden", " ".join(because for _, because in verdict.rules))


def _close(proposal: Proposal, parts: Parts, state: Closed) -> None:
    with suppress(AlreadyDecided, UnknownProposal):
        parts.ledger.close(proposal.id, state)


def told(sent: Sent) -> Outcome:
    """Say what the receipts say: done, refused and by what, half done, or unknown."""
    receipts = sent.receipts
    done = sum(receipt.outcome == "done" for receipt in receipts)
    stopper = next((receipt for receipt in receipts if receipt.outcome != "done"), None)
    if receipts and stopper is None:
        return Outcome("done", "Done.", receipts, sent.answers)
    before = f"{_counted(done)} done, then: " if done else ""
    if stopper is None or stopper.outcome == "unknown":
        return Outcome("unknown", f"{before}{NOBODY_KNOWS}", receipts, sent.answers)
    after = " The rest was not sent." if len(receipts) > done + 1 else ""
    return Outcome(_status(stopper), f"{before}{stopper.detail}{after}", receipts, sent.answers)


def _counted(done: int) -> str:
    return "One request was" if done == 1 else f"{done} requests were"


def _status(stopper: Receipt) -> Status:
    if stopper.detail == RAN_OUT:
        return "expired"
    return "forbidden" if stopper.status == HTTPStatus.FORBIDDEN else "failed"
