"""act: the executor's node; one Change at a time, never cut off once it has begun."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.ask import look_again
from graph.confirming import confirm, wants_page
from graph.endings import guidance_of, proposal_of, report
from graph.executor import NOTHING_SENT, Outcome, carry_out, reconcile, shut
from graph.relook import is_itself
from graph.rest import rest_of
from graph.second.parking import park, waits
from graph.state import OVER, Item, Parts, State, after_weigh
from graph.trouble import Stopped, Trouble
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
    outcome = await _settled(item, proposal, parts)
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


async def _settled(item: Item, proposal: Proposal, parts: Parts) -> Outcome:
    """Have a Change carried out, or have it wait for a second person, once it is as fresh as it must be."""
    approved = item["stage"] == "approved"
    if approved and (over := await _made_fresh(proposal, parts)) is not None:
        return over
    if approved and waits(item["call"], proposal, parts):
        return await _unbroken(park(proposal, parts), parts)
    return await _unbroken(carry_out(proposal, parts, approved=approved), parts)


async def _made_fresh(proposal: Proposal, parts: Parts) -> Outcome | None:
    """Have it confirmed again where the confirmation went with a process that is gone; return how it ends if it does.

    What was sent by then needs none; from when it waits for a second person on, their approval stands for it. Nobody is
    asked about what would not be sent in any case, or is known to be done.
    """
    freshness, asked = parts.freshness, parts.seconds.of(proposal.id)
    if not wants_page(proposal) or asked is not None or (freshness and freshness.holds(proposal.change_digest)):
        return None
    if parts.ledger.state(proposal.id) == "done" or parts.clock() >= proposal.expires or not is_itself(proposal, parts):
        return None
    begun = next((each for each in parts.ledger.unfinished(parts.thread) if each.proposal == proposal.id), None)
    known = None if begun is None else await reconcile(begun, parts)
    if known is not None and known.status != "unknown":
        return known
    try:
        await confirm(proposal, parts)
    except Trouble as no:
        sentence = f"{no.sentence} {NOTHING_SENT}"
        return known or shut(proposal.id, parts, "stopped" if isinstance(no, Stopped) else "forbidden", sentence)
    return None


async def _unbroken(acting: Coroutine[object, object, Outcome], parts: Parts) -> Outcome:
    """Cancelling the node does not cancel the act: it goes on by itself, and whoever stopped it waits for it."""
    doing = asyncio.ensure_future(acting)
    parts.halt.idle.clear()
    doing.add_done_callback(lambda _: parts.halt.idle.set())
    return await asyncio.shield(doing)
