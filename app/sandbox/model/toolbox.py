"""The tools that a request offers: which there are, what they take, and which one a person's words come closest to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.sandbox.model.lexicon import EMPTY, FAMILIAR, KEY, POINTING, stem, words
from app.sandbox.model.memory import Call

_NOUNS = ("project", "release", "comment", "member", "budget", "transfer", "invoice")
KNOWN = frozenset(
    {
        "search_tasks",
        "get_task",
        "list_projects",
        "create_task",
        "update_task",
        "delete_tasks",
        "restore_tasks",
        "who_am_i",
        "ask_person",
        "transfer_funds",
        "pay_invoice",
        "add_comment",
        "update_comment",
        "list_activity",
        *(f"list_{noun}s" for noun in _NOUNS),
        *(f"{verb}_{noun}" for verb in ("get", "create", "update") for noun in _NOUNS),
        *(f"{verb}_{noun}s" for verb in ("delete", "restore") for noun in _NOUNS),
    }
)
"""The tools that the rules know by name; all others are used by what their schemas say."""

WHY = "why"
_COMMON = frozenset(
    stem(word) for word in ("task", "project", "get", "list", "show", "find", "search", "by", "all", "my", "add")
)
_NAME_FILLERS = frozenset(
    {"by", "of", "the", "a", "an", "to", "for", "in", "all", "get", "list", "show", "fetch", "my", "per"}
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its type as JSON schema names it, with the values it may have."""

    name: str
    type: str
    required: bool
    description: str = ""
    options: tuple[str, ...] = ()
    nullable: bool = False
    default: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool on offer."""

    name: str
    description: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Tell whether it changes something: such tools want to be told why."""
        return WHY in self.parameters

    def call(self, args: Mapping[str, object], why: str = "") -> Call:
        """Return a call with what the tool takes of some arguments, and with the reason where it wants one."""
        kept = {name: value for name, value in args.items() if self._takes(name, value)}
        return Call(self.name, {**kept, WHY: why} if self.changes else kept)

    def _takes(self, name: str, value: object) -> bool:
        parameter = self.parameters.get(name)
        if parameter is None or name == WHY:
            return False
        return value is not None or parameter.nullable


def tool_of(name: str, description: str, schema: Mapping[str, object]) -> Tool:
    """Understand one tool as a request describes it."""
    properties = schema.get("properties")
    required = schema.get("required")
    wanted = set(required) if isinstance(required, Sequence) and not isinstance(required, str) else set()
    parameters = {
        str(key): _parameter(str(key), value, required=key in wanted)
        for key, value in (properties if isinstance(properties, Mapping) else {}).items()
        if isinstance(value, Mapping)
    }
    return Tool(name, description, parameters)


def _parameter(name: str, schema: Mapping[str, object], *, required: bool) -> Parameter:
    variants = schema.get("anyOf") or schema.get("oneOf")
    shapes = [shape for shape in variants if isinstance(shape, Mapping)] if isinstance(variants, list) else [schema]
    real = next((shape for shape in shapes if shape.get("type") != "null"), schema)
    kind = real.get("type")
    kinds = [str(part) for part in kind] if isinstance(kind, list) else [str(kind or "string")]
    options = real.get("enum")
    return Parameter(
        name=name,
        type=next((part for part in kinds if part != "null"), "string"),
        required=required,
        description=str(schema.get("description") or real.get("description") or ""),
        options=tuple(str(option) for option in options) if isinstance(options, list) else (),
        nullable=(real is not schema and len(shapes) > 1) or "null" in kinds,
        default="default" in schema,
    )


@dataclass(frozen=True, slots=True)
class Toolbox:
    """All tools on offer, by name."""

    tools: Mapping[str, Tool]

    def get(self, name: str) -> Tool | None:
        """Return a tool by its name."""
        return self.tools.get(name)

    def named_by(self, text: str) -> Tool | None:
        """Return the tool that the rules don't know and that a person's words name: all words of its name are there."""
        said = _said(text)
        fitting = [
            (len(parts), tool)
            for tool in self.tools.values()
            if tool.name not in KNOWN and (parts := _parts(tool)) <= said and parts - _COMMON
        ]
        return max(fitting, key=lambda pair: pair[0], default=(0, None))[1]

    def closest(self, text: str) -> Tool | None:
        """Return the tool whose name and description come closest to a person's words, if any comes close."""
        said = _said(text)
        ranked = [(_closeness(tool, said), tool) for tool in self.tools.values() if tool.name not in KNOWN]
        score, tool = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
        return tool if score >= 1 else None


def _said(text: str) -> frozenset[str]:
    low = text.lower()
    for phrase, word in FAMILIAR.items():
        low = low.replace(phrase, word)
    said = {stem(word) for word in words(low)}
    points = re.search(rf"{KEY}|\b{POINTING}\b", low) is not None
    return frozenset(said | {"task"} if points else said)


def _parts(tool: Tool) -> frozenset[str]:
    return frozenset(stem(word) for word in words(tool.name) if word.lower() not in _NAME_FILLERS)


def _closeness(tool: Tool, said: frozenset[str]) -> float:
    """Return 2 for a tool whose whole name was said; rare words count, words that any tool has do not."""
    parts = _parts(tool) - _COMMON
    described = {stem(word) for word in words(tool.description) if word.lower() not in EMPTY} - _COMMON
    by_name = len(parts & said) / len(parts) if parts else 0.0
    return 2 * by_name + 0.5 * min(len((described - parts) & said), 3)
