"""The least that can be called an agent in LangGraph: a model, a tool, and an interrupt before what it would change.

It has the same checkpointer, durability, model, tools and platform as Countersign, and nothing of what governs it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypedDict, cast

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.types import Command, interrupt

from graph.model.calls import Draft
from graph.storage.checkpoints import saver
from graph.storage.cipher import Cipher
from tests.graph.fakes_desk import KEY, Desk
from tools.change import Change
from tools.contract import Context
from tools.wire import Origin, canonical, to_wire

THREAD: RunnableConfig = {"configurable": {"thread_id": "bare"}}


class Said(TypedDict):
    """All that it remembers."""

    messages: Annotated[list[AnyMessage], add_messages]


class Bare:
    """One thread of it."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk, self._folder = desk, folder

    async def open(self) -> None:
        """Open its checkpoints and build its graph."""
        self._checkpoints = await saver(self._folder, Cipher(KEY))
        graph = StateGraph(Said)
        graph.add_node("think", self._think)
        graph.add_node("do", self._do)
        graph.add_edge(START, "think")
        self._graph = graph.compile(checkpointer=self._checkpoints)

    async def close(self) -> None:
        """Close its checkpoints."""
        await self._checkpoints.aclose()

    async def turn(self, text: str) -> None:
        """Run one turn; what it asks is answered with yes."""
        out = await self._graph.ainvoke({"messages": [HumanMessage(text)]}, THREAD, durability="sync", version="v2")
        while out.interrupts:
            yes: Command[str] = Command(resume={out.interrupts[0].id: "yes"})
            out = await self._graph.ainvoke(yes, THREAD, durability="sync", version="v2")

    async def _think(self, state: Said) -> Command[Literal["do", "__end__"]]:
        draft = Draft()
        async for chunk in self._desk.model.astream(state["messages"]):
            draft.take(chunk)
        calls = [
            ToolCall(name=slot.name, args=_args(slot.raw), id=f"c{index}") for index, slot in enumerate(draft.slots)
        ]
        said = AIMessage(draft.text, tool_calls=calls)
        return Command(update={"messages": [said]}, goto="do" if calls else "__end__")

    async def _do(self, state: Said) -> Command[Literal["think"]]:
        (call,) = cast("AIMessage", state["messages"][-1]).tool_calls
        tool = self._desk.ground.registry.tools[call["name"]]
        platform = self._desk.session._parts.platform  # noqa: SLF001  # the same way to the same platform
        context = Context(platform.reader(tool.look), self._desk.ground.principal, int(self._desk.clock()))
        if tool.effect != "read":
            interrupt(call["args"])
        found = await tool.run(context, {name: value for name, value in call["args"].items() if name != "why"})
        if isinstance(found, Change):
            origin = Origin("bare", str(state["messages"][-1].id), 0, tool.name, call["args"])
            wires = to_wire(found.requests, self._desk.ground.audience, origin)
            found = [(await platform.send(wire, tool.act, ())).body for wire in wires]
        said = ToolMessage(canonical(found).decode(), tool_call_id=str(call["id"]))
        return Command(update={"messages": [said]}, goto="think")


def _args(raw: str) -> dict[str, object]:
    read: dict[str, object] = json.loads(raw)
    return read


def kept(folder: Path, names: Sequence[str]) -> int:
    """Return how many bytes some files of a folder hold."""
    return sum(path.stat().st_size for name in names for path in folder.glob(name))
