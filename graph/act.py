"""act: the executor's node; one Change at a time, never cut off once it has begun."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Literal

from langchain_core.messages import ToolMessage
from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.codec import decode
from graph.executor import Outcome, carry_out
from graph.replies import answer
from graph.state import OVER, Item, Parts, State, after_weigh
from tools.change import Proposal

LOOK_AGAIN = "Look again before you propose anything."

Next = Command[Literal["act", "ask", "think", "__end__"]]


async def act(state: State, runtime: Runtime[Parts]) -> Next:
    """Carry out the first Change that may be; what is stopped meanwhile ends after it."""
    parts = runtime.context
    item = next((item for item in state["calls"] if item["stage"] in {"allowed", "approved"}), None)
    if item is None or parts.halt.stops():
        return Command(goto=OVER)
    approved = item["stage"] == "approved"
    proposal = parts.ledger.proposal(item["proposal"]) if approved else decode(Proposal, item["held"].encode())
    outcome = await _unbroken(proposal, parts, approved=approved)
    calls: Sequence[Item] = [
        {**each, "stage": "settled", "held": ""} if each["call"] == item["call"] else each for each in state["calls"]
    ]
    return Command(
        update={"messages": [_said(item, proposal, outcome)], "calls": list(calls)},
        goto=OVER if parts.halt.stops() else after_weigh(calls),
    )


async def _unbroken(proposal: Proposal, parts: Parts, *, approved: bool) -> Outcome:
    """Cancelling the node does not cancel the act: it goes on by itself, and whoever stopped it waits for it."""
    doing = asyncio.ensure_future(carry_out(proposal, parts, approved=approved))
    parts.halt.idle.clear()
    doing.add_done_callback(lambda _: parts.halt.idle.set())
    return await asyncio.shield(doing)


def _said(item: Item, proposal: Proposal, outcome: Outcome) -> ToolMessage:
    changed = any(receipt.status == HTTPStatus.PRECONDITION_FAILED for receipt in outcome.receipts)
    undo = proposal.change.undo if outcome.status == "done" else None
    return answer(
        item["call"],
        outcome.status,
        change=proposal.change.headline,
        sentence=outcome.sentence,
        answered=list(outcome.answers) or None,
        undo={"tool": undo.tool, "args": dict(undo.args)} if undo else None,
        note=LOOK_AGAIN if changed else item["note"],
    )
