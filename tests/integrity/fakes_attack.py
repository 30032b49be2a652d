"""What an attack needs: a wish of the model, a moment to strike, and a look at what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from langchain_core.messages import AIMessage, ToolMessage

from graph.events import Ended, Event, Failed, Settled
from graph.ledger.claims import Ledger
from graph.marks import Point
from graph.state import Item
from graph.storage.checkpoints import SealedSaver
from graph.storage.store import Store
from tests.graph.fakes_desk import Desk
from tests.graph.fakes_model import calls, says
from tools.contract import Tool


def delete(*ids: str) -> tuple[str, dict[str, object]]:
    return ("delete_tasks", {"task_ids": list(ids), "why": "Stale."})


async def wishes(desk: Desk, count: int = 1) -> list[str]:
    """Have the model want some tasks deleted, each in a call of its own; return their ids."""
    ids = await desk.some(count)
    desk.model.then(calls(*[delete(one) for one in ids]), says("Well."))
    return ids


@dataclass
class Strike:
    """Does something once, when a turn passes a point."""

    point: Point
    deed: Callable[[], object]
    struck: bool = field(default=False)

    def __call__(self, point: Point) -> None:
        if point == self.point and not self.struck:
            self.struck = True
            self.deed()


async def strike(desk: Desk, point: Point, deed: Callable[[], object]) -> Strike:
    """Open the session anew with something that happens to it at a point."""
    blow = Strike(point, deed)
    desk.ground = replace(desk.ground, mark=blow)
    await desk.session.close()
    await desk.open()
    return blow


async def with_tools(desk: Desk, tools: Mapping[str, Tool]) -> None:
    """Open the session anew with other tools; a mapping that can be changed changes what the session has."""
    desk.ground = replace(desk.ground, registry=replace(desk.ground.registry, tools=tools))
    await desk.session.close()
    await desk.open()


def store_of(desk: Desk) -> Store:
    return ledger_of(desk)._store  # noqa: SLF001  # to break what it stands on


def ledger_of(desk: Desk) -> Ledger:
    return desk.session._parts.ledger  # noqa: SLF001  # the ledger as the session has it


async def alter(desk: Desk, change: Callable[[Item], Item]) -> None:
    """Change the calls in the stored state of the thread, as somebody with its key could."""
    driver = desk.session._driver  # noqa: SLF001  # the state as it is stored
    checkpoints = cast("SealedSaver", driver._graph.checkpointer)  # noqa: SLF001  # as above
    kept = await checkpoints.aget_tuple({"configurable": {"thread_id": desk.session.thread, "checkpoint_ns": ""}})
    assert kept is not None
    values = kept.checkpoint["channel_values"]
    altered = {**values, "calls": [change(item) for item in values["calls"]]}
    place = kept.parent_config or {"configurable": {"thread_id": desk.session.thread, "checkpoint_ns": ""}}
    await checkpoints.aput(place, {**kept.checkpoint, "channel_values": altered}, kept.metadata, {})


def choices(events: list[Event]) -> list[str]:
    return [event.choice for event in events if isinstance(event, Settled)]


def failure(events: list[Event]) -> Failed:
    return next(event for event in events if isinstance(event, Failed))


async def nothing_was_sent(desk: Desk) -> bool:
    """Tell whether no write left, no token for one was ever made, and the platform has done nothing."""
    done = await desk.stand.get("/v1/activity", desk.tokens.person)
    return not desk.line.writes and not desk.tokens.acts and done.json()["items"] == []


async def it_goes_on(desk: Desk) -> bool:
    """Tell whether the next turn ends well, on a history in which every call has its answer."""
    desk.model.then(says("Yes."))
    events = await desk.turn("And now?")
    shown = desk.model.shown[-1]
    called = [call["id"] for message in shown if isinstance(message, AIMessage) for call in message.tool_calls]
    answered = [message.tool_call_id for message in shown if isinstance(message, ToolMessage)]
    return events[-1] == Ended("done") and sorted(map(str, called)) == sorted(answered)
