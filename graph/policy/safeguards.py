"""Which of policy's needs a person's answer meets, and how a Change is known again: pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.second.seconds import Second
from tools.change import Change, Decision, Effect, Need, Proposal
from tools.sums import is_typed, money

MEETABLE: frozenset[Need] = frozenset({"confirmation", "typed_confirmation"})
"""The needs that this program can meet by itself; a provider's page and a second person may come to them."""

NEEDS_IN_WORDS: Mapping[Need, str] = {
    "confirmation": "a confirmation",
    "typed_confirmation": "a typed confirmation",
    "fresh_login": "a fresh sign-in",
    "second_opinion": "a second opinion",
    "second_person": "a second person",
}


def touched(effect: Effect, change: Change) -> list[str]:
    """Return what a Change does to what, so that a rejected one is known again in other words."""
    return [f"{effect} {row.id if row.version is not None else row.label}" for row in change.rows]


def to_type(proposal: Proposal) -> str:
    """Return what a typed confirmation must say: the amount with its currency, or the headline where no money moves."""
    if proposal.change.amount is None:
        return proposal.change.headline
    minor, currency = proposal.change.amount
    return money(abs(minor), currency)


def typed_right(proposal: Proposal, typed: str) -> bool:
    """Tell whether what a person typed is it: exactly that amount as people write it, or those words."""
    return is_typed(typed, to_type(proposal))


def satisfied_by(decision: Decision | None, proposal: Proposal, second: Second | None = None) -> tuple[Need, ...]:
    """Return the needs that a person's decision on a proposal has met, and a second person's beside it."""
    if decision is None or decision.choice != "approve" or decision.digest != proposal.digest:
        return ()
    met: list[Need] = ["confirmation"]
    if decision.typed and typed_right(proposal, decision.typed):
        met.append("typed_confirmation")
    if "fresh_login" in decision.met:
        met.append("fresh_login")
    if second is not None and second.state == "approved" and _is_for(second, proposal):
        met.append("second_person")
    return tuple(met)


def _is_for(second: Second, proposal: Proposal) -> bool:
    return second.proposal == proposal.id and second.approval.change == proposal.change_digest


def beyond_us(needs: Sequence[Need], meetable: frozenset[Need] = MEETABLE) -> str:
    """Return in words the needs that nobody can meet here, or nothing."""
    return " and ".join(NEEDS_IN_WORDS[need] for need in needs if need not in meetable)
