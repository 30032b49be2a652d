"""A call's arguments as text that a person can edit, and back: what is not sound JSON is said in one line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from app.text import clean, line
from app.ui import words
from tools.change import Json

_NO_OBJECT = "The arguments must stand in braces: {…}"
_DEEP = "That is nested too deeply."
_LIMIT = 200_000
_DEEPEST = 50
_MOST = 2**53 - 1


class Unsound(ValueError):
    """What a person wrote can't be taken as arguments; its text is one line that says why."""


def shown(args: Json) -> str:
    """Return arguments for editing, in which whatever could mislead an eye or a terminal is escaped."""
    text = words.laid_out(args)
    return text if clean(text) == text else json.dumps(args, indent=2, default=dict)


def read(text: str) -> Json:
    """Return the arguments that a person wrote; raises Unsound."""
    if len(text) > _LIMIT:
        raise Unsound(f"That is longer than {_LIMIT:,} characters.")
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        raise Unsound(f"Line {error.lineno}, column {error.colno}: {line(error.msg)}") from error
    except Unsound:
        raise
    except ValueError as error:
        raise Unsound("A number or a character in it can't be sent.") from error
    except RecursionError as error:
        raise Unsound(_DEEP) from error
    if not isinstance(found, Mapping):
        raise Unsound(_NO_OBJECT)
    if _depth(found) > _DEEPEST:
        raise Unsound(_DEEP)
    return found


def same(one: Json, other: Json) -> bool:
    """Tell whether two sets of arguments are the same, apart from their order."""
    return _sorted(one) == _sorted(other)


def _sorted(args: Json) -> str:
    return json.dumps(args, sort_keys=True, default=dict)


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unsound(f"{line(twice)} stands there twice.")
    return found


def _no_number(name: str) -> object:
    raise Unsound(f"{name} is not a number that can be sent.")


def _whole(digits: str) -> int:
    if len(digits) > len(str(-_MOST)) or abs(int(digits)) > _MOST:
        raise Unsound(f"A number beyond {_MOST} can't be sent.")
    return int(digits)


def _depth(thing: object) -> int:
    inner = thing.values() if isinstance(thing, Mapping) else thing if isinstance(thing, list) else ()
    return 1 + max(map(_depth, inner), default=0)
