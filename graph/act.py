"""act: the executor's node; one Change at a time, never cut off once it has begun."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.endings import proposal_of, report
from graph.executor import Outcome, carry_out
from graph.state import OVER, Item, Parts, State, after_weigh
from tools.change import Proposal

Next = Command[Literal["act", "look", "ask", "think", "__end__"]]


async def act(state: State, runtime: Runtime[Parts]) -> Next:
    """Carry out the first Change that may be; what is stopped meanwhile ends after it."""
    parts = runtime.context
    item = next((item for item in state["calls"] if item["stage"] in {"allowed", "approved"}), None)
    proposal = proposal_of(item, parts) if item is not None else None
    if item is None or proposal is None or parts.halt.stops():
        return Command(goto=OVER)
    outcome = await _unbroken(proposal, parts, approved=item["stage"] == "approved")
    calls: Sequence[Item] = [
        {**each, "stage": "settled", "held": ""} if each["call"] == item["call"] else each for each in state["calls"]
    ]
    return Command(
        update={"messages": [report(item, proposal, outcome)], "calls": list(calls)},
        goto=OVER if parts.halt.stops() else after_weigh(calls),
    )


async def _unbroken(proposal: Proposal, parts: Parts, *, approved: bool) -> Outcome:
    """Cancelling the node does not cancel the act: it goes on by itself, and whoever stopped it waits for it."""
    doing = asyncio.ensure_future(carry_out(proposal, parts, approved=approved))
    parts.halt.idle.clear()
    doing.add_done_callback(lambda _: parts.halt.idle.set())
    return await asyncio.shield(doing)
