"""Reads JSON that has one meaning only: no duplicate names, no NaN, nothing RFC 8785 could not write again."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tools.wire import canonical


def strict_json(text: str | bytes, *, limit: int) -> object:
    """Return the value of a JSON text of at most `limit` characters or bytes.

    Raises:
        ValueError: it is too long or no JSON, a name stands twice in one object (RFC 8259, 4, leaves its meaning open),
            or a value can't be written as RFC 8785 JSON (NaN, an integer beyond 2^53, half a surrogate pair).

    """
    if len(text) > limit:
        raise ValueError(f"it is longer than {limit:,} characters")
    try:
        text = text if isinstance(text, str) else text.decode("utf-8")
        value: object = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error.msg} at character {error.pos}") from error
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    _check(value)
    return value


def strict_object(text: str | bytes, *, limit: int) -> dict[str, object]:
    """Return a JSON text as `strict_json` does, where it is an object; anything else is a ValueError too."""
    value = strict_json(text, limit=limit)
    if isinstance(value, dict):
        return value
    raise ValueError("it is not a JSON object")


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) != len(pairs):
        twice = next(name for index, (name, _) in enumerate(pairs) if name in dict(pairs[:index]))
        raise ValueError(f"the name {twice!r} stands in it twice")
    return names


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON value")


def _check(value: object) -> None:
    try:
        canonical(value)
    except ValueError as error:
        raise ValueError("it holds a number or a character that JSON can't carry safely") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
