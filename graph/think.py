"""think: the model answers or calls tools; what it streams is heard whole before anything of it is believed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Literal, cast

from langchain_core.messages import AIMessage, AIMessageChunk, AnyMessage, RemoveMessage, SystemMessage, ToolCall
from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.events import Failed, Spoke, Thought, Used
from graph.model.calls import CALLS_STAND, Draft, safe_name
from graph.model.prompts import system_prompt
from graph.model.speaking import REASONING, ModelTrouble
from graph.proposal import call_id as call_of
from graph.replies import call_id, most_failed, recent
from graph.state import OVER, Item, Parts, State, Turn, new_item
from tools.strict import strict_object

CUT = ModelTrouble("The model's answer was cut off.", "Say it again, or ask for a shorter answer.")
WITHHELD = ModelTrouble("The model's server withheld the answer.", "Say it differently.")
SILENT = ModelTrouble("The model answered nothing.", "Say it again, or say it differently.")
ENDLESS = ModelTrouble("The model did not stop writing, so it was cut off.", "Say it again, or ask for less at once.")

Next = Command[Literal["look", "__end__"]]


async def think(state: State, runtime: Runtime[Parts]) -> Next:
    """Ask the model once; go on to look where it calls tools, else end the turn."""
    parts, turn = runtime.context, state["turn"]
    if parts.halt.stops():
        return Command(goto=OVER)
    if reason := _exhausted(turn, parts) or _hopeless(state["messages"], parts):
        return _end(parts, turn, reason)
    message, draft, began = f"msg_{parts.fresh()}", Draft(), parts.clock()
    shown = recent(state["messages"], parts.limits.history_chars, parts.limits.history_messages)
    prompt = [SystemMessage(system_prompt(parts.principal, parts.clock())), *shown]
    parts.mark("model called")
    reason = await _listen(parts, message, prompt, draft) or _complaint(draft)
    parts.mark("model answered")
    if draft.used is not None:
        parts.said(Used(message, *draft.used))
    turn = {**turn, "steps": turn["steps"] + 1, "spent": turn["spent"] + max(0.0, parts.clock() - began)}
    if reason is not None:
        spoken = [AIMessage(draft.text, id=message)] if draft.text else []
        return _end(parts, turn, reason, spoken)
    answer, items = _believed(draft, message, parts)
    forgotten = [RemoveMessage(id=str(old.id)) for old in state["messages"][: len(state["messages"]) - len(shown)]]
    return Command(
        update={"messages": [*forgotten, answer], "calls": items, "turn": turn},
        goto="look" if items else OVER,
    )


def _end(parts: Parts, turn: Turn, reason: ModelTrouble, spoken: Sequence[AnyMessage] = ()) -> Next:
    parts.said(Failed(reason.sentence, reason.next_step))
    return Command(update={"messages": list(spoken), "calls": [], "turn": {**turn, "ended": "failed"}}, goto=OVER)


def _exhausted(turn: Turn, parts: Parts) -> ModelTrouble | None:
    if turn["steps"] >= parts.limits.steps:
        return ModelTrouble(f"I stopped after {turn['steps']} steps without an end.", "Tell me how to go on.")
    if turn["spent"] >= parts.limits.turn_seconds:
        minutes = round(turn["spent"] / 60)
        return ModelTrouble(f"I stopped after {minutes} minutes without an end.", "Tell me how to go on.")
    return None


def _hopeless(messages: Sequence[AnyMessage], parts: Parts) -> ModelTrouble | None:
    """Stop where a tool has failed, or was refused, so often in a row in this turn that more of it is no use."""
    tool, times, why = most_failed(messages)
    if times < parts.limits.failures:
        return None
    return ModelTrouble(f"I tried {tool} {times} times: {why}", "Tell me how to go on.")


async def _listen(parts: Parts, message: str, prompt: list[AnyMessage], draft: Draft) -> ModelTrouble | None:
    from graph.model.chat import MODEL_FAILURES, trouble  # noqa: PLC0415  # its libraries load with the first words

    for attempt in range(parts.limits.tries + 1):
        try:
            async with asyncio.timeout(parts.limits.answer_seconds):
                return await _stream(parts, message, prompt, draft)
        except MODEL_FAILURES as error:
            reason = trouble(error)
        started = draft.size or draft.slots
        if reason.again is None or started or attempt == parts.limits.tries or reason.again > parts.limits.patience:
            return reason
        await parts.sleep(reason.again)
    return CUT


async def _stream(parts: Parts, message: str, prompt: list[AnyMessage], draft: Draft) -> ModelTrouble | None:
    async with asyncio.timeout(parts.limits.stall_seconds) as stall:
        stream = cast("AsyncGenerator[AIMessage]", parts.model.astream(prompt))
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                stall.reschedule(asyncio.get_running_loop().time() + parts.limits.stall_seconds)
                if isinstance(chunk, AIMessageChunk):
                    _tell(parts, message, chunk)
                    draft.take(chunk)
                if draft.size > parts.limits.answer_chars:
                    return ENDLESS
    return None


def _tell(parts: Parts, message: str, chunk: AIMessageChunk) -> None:
    thought = chunk.additional_kwargs.get(REASONING[0])
    if isinstance(thought, str) and thought:
        parts.said(Thought(message, thought))
    if text := str(chunk.text):
        parts.said(Spoke(message, text))


def _complaint(draft: Draft) -> ModelTrouble | None:
    if draft.finish == "content_filter":
        return WITHHELD
    if draft.finish not in CALLS_STAND:
        return CUT
    return None if draft.slots or draft.text.strip() else SILENT


def _believed(draft: Draft, message: str, parts: Parts) -> tuple[AIMessage, list[Item]]:
    slots = draft.slots[: parts.limits.calls]
    longest = parts.limits.argument_bytes + 1
    items = [new_item(call_of(message, index), slot.name, slot.raw[:longest]) for index, slot in enumerate(slots)]
    calls = [
        ToolCall(name=safe_name(slot.name), args=_readable(slot.raw, parts), id=call_id(item["call"]))
        for slot, item in zip(slots, items, strict=True)
    ]
    if left := len(draft.slots) - len(slots):
        items[-1]["note"] = f"{left} more calls of this message were left out: at most {len(slots)} at once."
    return AIMessage(draft.text, id=message, tool_calls=calls), items


def _readable(raw: str, parts: Parts) -> dict[str, object]:
    try:
        return strict_object(raw or "{}", limit=parts.limits.argument_bytes)
    except ValueError:
        return {}
