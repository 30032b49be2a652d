"""What one thread of the graph remembers, in plain values, and what a node is handed but never remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages

from graph.events import Event
from graph.freshness import Freshness, SignedIn
from graph.ledger.claims import Ledger
from graph.limits import Limits
from graph.marks import Mark, unmarked
from graph.model.speaking import Speaks
from graph.policy.pdp import Pdp
from graph.policy.recipients import Recipients
from graph.second.seconds import Seconds
from graph.storage.audit import Audit
from tools.approvals import Approvals
from tools.change import Principal
from tools.platform import Platform
from tools.registry import Registry

Stage = Literal["called", "changed", "seconded", "waits", "allowed", "asked", "approved", "settled"]
OVER: Literal["__end__"] = "__end__"
"""Where a turn ends."""


class Item(TypedDict):
    """One call of the last message: `called` waits for look, `changed` for weigh, `asked` for a person.

    What is `seconded` comes back after a second person has decided on it, and is judged anew by weigh.
    What `waits` touches a record of another call that is not settled; it is looked at again once that one is.

    `allowed` and `approved` wait for act, `settled` has its tool message. `args` is JSON text, once looked at without
    `why`; `held` is our codec's JSON text of a Change to be weighed, or of a proposal that runs unasked. What is asked
    is known by its id and digest, and itself stands in the ledger. `edited` is what a person gave as arguments, `looks`
    counts how often the call was sent back to be looked at, `before` is the proposal that stood for it until then, and
    `note` goes with the answer.
    """

    call: str
    tool: str
    args: str
    why: str
    stage: Stage
    held: str
    proposal: str
    digest: str
    question: str
    which: list[list[str]]
    edited: str
    looks: int
    before: str
    note: str


class Turn(TypedDict):
    """What bounds one turn: model calls so far, failed calls by kind, seconds spent, Changes made and rejected.

    `rows` and `moved` (minor units) are what the Changes that went on come to; `unsure` are values that were sent back.
    """

    steps: int
    failed: dict[str, int]
    spent: float
    proposals: int
    rows: int
    moved: int
    rejected: list[str]
    unsure: list[str]
    ended: Literal["", "failed"]


class State(TypedDict, total=False):
    """The graph's state: the messages, the calls of the last one, and the turn's bounds."""

    messages: Annotated[list[AnyMessage], add_messages]
    calls: list[Item]
    turn: Turn


def new_item(call: str, tool: str, args: str) -> Item:
    """Return a call as the model made it; `args` is its raw text."""
    return {
        "call": call,
        "tool": tool,
        "args": args,
        "why": "",
        "stage": "called",
        "held": "",
        "proposal": "",
        "digest": "",
        "question": "",
        "which": [],
        "edited": "",
        "looks": 0,
        "before": "",
        "note": "",
    }


def new_turn() -> Turn:
    """Return the bounds of a turn that begins."""
    return {
        "steps": 0,
        "failed": {},
        "spent": 0.0,
        "proposals": 0,
        "rows": 0,
        "moved": 0,
        "rejected": [],
        "unsure": [],
        "ended": "",
    }


def at_first(state: State) -> Literal["weigh", "think"]:
    """Return where a turn begins: with the model, or with what a second person has decided on."""
    return "weigh" if "seconded" in _stages(state.get("calls", [])) else "think"


def after_look(calls: Sequence[Item]) -> Literal["weigh", "act", "look", "ask", "think"]:
    """Return where calls go that were looked at."""
    return "weigh" if "changed" in _stages(calls) else after_weigh(calls)


def after_weigh(calls: Sequence[Item]) -> Literal["act", "look", "ask", "think"]:
    """Return where calls go that were judged: what may run runs before anything is asked, what waits comes last."""
    stages = _stages(calls)
    if stages & {"allowed", "approved"}:
        return "act"
    if "asked" in stages and "called" not in stages:
        return "ask"
    return "look" if stages & {"called", "waits"} else "think"


def after_ask(calls: Sequence[Item]) -> Literal["look", "act", "ask", "think"]:
    """Return where calls go that a person answered: what was edited is looked at first."""
    return "look" if "called" in _stages(calls) else after_weigh(calls)


def _stages(calls: Sequence[Item]) -> set[Stage]:
    return {item["stage"] for item in calls}


@dataclass(slots=True)
class Halt:
    """How a person's stop reaches the nodes: they end, but an act that has begun is waited for."""

    wish: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.idle.set()

    def stops(self) -> bool:
        """Tell whether the person has stopped the turn."""
        return self.wish.is_set()


@dataclass(frozen=True, slots=True)
class Parts:
    """What nodes work with, handed to every run as LangGraph's runtime context; nothing of it is ever stored."""

    model: Speaks
    second: Speaks
    registry: Registry
    platform: Platform
    pdp: Pdp
    ledger: Ledger
    seconds: Seconds
    audit: Audit
    recipients: Recipients
    principal: Principal
    audience: str
    thread: str
    holder: str
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    fresh: Callable[[], str]
    said: Callable[[Event], None]
    kept: Callable[[], None]
    halt: Halt
    limits: Limits
    mark: Mark = unmarked
    freshness: Freshness | None = None
    approvals: Approvals | None = None
    signed_in: SignedIn | None = None
