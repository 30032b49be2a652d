"""look: runs this message's tools side by side, with eyes and no hands; data, questions or Changes come back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from langchain_core.messages import ToolMessage
from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.events import Failed, Looked, Looking
from graph.inquiry import ASK_PERSON, TOO_OFTEN, beyond, read_inquiry
from graph.limits import Limits
from graph.model.calls import read_arguments, safe_name, take_why
from graph.replies import answer, call_id, found, in_a_line
from graph.state import OVER, Item, Parts, State, Turn, after_look
from graph.storage.codec import encode
from tools.change import Change
from tools.contract import Ambiguous, Context, Tool, ToolError
from tools.platform import PlatformTrouble
from tools.wire import canonical

UNKNOWN = "unknown tool"

Next = Command[Literal["weigh", "act", "look", "ask", "think", "__end__"]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What came of one call: how it stands now, its answer where it has one, a line on it, and its kind if it failed.

    With a next step it failed because the platform could not be asked at all: that ends the turn.
    """

    item: Item
    answer: ToolMessage | None = None
    line: str = ""
    failed: str = ""
    next_step: str = ""


async def look(state: State, runtime: Runtime[Parts]) -> Next:
    """Run every call that has not been looked at; a call that fails is told to the model, thrice of a kind ends."""
    parts = runtime.context
    if parts.halt.stops():
        return Command(goto=OVER)
    parts.mark("looking")
    new = _due(state["calls"])
    surplus = beyond(state["messages"], parts.limits.questions)
    sights = await asyncio.gather(*(_see(item, parts, too_often=call_id(item["call"]) in surplus) for item in new))
    parts.mark("looked")
    seen = {sight.item["call"]: sight.item for sight in sights}
    calls = [seen.get(item["call"], item) for item in state["calls"]]
    turn = _counted(state["turn"], sights)
    failure = _hopeless(turn, sights, parts.limits)
    if failure is not None:
        parts.said(failure)
        turn = {**turn, "ended": "failed"}
    return Command(
        update={"messages": [sight.answer for sight in sights if sight.answer], "calls": calls, "turn": turn},
        goto=after_look(calls) if failure is None else OVER,
    )


def _due(calls: Sequence[Item]) -> list[Item]:
    """Return what was called; where that is nothing, what waited for the others of its message."""
    called = [item for item in calls if item["stage"] == "called"]
    return called or [{**item, "stage": "called"} for item in calls if item["stage"] == "waits"]


def _counted(turn: Turn, sights: Sequence[Sight]) -> Turn:
    failed = dict(turn["failed"])
    for sight in sights:
        if sight.failed:
            failed[sight.failed] = failed.get(sight.failed, 0) + 1
        else:
            failed.pop(sight.item["tool"], None)
    return {**turn, "failed": failed}


def _hopeless(turn: Turn, sights: Sequence[Sight], limits: Limits) -> Failed | None:
    for sight in sights:
        if sight.next_step:
            return Failed(sight.line, sight.next_step)
        if sight.failed and turn["failed"].get(sight.failed, 0) >= limits.failures:
            return Failed(
                f"I tried {sight.failed} {turn['failed'][sight.failed]} times: {sight.line}", "Tell me how to go on."
            )
    return None


async def _see(item: Item, parts: Parts, *, too_often: bool) -> Sight:
    name, began = safe_name(item["tool"]), time.perf_counter()
    try:
        if item["tool"] == ASK_PERSON:
            sight = _ask_person(item, parts, too_often=too_often)
        else:
            tool = _known(item, parts)
            item, args = _read(item, tool, parts)
            parts.said(Looking(item["call"], name, args))
            sight = await _run(item, tool, args, parts)
    except _Unreadable as error:
        parts.said(Looking(item["call"], name, {}))
        sight = _failed(item, error.kind, error.sentence)
    parts.said(_looked(sight, name, round((time.perf_counter() - began) * 1000)))
    return sight


class _Unreadable(Exception):
    """A call that can't be run at all; `kind` is what counts it among others."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence


def _known(item: Item, parts: Parts) -> Tool:
    tool = parts.registry.tools.get(item["tool"])
    if tool is None:
        known = ", ".join([*parts.registry.tools, ASK_PERSON])
        raise _Unreadable(UNKNOWN, f"There is no such tool. The tools are: {known}.")
    return tool


def _read(item: Item, tool: Tool, parts: Parts) -> tuple[Item, dict[str, object]]:
    why = item["why"]
    try:
        args = read_arguments(item["args"], parts.limits.argument_bytes)
        if tool.effect != "read" and not why:
            why = take_why(args)
        parsed = tool.parse(canonical(args).decode())
    except ToolError as error:
        raise _Unreadable(tool.name, error.sentence) from None
    return {**item, "args": canonical(parsed).decode(), "why": why}, parsed


async def _run(item: Item, tool: Tool, args: dict[str, object], parts: Parts) -> Sight:
    context = Context(parts.platform.reader(tool.look), parts.principal, int(parts.clock()))
    try:
        async with asyncio.timeout(parts.limits.look_seconds):
            result = await tool.run(context, args)
    except ToolError as error:
        return _failed(item, tool.name, error.sentence)
    except PlatformTrouble as error:
        return replace(_failed(item, tool.name, error.sentence), next_step=error.next_step)
    except TimeoutError:
        return _failed(item, tool.name, f"{tool.name} did not answer within {parts.limits.look_seconds:.0f} seconds.")
    except Ambiguous as which:
        return Sight(_asking(item, which), line=which.question)
    if isinstance(result, Change):
        return Sight({**item, "stage": "changed", "held": encode(result).decode()}, line=result.headline)
    settled: Item = {**item, "stage": "settled"}
    said = found(item["call"], result, parts.limits.result_chars, item["note"])
    return Sight(settled, said, in_a_line(tool.name, result))


def _ask_person(item: Item, parts: Parts, *, too_often: bool) -> Sight:
    try:
        inquiry = read_inquiry(item["args"], parts.limits.argument_bytes)
    except ToolError as error:
        raise _Unreadable(ASK_PERSON, error.sentence) from None
    if too_often:
        raise _Unreadable(ASK_PERSON, TOO_OFTEN)
    parts.said(Looking(item["call"], ASK_PERSON, {"question": inquiry.question}))
    asked: Item = {**item, "args": inquiry.args, "stage": "asked", "question": inquiry.question}
    return Sight({**asked, "which": inquiry.candidates}, line=inquiry.question)


def _asking(item: Item, which: Ambiguous) -> Item:
    candidates = [[str(part) for part in candidate] for candidate in which.candidates]
    return {**item, "stage": "asked", "question": which.question, "which": candidates}


def _failed(item: Item, kind: str, reason: str) -> Sight:
    settled: Item = {**item, "args": "", "stage": "settled"}
    return Sight(settled, answer(item["call"], "failed", sentence=reason, note=item["note"]), reason, kind)


def _looked(sight: Sight, tool: str, milliseconds: int) -> Looked:
    stage, call = sight.item["stage"], sight.item["call"]
    if stage == "changed":
        return Looked(call, tool, "change", sight.line, milliseconds)
    unsure = stage == "asked" and tool != ASK_PERSON
    outcome: Literal["found", "failed"] = "failed" if sight.failed or unsure else "found"
    return Looked(call, tool, outcome, sight.line, milliseconds)
