"""Lists what waits: the platform's approvals and this machine's own open cards, in one shape. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.ui.inbox import Waiting, Waits
from graph.policy.safeguards import to_type
from tools.approvals import Approval, ApprovalState
from tools.change import Proposal

AMOUNT = "Amount"
"""The label under which the platform says how much money a Change moves."""

NO_SAY = "You may see this, but somebody else must decide on it: {}."
OWN = "You asked for this yourself, so somebody else must decide on it: {}."
DECIDED: Mapping[ApprovalState, str] = {
    "approved": "{} has approved this already.",
    "rejected": "{} has rejected this already.",
    "used": "{} has approved this already, and it was done.",
    "expired": "The time to decide on this has run out.",
}


def listed(approvals: Sequence[Approval], open_here: Sequence[tuple[Proposal, int]], now: int) -> list[Waiting]:
    """Return what waits, open before closed and new before old; each proposal comes with when it was made."""
    parked = {approval.change for approval in approvals}
    own = [_own(proposal, at, now) for proposal, at in open_here if proposal.change_digest not in parked]
    found = [*(_approval(approval, now) for approval in approvals), *own]
    return sorted(found, key=lambda waiting: (waiting.state != "pending", -waiting.since))


def count(waiting: Sequence[Waiting]) -> int:
    """Return how many wait for this person: open cards of their own, and what they may decide for somebody else."""
    return sum(one.state == "pending" and (one.waits == "me" or _is_theirs(one)) for one in waiting)


def hindrance(approval: Approval, now: int) -> str:
    """Return why nobody can decide on an approval here any more, or yet; nothing where this person may."""
    if approval.state == "pending" and approval.expires_at <= now:
        return DECIDED["expired"]
    if approval.state != "pending":
        by = approval.decided_by.name if approval.decided_by else "Somebody"
        return DECIDED[approval.state].format(by)
    if approval.mine:
        return OWN.format(approval.who)
    return "" if approval.may_decide else NO_SAY.format(approval.who)


def _is_theirs(one: Waiting) -> bool:
    return one.waits == "second" and not one.reason


def _approval(approval: Approval, now: int) -> Waiting:
    waits: Waits = "others" if approval.mine else "second"
    over = approval.state == "pending" and approval.expires_at <= now
    lines = [(line.label, line.text) for line in approval.lines]
    if approval.decided_by is not None:
        said = "rejected" if approval.state == "rejected" else "approved"
        lines.append(("Decided by", f"{approval.decided_by.name}: {said}"))
    if approval.comment:
        lines.append(("Said", approval.comment))
    return Waiting(
        id=approval.id,
        waits=waits,
        state="expired" if over else approval.state,
        headline=approval.headline,
        effect=approval.effect,
        by=approval.by.name,
        since=approval.opened_at,
        expires=approval.expires_at,
        lines=lines,
        rows=approval.rows,
        why=approval.why,
        changed=approval.changed,
        reason="" if approval.may_decide else (OWN if approval.mine else NO_SAY).format(approval.who),
        typed=_to_type(approval),
        change=approval.change,
    )


def _to_type(approval: Approval) -> str:
    if approval.effect != "transfer":
        return ""
    return next((line.text for line in approval.lines if line.label == AMOUNT), approval.headline)


def _own(proposal: Proposal, at: int, now: int) -> Waiting:
    return Waiting(
        id=proposal.id,
        waits="me",
        state="expired" if proposal.expires <= now else "pending",
        headline=proposal.change.headline,
        effect=proposal.effect,
        by=proposal.principal.name,
        since=at,
        expires=proposal.expires,
        lines=[*proposal.change.facts, *(("Asked by", because) for _, because in proposal.verdict.rules)],
        rows=[row.label for row in proposal.change.rows],
        why=proposal.why,
        reason="Its card stands in its conversation.",
        typed=to_type(proposal) if "typed_confirmation" in proposal.verdict.needs else "",
        thread=proposal.thread,
        change=proposal.change_digest,
    )
