"""Has an approved Change wait for a second person at the platform, so that the conversation goes on without it."""

from __future__ import annotations

from graph.confirming import confirm
from graph.endings import in_words
from graph.events import Parked
from graph.executor import NOTHING_SENT, Outcome, check, shut
from graph.ledger.decisions import Closed
from graph.proposal import details, whole, wires
from graph.state import Parts
from graph.trouble import Elsewhere, Expired, NotApproved, Overruled, Stopped, Trouble
from tools.approvals import Approval, Approvals, NotOpened, Waiting
from tools.change import Need, Proposal
from tools.platform import NoAnswer, NotSent

LONGEST_WHY = 1000
STILL_WANTING: tuple[Need, ...] = ("second_person",)
DECIDED = "A second person has decided on it by now; what comes of that is told next."
NOBODY_HERE = "A second person can't be asked here."
NOT_KNOWN = "Whether a second person was asked is not known, so it will not run, whatever they say."


def waits(call: str, proposal: Proposal, parts: Parts) -> bool:
    """Tell whether an approved proposal must wait for a second person before it may be sent.

    What was decided while nobody was here is not sent by the call that asked for it: it comes back in one of its own.
    """
    second = parts.seconds.of(proposal.id)
    undecided = second is None or second.state == "pending"
    return "second_person" in proposal.verdict.needs and (undecided or call == proposal.call)


async def park(proposal: Proposal, parts: Parts) -> Outcome:
    """Have a proposal wait at the platform; where it waits already, or was decided on, only say so.

    Raises:
        Elsewhere: another runner has the conversation.

    """
    second = parts.seconds.of(proposal.id)
    if second is not None and second.state != "pending":
        return Outcome("waiting", DECIDED)
    try:
        approval = second.approval if second is not None else await _opened(proposal, parts)
        parts.seconds.park(proposal, approval, lambda: _tell(proposal, approval, parts))
    except Elsewhere:
        raise
    except Overruled as error:
        return shut(proposal.id, parts, error.state, f"{error.sentence} {NOTHING_SENT}")
    except Trouble as error:
        return shut(proposal.id, parts, _state(error), f"{error.sentence} {NOTHING_SENT}")
    except NotSent as error:
        return shut(proposal.id, parts, "forbidden", f"{error.sentence} {NOTHING_SENT}")
    except NoAnswer as error:
        return shut(proposal.id, parts, "forbidden", f"{error.sentence} {NOT_KNOWN}")
    parts.mark("parked")
    return Outcome("waiting", in_words(approval))


def _state(error: Trouble) -> Closed:
    if isinstance(error, Expired):
        return "expired"
    return "stopped" if isinstance(error, Stopped) else "forbidden"


async def _opened(proposal: Proposal, parts: Parts) -> Approval:
    if parts.approvals is None:
        raise NotApproved(NOBODY_HERE, "Ask for less at once.")
    if parts.clock() >= proposal.expires:
        raise Expired("The approval has run out.", "Ask for the change again.")
    check(proposal, parts, parts.ledger.decision(proposal.id), but=STILL_WANTING)
    parts.seconds.ask(proposal, parts.holder)
    waiting = Waiting(
        change=proposal.change_digest,
        requests=whole(wires(proposal, parts.audience)),
        expires_at=proposal.expires,
        why=proposal.why[:LONGEST_WHY],
        details=details(proposal, parts.audience),
    )
    try:
        return await _open(waiting, parts.approvals, parts)
    except NotOpened as no:
        if not no.wants_fresh:
            raise
    await confirm(proposal, parts)
    return await _open(waiting, parts.approvals, parts)


async def _open(waiting: Waiting, approvals: Approvals, parts: Parts) -> Approval:
    """Open it; where no answer came, once more, which opens nothing twice."""
    for attempt in range(1, parts.limits.tries + 1):
        try:
            return await _asked(waiting, approvals, parts)
        except NoAnswer:
            await parts.sleep(float(attempt))
    return await _asked(waiting, approvals, parts)


async def _asked(waiting: Waiting, approvals: Approvals, parts: Parts) -> Approval:
    parts.mark("opening")
    approval = await approvals.open(waiting)
    parts.mark("opened")
    return approval


def _tell(proposal: Proposal, approval: Approval, parts: Parts) -> None:
    parts.said(Parked(proposal.id, proposal.change.headline, approval.id, approval.who, approval.expires_at))
