"""A small graph that thinks, then asks, and checkpoints to keep it in."""

from __future__ import annotations

import operator
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from sqlite3 import Row
from typing import Annotated, TypedDict

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, empty_checkpoint
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import interrupt

from graph.storage.checkpoints import SealedSaver, saver
from graph.storage.cipher import Cipher
from tests.graph.fakes_ledger import KEY

THREAD: RunnableConfig = {"configurable": {"thread_id": "thr_1"}}
OTHER: RunnableConfig = {"configurable": {"thread_id": "thr_2"}}


class State(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], add_messages]
    steps: Annotated[int, operator.add]
    until: int
    answer: str


Compiled = CompiledStateGraph[State, None, State, State]


async def think(state: State) -> State:
    return {"steps": 1, "messages": [AIMessage(f"step {state.get('steps', 0)}")]}


async def ask(state: State) -> State:
    return {"answer": interrupt(f"May I, after {state['steps']} steps?")}


def onward(state: State) -> str:
    return "think" if state["steps"] < state["until"] else "ask"


def compiled(checkpointer: SealedSaver) -> Compiled:
    builder = StateGraph(State)
    builder.add_node("think", think)
    builder.add_node("ask", ask)
    builder.add_edge(START, "think")
    builder.add_conditional_edges("think", onward, ["think", "ask"])
    builder.add_edge("ask", END)
    return builder.compile(checkpointer=checkpointer)


@asynccontextmanager
async def opened(folder: Path | None, key: bytes = KEY) -> AsyncIterator[SealedSaver]:
    made = await saver(folder, Cipher(key))
    try:
        yield made
    finally:
        await made.aclose()


async def run(checkpointer: SealedSaver, config: RunnableConfig = THREAD, until: int = 2) -> None:
    state: State = {"messages": [HumanMessage("Delete it")], "until": until, "steps": 0}
    await compiled(checkpointer).ainvoke(state, config, durability="sync")


async def rows(checkpointer: SealedSaver, sql: str) -> list[tuple[object, ...]]:
    found: Iterable[Row] = await checkpointer.conn.execute_fetchall(sql)
    return [tuple(row) for row in found]


async def write(checkpointer: SealedSaver, sql: str) -> None:
    await checkpointer.conn.execute(sql)
    await checkpointer.conn.commit()


def at(thread: str, checkpoint: str | None = None) -> RunnableConfig:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": "", "checkpoint_id": checkpoint}}


def a_checkpoint(name: str) -> Checkpoint:
    return {**empty_checkpoint(), "id": name}
