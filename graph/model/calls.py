"""Joins what a model streams into one answer, and reads its calls as strictly as if an enemy had written them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AIMessageChunk

from graph.model.speaking import CALLS
from tools.change import Json
from tools.contract import ToolError
from tools.registry import Registry
from tools.strict import strict_object

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
NO_NAME = "unreadable_name"
CALLS_STAND = frozenset({"tool_calls", "stop"})
"""The finish reasons after which a message's calls are whole; after any other none of them is believed."""

WHY_LENGTH = 600


@dataclass(slots=True)
class Slot:
    """One call as it streams in: its arguments are raw text."""

    index: int | None
    id: str
    name: str
    pieces: list[str]

    @property
    def raw(self) -> str:
        """Return the arguments' raw text."""
        return "".join(self.pieces)


@dataclass(slots=True)
class Draft:
    """A model's answer while it streams; `finish` stays None until the server says why it ended.

    `used` are the tokens it took in and gave out: None where the server does not count them, else its latest count.
    """

    texts: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    finish: str | None = None
    used: tuple[int, int] | None = None
    size: int = 0

    @property
    def text(self) -> str:
        """Return the whole answer so far."""
        return "".join(self.texts)

    def take(self, chunk: AIMessageChunk) -> None:
        """Add one chunk."""
        if text := str(chunk.text):
            self.texts.append(text)
            self.size += len(text)
        for raw in chunk.additional_kwargs.get(CALLS, ()):
            self._join(raw["at"], raw["id"], raw["name"], raw["args"])
        for piece in chunk.tool_call_chunks:
            self._join(piece.get("index"), piece.get("id") or "", piece.get("name") or "", piece.get("args") or "")
        finish = chunk.response_metadata.get("finish_reason")
        if isinstance(finish, str):
            self.finish = finish
        if (usage := chunk.usage_metadata) is not None:
            self.used = usage["input_tokens"], usage["output_tokens"]

    def _join(self, index: int | str | None, given: str, name: str, args: str) -> None:
        number = index if isinstance(index, int) else None
        slot = next((old for old in reversed(self.slots) if old.index == number), None)
        if slot is None or (given and slot.id and given != slot.id):
            slot = Slot(number, given, "", [])
            self.slots.append(slot)
        slot.id = slot.id or given
        slot.name += name
        slot.pieces.append(args)
        self.size += len(name) + len(args)


def safe_name(name: str) -> str:
    """Return a tool's name as a message may carry it; servers refuse a history with any other."""
    return name if NAME.fullmatch(name) else NO_NAME


def read_arguments(raw: str, limit: int) -> dict[str, object]:
    """Return a call's arguments: one JSON object that has one meaning only; nothing at all counts as an empty one.

    Raises:
        ToolError: it is anything else, or longer than the limit.

    """
    try:
        return strict_object(raw or "{}", limit=limit)
    except ValueError as error:
        raise ToolError(f"The arguments can't be used: {error}.") from None


def take_why(args: dict[str, object]) -> str:
    """Take the model's reason out of the arguments.

    Raises:
        ToolError: there is none.

    """
    why = args.pop("why", None)
    if not isinstance(why, str) or not why.strip():
        raise ToolError("This tool changes something: say in `why`, in one sentence, why it should be done.")
    return " ".join(why.split())[:WHY_LENGTH]


WHY: Json = {
    "type": "string",
    "description": "One sentence for the person who decides: why this should be done.",
}


def with_why(schema: Json) -> dict[str, object]:
    """Return a tool's schema with `why` as a required argument."""
    properties, required = schema.get("properties"), schema.get("required")
    return {
        **schema,
        "properties": {**(properties if isinstance(properties, Mapping) else {}), "why": WHY},
        "required": [*(required if isinstance(required, list | tuple) else ()), "why"],
    }


def specs(registry: Registry, more: Sequence[Json] = ()) -> list[dict[str, object]]:
    """Return the tools as a model server takes them, and more; what changes something asks for its `why`."""
    return [*_described(registry), *map(dict, more)]


def _described(registry: Registry) -> list[dict[str, object]]:
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.schema) if tool.effect == "read" else with_why(tool.schema),
            },
        }
        for tool in registry.tools.values()
    ]
