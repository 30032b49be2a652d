"""Tells where each argument's value first appeared: in the person's words, in a tool's result, or nowhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tools.change import Json, Origin

PLATFORM_MADE = frozenset(
    {
        "id",
        "key",
        "version",
        "status",
        "priority",
        "role",
        "due",
        "deadline",
        "created_at",
        "updated_at",
        "deleted_at",
        "restorable_until",
    },
)
"""Fields that nobody can write free text into; a value from any other field may be somebody else's words."""

LISTED = Origin("nowhere", "chosen from the tool's own list")
EMPTY = Origin("nowhere", "empty")
MADE_UP = Origin("nowhere", "neither in your words nor in anything the agent has read", flagged=True)
YOURS = Origin("person", "your words")


def trace(
    args: Json,
    words: Sequence[str],
    results: Sequence[tuple[str, object]],
    schema: Json | None = None,
) -> Mapping[str, Origin]:
    """Return the origin of each argument by its name; of a list or an object, the most doubtful one within.

    `words` is what the person has said; `results` are pairs of a name in words (as in `search_tasks, this turn`) and
    what that tool found, oldest first. With the tool's `schema`, a value that the tool itself lists is not flagged.
    """
    said = [_even(text) for text in words]
    seen = [(name, field, _even(value)) for name, data in results for field, value in _leaves(data, "")]
    properties = {} if schema is None else schema.get("properties")
    known = properties if isinstance(properties, Mapping) else {}
    return {name: _origin(value, known.get(name), said, seen) for name, value in args.items()}


def _origin(value: object, schema: object, said: Sequence[str], seen: Sequence[tuple[str, str, str]]) -> Origin:
    listed = _listed(schema)
    leaves = [_even(leaf) for _, leaf in _leaves(value, "") if leaf not in {None, ""}]
    found = [LISTED if leaf in listed else _first(leaf, said, seen) for leaf in leaves]
    return max(found, key=_doubt, default=EMPTY)


def _first(value: str, said: Sequence[str], seen: Sequence[tuple[str, str, str]]) -> Origin:
    if any(_stands_in(value, text) for text in said):
        return YOURS
    for name, field, text in seen:
        if _stands_in(value, text):
            made = field in PLATFORM_MADE and value == text
            return Origin("tool", name if made else f"{field or 'text'} in {name}", flagged=not made)
    return MADE_UP


def _doubt(origin: Origin) -> tuple[bool, int]:
    return origin.flagged, ("person", "memory", "tool", "nowhere").index(origin.source)


def _stands_in(value: str, text: str) -> bool:
    """Whole words only: 50 does not stand in 500."""
    return value in text and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


def _listed(schema: object) -> frozenset[str]:
    """Return the values that a schema itself names, its default among them."""
    if not isinstance(schema, Mapping):
        return frozenset()
    if schema.get("type") == "boolean":
        return frozenset({"true", "false"})
    options = schema.get("enum")
    named = [*options] if isinstance(options, list) else []
    named += [schema["default"]] if "default" in schema else []
    return frozenset(map(_even, named)) | _listed(schema.get("items"))


def _leaves(value: object, field: str) -> Iterator[tuple[str, object]]:
    """Yield each value that is no list or object, with the name of the field it stands in."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            yield from _leaves(inner, field)
    else:
        yield field, value


def _even(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return " ".join(text.casefold().split())
