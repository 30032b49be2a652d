"""Decides, without touching anything, whether a Change may be claimed: what is sent must be what a person approved."""

from __future__ import annotations

from dataclasses import dataclass

from graph.ledger.intent import Intent
from graph.trouble import AlreadyUsed, Expired, NotApproved, WrongDigest
from tools.change import Decision, Effect, Proposal
from tools.wire import Sender, change_digest

NEED_A_PERSON: frozenset[Effect] = frozenset({"critical", "delete", "disclose", "transfer"})
"""Effects that are never sent without a person's approval, whatever a policy file says (DESIGN: invariant 2)."""

SLACK = 5
"""By how many seconds a clock may be set back before what was written earlier counts as run out."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposal as the ledger has it: since when it is offered, its state, and the decision on it."""

    proposal: Proposal
    state: str
    offered: int
    decision: Decision | None
    decided: int


def has_run_out(now: float, written: int, expires: int) -> bool:
    """Tell whether something written at one time is over now; a clock that has gone back behind it ends it too."""
    return now >= expires or now < written - SLACK


def check_unasked(intent: Intent, now: float) -> None:
    """Check a Change that policy lets run without asking.

    Raises:
        NotApproved: its effect needs a person.
        Expired: it has run out.

    """
    if intent.effect in NEED_A_PERSON:
        raise NotApproved("No person has approved this change.", "Ask for the change again.")
    if now >= intent.expires:
        raise Expired("This change has run out.", "Ask for it again.")


def check_approved(intent: Intent, standing: Standing, now: float) -> None:
    """Check a Change that a person was asked about; its change digest is computed anew from what will be sent.

    Raises:
        AlreadyUsed: the approval was used.
        NotApproved: there is no approval, or the proposal was closed after it.
        WrongDigest: what will be sent, by whom or until when is not what was approved.
        Expired: the proposal or the Change has run out.

    """
    decision, proposal = standing.decision, standing.proposal
    if standing.state in {"used", "done"}:
        raise AlreadyUsed("This approval was used already.", "Ask for the change again.")
    if standing.state != "approved" or decision is None or decision.choice != "approve":
        raise NotApproved("No person has approved this change.", "Answer the proposal first.")
    if decision.digest != proposal.digest or not _is_what_was_offered(intent, proposal):
        raise WrongDigest("This is not what was approved.", "Ask for the change again.")
    written = max(standing.offered, standing.decided)
    if has_run_out(now, written, min(proposal.expires, intent.expires)):
        raise Expired("The approval has run out.", "Ask for the change again.")


def _is_what_was_offered(intent: Intent, proposal: Proposal) -> bool:
    person = proposal.principal
    sender = Sender(person.sub, person.tenant, person.client_id)
    audience = intent.wires[0].audience if intent.wires else ""
    return (
        intent.digest == proposal.change_digest == change_digest(intent.wires, audience, sender, intent.expires)
        and intent.thread == proposal.thread
        and intent.effect == proposal.effect
        and tuple(intent.scopes) == tuple(proposal.scopes)
    )
