"""ask: the only interrupt. It asks, and once it is answered it reads from the ledger what a person decided."""

from __future__ import annotations

from typing import Literal, TypedDict

from langchain_core.messages import ToolMessage
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt
from pydantic import BaseModel, ConfigDict, Field

from graph.endings import closing
from graph.inquiry import ASK_PERSON
from graph.replies import answer, answered
from graph.state import Item, Parts, State, after_ask
from tools.change import Json
from tools.wire import canonical

Next = Command[Literal["look", "act", "ask", "think"]]


class Asked(TypedDict):
    """What the interrupt carries: the ids of open proposals with their digests, and the calls that need a choice."""

    proposals: dict[str, str]
    choices: list[str]


class Heard(BaseModel):
    """What it is answered with: which proposals are to be looked at again, and what was chosen or said, by call.

    How a proposal was decided is never in here: the ledger knows.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    again: list[str]
    chosen: dict[str, str]
    said: dict[str, str] = Field(default_factory=dict)


CHOSE_NONE = "The person chose none of them."
UNANSWERED = "The person does not want to answer that."

NOTHING = Heard(again=[], chosen={})
"""An answer that adds nothing to what the ledger knows."""


async def ask(state: State, runtime: Runtime[Parts]) -> Next:
    """Put every open proposal and every choice to the person in one question; what stays open is asked again."""
    waiting = [item for item in state["calls"] if item["stage"] == "asked"]
    asked: Asked = {
        "proposals": {item["proposal"]: item["digest"] for item in waiting if item["proposal"]},
        "choices": [item["call"] for item in waiting if not item["proposal"]],
    }
    heard = interrupt(asked, response_schema=Heard)
    runtime.context.mark("heard")
    settled = {item["call"]: _settle(item, heard, runtime.context) for item in waiting}
    calls = [settled[item["call"]][0] if item["call"] in settled else item for item in state["calls"]]
    answers = [said for _, said in settled.values() if said is not None]
    return Command(update={"messages": answers, "calls": calls}, goto=after_ask(calls))


def _settle(item: Item, heard: Heard, parts: Parts) -> tuple[Item, ToolMessage | None]:
    if item["proposal"] in heard.again:
        return look_again(item), None
    if item["proposal"]:
        return _decided(item, parts)
    settled: Item = {**item, "stage": "settled"}
    if item["call"] in heard.said:
        return settled, answered(item["call"], words=heard.said[item["call"]])
    if item["call"] not in heard.chosen:
        return item, None
    return settled, _told(item, heard.chosen[item["call"]])


def _told(item: Item, chosen: str) -> ToolMessage:
    asked = item["tool"] == ASK_PERSON
    label = next((label for known, label, _ in item["which"] if known == chosen), None)
    if label is None:
        return answer(item["call"], "rejected", sentence=UNANSWERED if asked else CHOSE_NONE)
    if asked:
        return answered(item["call"], chosen=label)
    note = "The person meant this one: call the tool again with its id."
    return answer(item["call"], "chosen", id=chosen, label=label, note=note)


def _decided(item: Item, parts: Parts) -> tuple[Item, ToolMessage | None]:
    standing, decision = parts.ledger.state(item["proposal"]), parts.ledger.decision(item["proposal"])
    if standing == "open":
        return item, None
    if standing in {"approved", "used", "done"}:
        return {**item, "stage": "approved"}, None
    if standing in {"edited", "look_again"}:
        return look_again(item, decision.args if decision else None), None
    return {**item, "stage": "settled"}, closing(item, parts, "stopped")


def look_again(item: Item, args: Json | None = None) -> Item:
    """Return a call as it is sent back to look, with the arguments that a person gave instead, if any."""
    before = item["proposal"] or item["before"]
    cleared: Item = {**item, "proposal": "", "digest": "", "held": "", "before": before}
    again: Item = {**cleared, "stage": "called", "looks": item["looks"] + 1}
    if args is None:
        return again
    text = canonical(args).decode()
    return {**again, "args": text, "edited": text}
