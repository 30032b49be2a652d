"""act: the executor's node; one Change at a time, never cut off once it has begun."""

from __future__ import annotations

import asyncio
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.ask import look_again
from graph.endings import guidance_of, proposal_of, report
from graph.executor import Outcome, carry_out
from graph.rest import rest_of
from graph.state import OVER, Item, Parts, State, after_weigh
from tools.change import Json, Proposal
from tools.wire import canonical

Next = Command[Literal["act", "look", "ask", "think", "__end__"]]

REST = "This answer is about the rest, which was looked at and asked about anew."


async def act(state: State, runtime: Runtime[Parts]) -> Next:
    """Carry out the first Change that may be; what is stopped meanwhile ends after it."""
    parts = runtime.context
    item = next((item for item in state["calls"] if item["stage"] in {"allowed", "approved"}), None)
    proposal = proposal_of(item, parts) if item is not None else None
    if item is None or proposal is None or parts.halt.stops():
        return Command(goto=OVER)
    outcome = await _unbroken(proposal, parts, approved=item["stage"] == "approved")
    parts.mark("acted")
    guidance = guidance_of(item, parts)
    rest = None if parts.halt.stops() else rest_of(proposal, outcome.receipts)
    acted: Item = (
        {**item, "stage": "settled", "held": ""} if rest is None else _ask_for_rest(item, rest, outcome, guidance)
    )
    calls = [acted if each["call"] == item["call"] else each for each in state["calls"]]
    said = [report(item, proposal, outcome, guidance)] if rest is None else []
    return Command(
        update={"messages": said, "calls": calls},
        goto=OVER if parts.halt.stops() else after_weigh(calls),
    )


def _ask_for_rest(item: Item, args: Json, outcome: Outcome, guidance: str) -> Item:
    """Send a call that was done in part back to be looked at for what is left; what was done goes with its answer."""
    heard = f"The person said to it: {guidance}" if guidance else ""
    note = " ".join(said for said in (item["note"], f"Before: {outcome.sentence}", heard, REST) if said)
    return {**look_again(item), "args": canonical(args).decode(), "note": note}


async def _unbroken(proposal: Proposal, parts: Parts, *, approved: bool) -> Outcome:
    """Cancelling the node does not cancel the act: it goes on by itself, and whoever stopped it waits for it."""
    doing = asyncio.ensure_future(carry_out(proposal, parts, approved=approved))
    parts.halt.idle.clear()
    doing.add_done_callback(lambda _: parts.halt.idle.set())
    return await asyncio.shield(doing)
