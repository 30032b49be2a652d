"""Brings back into the conversation what a second person has decided on, judged anew before anything is sent."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from langchain_core.messages import AIMessage, HumanMessage, ToolCall, ToolMessage

from graph.ask import look_again
from graph.endings import closing
from graph.events import Seconded, Settled
from graph.executor import shut
from graph.policy.safeguards import touched
from graph.proposal import call_id as call_of
from graph.relook import has_changed
from graph.replies import call_id, note_id
from graph.second.seconds import Second
from graph.state import Item, Parts, State, new_item, new_turn
from graph.trouble import AlreadyDecided
from tools.approvals import Approval
from tools.change import Proposal
from tools.contract import ToolError
from tools.platform import PlatformTrouble
from tools.wire import canonical

CAME_BACK = (
    "(Countersign, not the person: a second person was asked about a change that waited. What came of it is the answer"
    " to the call below. Tell the person.)"
)
"""What stands before a call that comes back: model servers want somebody's words before a model's own."""

CHANGED = "Something it rests on has changed since it was approved, so it is looked at again."
LEEWAY = 60
"""Seconds after its end from which on an approval counts as expired, whether or not the platform can be asked."""


async def ask_after(parts: Parts) -> None:
    """Ask what became of everything in this thread that waits for a second person; keep and tell what is known."""
    for second in parts.seconds.pending(parts.thread):
        approval = await _now(second, parts)
        if approval.state != "pending":
            parts.seconds.settle(parts.ledger.proposal(second.proposal), approval, lambda each: _tell(each, parts))
            parts.mark("seconded")


async def _now(second: Second, parts: Parts) -> Approval:
    known = second.approval
    if parts.approvals is not None:
        with suppress(PlatformTrouble, ToolError):
            told = await parts.approvals.get(known.id)
            known = told if told.id == known.id else known
    over = known.state == "pending" and parts.clock() >= known.expires_at + LEEWAY
    return replace(known, state="expired") if over else known


def _tell(second: Second, parts: Parts) -> None:
    approval, headline = second.approval, parts.ledger.proposal(second.proposal).change.headline
    by = approval.decided_by.name if approval.decided_by else ""
    match second.state:
        case "approved":
            parts.said(Seconded(second.proposal, headline, "approve", by, approval.comment))
        case "rejected":
            parts.said(Seconded(second.proposal, headline, "reject", by, approval.comment))
        case _:
            parts.said(Seconded(second.proposal, headline, "expired", ""))


def coming_back(second: Second, parts: Parts) -> State:
    """Return what a turn begins with that goes on with a decided proposal: its call once more, under a name of its own.

    Another person's words are in no message of their own: they stand in the call's answer, as a tool's would.
    """
    proposal = parts.ledger.proposal(second.proposal)
    message = f"msg_{parts.fresh()}"
    item = new_item(call_of(message, 0), proposal.tool, canonical(proposal.args).decode())
    back: Item = {**item, "why": proposal.why, "stage": "seconded", "proposal": proposal.id, "digest": proposal.digest}
    call = ToolCall(name=proposal.tool, args=dict(proposal.args), id=call_id(back["call"]))
    rejected = touched(proposal.effect, proposal.change) if second.state == "rejected" else []
    return {
        "messages": [HumanMessage(CAME_BACK, id=note_id(parts.fresh())), AIMessage("", id=message, tool_calls=[call])],
        "calls": [back],
        "turn": {**new_turn(), "rejected": rejected},
    }


async def take_up(item: Item, parts: Parts) -> tuple[Item, ToolMessage | None]:
    """Look and judge anew what a second person has agreed to; what they refused, or is no more the same, is not sent.

    The rules are asked once more, with what both have agreed to, where it is claimed.
    """
    proposal, second = parts.ledger.proposal(item["proposal"]), parts.seconds.of(item["proposal"])
    standing = parts.ledger.state(proposal.id)
    if standing == "overtaken":
        return look_again(item), None
    if standing == "approved" and second is not None and second.state == "approved":
        changed = await has_changed(proposal, parts)
        return _changed(item, proposal, parts) if changed else ({**item, "stage": "approved"}, None)
    if standing == "approved" and second is not None:
        shut(proposal.id, parts, "expired" if second.state == "expired" else "forbidden", second.approval.comment)
    return {**item, "stage": "settled"}, closing(item, parts, "stopped")


def _changed(item: Item, proposal: Proposal, parts: Parts) -> tuple[Item, None]:
    with suppress(AlreadyDecided):
        parts.ledger.close(proposal.id, "overtaken", CHANGED)
        parts.said(Settled(proposal.id, proposal.change.headline, "overtaken", CHANGED))
    return look_again(item), None
