"""Reads out of a conversation's messages what the person has said, and what tools answered to whom. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from graph.provenance.sought import leaves
from graph.replies import placed
from tools.change import Json, Proposal

YOUR_WORDS = "your words"
YOUR_CHOICE = "your choice"
YOUR_EDIT = "your edit"
EARLIER = ", earlier"

_CHOSEN = ("id", "label")


@dataclass(frozen=True, slots=True)
class Said:
    """What the person has said, and in words where; with `whole`, a value is theirs only if it is all of it."""

    text: str
    where: str = YOUR_WORDS
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A tool's answer as JSON text, when it came (`this turn` or `earlier`), and what the tool was asked with."""

    tool: str
    when: str
    answer: str
    asked: Json = field(default_factory=dict)


def said_in(messages: Sequence[AnyMessage]) -> list[Said]:
    """Return everything that the person has said, chosen or given as a reason, oldest first."""
    turn, own = _turn(messages), dict(placed(messages))
    found = []
    for index, message in enumerate(messages):
        late = "" if index >= turn else EARLIER
        if own.get(index):
            found.append(Said(own[index], YOUR_WORDS + late))
        elif isinstance(message, ToolMessage):
            found += _said_with(message, late)
    return found


def _said_with(message: ToolMessage, late: str) -> list[Said]:
    return [replace(said, where=said.where + late) for said in _said_in(str(message.text))]


@lru_cache(maxsize=256)
def _said_in(answer: str) -> tuple[Said, ...]:
    body = json.loads(answer)
    if not isinstance(body, Mapping):
        return ()
    if body.get("status") == "chosen":
        return tuple(Said(str(body[name]), YOUR_CHOICE, whole=True) for name in _CHOSEN if body.get(name))
    words = body.get("reason") if body.get("status") == "rejected" else body.get("guidance")
    return (Said(words),) if isinstance(words, str) else ()


def answers_in(messages: Sequence[AnyMessage]) -> list[Answered]:
    """Return everything that tools answered, oldest first."""
    calls = {call["id"]: call for message in messages if isinstance(message, AIMessage) for call in message.tool_calls}
    turn, found = _turn(messages), []
    for index, message in enumerate(messages):
        if isinstance(message, ToolMessage):
            call = calls.get(message.tool_call_id)
            tool, asked = (call["name"], call["args"]) if call else ("a tool", {})
            found.append(Answered(tool, "this turn" if index > turn else "earlier", str(message.text), asked))
    return found


def _turn(messages: Sequence[AnyMessage]) -> int:
    """Return where this turn begins: at the last message of the person, not at a note of this program's."""
    return max((index for index, _ in placed(messages) if isinstance(messages[index], HumanMessage)), default=0)


def edited(args: Json, before: Proposal) -> list[Said]:
    """Return what the person gave as arguments instead of a proposal's, or had given before that."""
    found = []
    for name, value in args.items():
        origin = before.provenance.get(name)
        own = origin is not None and origin.where == YOUR_EDIT
        left = set() if own else {str(leaf) for _, leaf in leaves(before.args.get(name))}
        found += [str(leaf) for _, leaf in leaves(value) if leaf is not None and str(leaf) not in left]
    return [Said(text, YOUR_EDIT, whole=True) for text in found]
