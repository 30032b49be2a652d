"""Takes a tool's answer apart into its texts, each with its field, its record, and who wrote it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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

LABELS = frozenset({"name", "title", "number", "email", "vendor", "key", "label"})
"""Fields that people know a record by."""

_AUTHORS = ("author", "created_by", "by", "owner")
_COMMENT = "cmt_"
_NAMES = ("key", "number", "name", "title", "id")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Record:
    """What a text stands in: by what it is known, on what it was written where it is a comment, and by whom."""

    label: str = ""
    by: str = ""
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of an answer as text; `made` where the platform made it, `currency` where it counts minor units."""

    text: str
    field: str
    record: Record
    made: bool
    currency: str = ""

    def __str__(self) -> str:
        """Return in words what it is, as in `a comment by Eve Tanaka on APO-7` or `title of APO-112`."""
        by = f" by {self.record.by}" if self.record.by else ""
        if self.record.on is not None and self.field == "text":
            return f"a comment{by}" + (f" on {self.record.on}" if self.record.on else "")
        of = f" of {self.record.label}" if self.record.label and self.record.label != self.text else ""
        return f"{self.field or 'text'}{of}{by}"


NOWHERE: Final = Record()


def leaves_of(value: object, *, made: bool = False) -> Iterator[Leaf]:
    """Yield the texts of an answer in their order; with `made`, all of them are the platform's."""
    yield from _walk(value, "", NOWHERE, "", made=made)


def _walk(value: object, field: str, record: Record, currency: str, *, made: bool) -> Iterator[Leaf]:
    if isinstance(value, Mapping):
        inner = _record(value, record)
        unit = value.get("currency")
        for name, one in value.items():
            yield from _walk(one, str(name), inner, unit if isinstance(unit, str) else "", made=made)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for one in value:
            yield from _walk(one, field, record, currency, made=made)
    elif value not in (None, ""):
        counts = isinstance(value, int) and not isinstance(value, bool)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield Leaf(text, field, record, made or field in PLATFORM_MADE, currency if counts else "")


def _record(value: Mapping[object, object], around: Record) -> Record:
    by = next((_name(value[one]) for one in _AUTHORS if value.get(one)), "")
    known = next((_short(value[name]) for name in _NAMES if isinstance(value.get(name), str)), "")
    if not by and not known:
        return around
    is_comment = str(value.get("id", "")).startswith(_COMMENT)
    return Record(known, by, _name(value.get("task")) if is_comment else None)


def _name(value: object) -> str:
    """Return what a person or a record that another one names is known by."""
    if isinstance(value, Mapping):
        return next((_short(value[name]) for name in ("key", "name", "email", "id") if value.get(name)), "")
    return _short(value) if isinstance(value, str) else ""


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
