"""Says values in words a person reads: effects, outcomes, amounts, times, arguments."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence

from app.text import escaped, line, named
from tools.change import Effect, Json

EFFECT: Mapping[Effect, str] = {
    "read": "only looks",
    "create": "adds something new",
    "update": "changes records",
    "critical": "changes a critical record",
    "delete": "information loss",
    "disclose": "sends data out",
    "transfer": "moves money",
}
"""What each effect means for the person, in the corner of a card."""

OUTCOME: Mapping[str, tuple[str, str]] = {
    "approve": ("✓", "Approved"),
    "reject": ("✗", "Rejected"),
    "edit": ("✎", "Edited"),
    "look_again": ("↻", "Looked at again"),
    "expired": ("-", "Expired"),
    "stopped": ("■", "Stopped"),
    "forbidden": ("✗", "Forbidden"),
    "overtaken": ("-", "Overtaken"),
}
"""The glyph and the word for how a proposal ended."""

ALONE = "This program has only this one conversation."
NOT_KEPT = "Nothing is kept here: this conversation will be gone. The same once more begins a new one."
STILL_NEW = "This one is new: nothing was said in it yet."

_NO_MINOR = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_MINOR = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_READABLE = 60
_SECOND = 1000
_MINUTE = 60


_SIGN_IN = "Sign in"


def advice(next_step: str, here: str) -> str:
    """Return a next step, with the way to take it `here` where that is signing in."""
    return f"{next_step} {here} does it." if next_step.startswith(_SIGN_IN) and here else next_step


def money(amount: tuple[int, str]) -> str:
    """Return minor units and an ISO 4217 code as people write them, as in `5,000.00 EUR`."""
    minor, code = amount
    digits = 0 if code in _NO_MINOR else 3 if code in _THREE_MINOR else 2
    return f"{minor / 10**digits:,.{digits}f} {line(code)}"


def took(milliseconds: int) -> str:
    """Return how long something took."""
    return f"{milliseconds} ms" if milliseconds < _SECOND else f"{milliseconds / _SECOND:.1f} s"


def thought(seconds: float | None) -> str:
    """Return a folded line for the model's reasoning, which is over."""
    return "thought" if seconds is None or seconds < 1 else f"thought for {round(seconds)} s"


def countdown(seconds: float) -> str:
    """Return the time left as minutes and seconds, or hours and minutes where it is long."""
    left = max(int(seconds), 0)
    if left >= _MINUTE * _MINUTE:
        return f"{left // _MINUTE // _MINUTE} h {left // _MINUTE % _MINUTE:02} min"
    return f"{left // _MINUTE}:{left % _MINUTE:02}"


def day(at: float) -> str:
    """Return the local day of a moment in Unix seconds."""
    return time.strftime("%Y-%m-%d", time.localtime(at))


def moment(at: float) -> str:
    """Return the local day and minute of a moment in Unix seconds."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def ago(seconds: float) -> str:
    """Return how long ago something was, in the one unit that matters."""
    past = max(int(seconds), 0)
    for unit, name in ((24 * 60 * _MINUTE, "d"), (60 * _MINUTE, "h"), (_MINUTE, "min")):
        if past >= unit:
            return f"{past // unit} {name} ago"
    return "just now"


def value(thing: object, limit: int = 60, *, exact: bool = False) -> str:
    """Return a record's value in one short line: a record by its name, a moment by its day unless it is to be exact."""
    match thing:
        case None:
            return "none"
        case bool():
            return "yes" if thing else "no"
        case str():
            return thing[:10] if not exact and _MOMENT.fullmatch(thing) else named(thing, limit) or '""'
        case Mapping():
            found = [str(thing[name]) for name in ("key", "name", "title", "id") if thing.get(name)]
            return named(found[0], limit) if found else named(as_json(thing), limit)
        case _:
            return named(as_json(thing), limit)


def arguments(args: Json, limit: int = 48) -> str:
    """Return a call's arguments in one line, as in `project=Apollo stale_days=90`."""
    return "  ".join(f"{named(name, limit)}={_argument(given, limit)}" for name, given in args.items())


def as_json(thing: object) -> str:
    """Return JSON in one line."""
    return escaped(json.dumps(thing, ensure_ascii=False, default=_plain))


def laid_out(thing: object, indent: str = "") -> str:
    """Return JSON for reading, in which whatever fits a line stays on one."""
    short = as_json(thing)
    if len(short) <= _READABLE or not thing:
        return short
    deeper = indent + "  "
    match thing:
        case Mapping():
            parts = [f"{deeper}{as_json(name)}: {laid_out(given, deeper)}" for name, given in thing.items()]
            return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
        case Sequence() if not isinstance(thing, str):
            return "[\n" + ",\n".join(deeper + laid_out(given, deeper) for given in thing) + f"\n{indent}]"
        case _:
            return short


def _argument(given: object, limit: int) -> str:
    if isinstance(given, Sequence) and not isinstance(given, str):
        items = [value(item, limit) for item in given]
        return ", ".join(items) if len(items) <= 2 else f"{len(items)} values"  # noqa: PLR2004  # a pair reads well
    return value(given, limit)


def _plain(thing: object) -> object:
    return dict(thing) if isinstance(thing, Mapping) else str(thing)
