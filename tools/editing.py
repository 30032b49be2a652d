"""What an update changes, sends and would need to be taken back, from one record and what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tools.change import Json
from tools.contract import ToolError

TEXTS = frozenset({"description"})
"""Fields that are emptied to no text; all others are emptied to nothing."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The record `after` an update, the body that is `sent`, and the arguments that take it `back`."""

    names: tuple[str, ...]
    after: Json
    sent: dict[str, object]
    back: dict[str, object]

    def __str__(self) -> str:
        """Return which fields change, for a headline."""
        return ", ".join(self.names)


def edit_of(record: Json, asked: Mapping[str, object], clear: Sequence[str] = ()) -> Edit:
    """Return the edit that gives a record the values asked for and empties those to `clear`.

    A value that is itself a record (a person, a release) is sent and taken back by its id, a day as `YYYY-MM-DD`.

    Raises:
        ToolError: nothing is asked for, or something is to be both set and emptied.

    """
    both = [name for name in clear if name in asked]
    if both:
        raise ToolError(f"{both[0]} can't be both set and cleared.")
    new = {name: value.isoformat() if isinstance(value, date) else value for name, value in asked.items()}
    new |= {name: "" if name in TEXTS else None for name in clear}
    if not new:
        raise ToolError("Say what to change.")
    before = {name: _bare(record.get(name)) for name in new}
    empty = [name for name, value in before.items() if value in (None, "")]
    back = {name: value for name, value in before.items() if name not in empty} | ({"clear": empty} if empty else {})
    return Edit(tuple(new), {**record, **new}, {name: _bare(value) for name, value in new.items()}, back)


def restored(record: Json) -> dict[str, object]:
    """Return a deleted record as it will be once it is restored."""
    return {name: value for name, value in record.items() if name not in {"deleted_at", "restorable_until"}}


def _bare(value: object) -> object:
    return value.get("id") if isinstance(value, Mapping) else value
