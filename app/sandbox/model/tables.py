"""Draws JSON as Markdown: records as a table, one record as a list, numbers and words as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.sandbox.model.outcome import Record, named, records_in

MOST_ROWS = 25
MOST_COLUMNS = 6
LONGEST_CELL = 80
_HIDDEN = frozenset({"id", "version", "created_at", "deleted_at", "restorable_until", "description", "email", "tenant"})
_FIRST = ("key", "title", "name", "status", "priority", "assignee", "due", "deadline", "owner", "project", "updated_at")
PROJECT_COLUMNS = ("key", "name", "status", "owner", "deadline", "task_count")
TASK_FACTS = ("status", "priority", "assignee", "due", "project", "updated_at", "created_at", "deleted_at")
TASK_COLUMNS = ("key", "title", "status", "priority", "assignee", "due", "updated_at")


def heading(name: str) -> str:
    """Return a field's name for a person."""
    words = {"updated_at": "last activity", "created_at": "created", "task_count": "tasks"}.get(
        name, name.replace("_", " ")
    )
    return words[:1].upper() + words[1:]


def cell(value: object) -> str:
    """Return a value in one line that Markdown leaves alone; what others wrote stays text."""
    text = named(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)", text):
        text = datetime.fromisoformat(text).date().isoformat()
    text = {"in_progress": "in progress"}.get(text, text)
    line = " ".join(text.split())
    line = line if len(line) <= LONGEST_CELL else line[: LONGEST_CELL - 1] + "…"
    return escaped(line)


def escaped(text: str) -> str:
    """Return text in which nothing is Markdown."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


def table(records: Sequence[Record], columns: Sequence[str] = (), total: int = 0) -> str:
    """Return records as a table, with a line on how many more there are; `total` counts those not at hand too."""
    shown = records[:MOST_ROWS]
    chosen = [name for name in columns if any(record.get(name) is not None for record in shown)] or _columns(shown)
    rows = ["| " + " | ".join(heading(name) for name in chosen) + " |", "|" + " --- |" * len(chosen)]
    rows += ["| " + " | ".join(cell(record.get(name)) for name in chosen) + " |" for record in shown]
    more = max(total, len(records)) - len(shown)
    return "\n".join(rows) + (f"\n\n… and {more} more." if more else "")


def _columns(records: Sequence[Record]) -> list[str]:
    names = list(dict.fromkeys(name for record in records for name in record))
    telling = [name for name in names if name not in _HIDDEN] or names
    ordered = [name for name in _FIRST if name in telling] + [name for name in telling if name not in _FIRST]
    return ordered[:MOST_COLUMNS]


def facts(record: Mapping[str, object]) -> str:
    """Return one record, or any object, as a list of its fields."""
    told = [(name, value) for name, value in record.items() if value is not None and name not in {"id", "version"}]
    return "\n".join(f"- **{heading(name)}**: {_inner(value)}" for name, value in told)


def _inner(value: object) -> str:
    if isinstance(value, Mapping) and not any(name in value for name in ("name", "title", "key")):
        return ", ".join(f"{heading(str(name)).lower()} {cell(inner)}" for name, inner in value.items()) or "—"
    return cell(value)


def anything(data: object) -> str:
    """Return whatever a tool found as readable Markdown."""
    if isinstance(data, str):
        return escaped(data.strip()) or "It answered nothing."
    records = records_in(data)
    if isinstance(data, Mapping):
        return _object(data, records)
    if records:
        return table(records)
    if isinstance(data, Sequence):
        return "\n".join(f"- {cell(item)}" for item in data) or "There is nothing."
    return "There is nothing." if data is None else cell(data)


def _object(data: Mapping[str, object], records: Sequence[Record]) -> str:
    if records and records[0] is not data:
        beside = {
            name: value
            for name, value in data.items()
            if isinstance(value, str | int | float) and name != "next_cursor"
        }
        return "\n\n".join(part for part in (facts(beside), table(records)) if part)
    if data and all(isinstance(value, int | float) for value in data.values()):
        rows = "\n".join(f"| {cell(name)} | {cell(value)} |" for name, value in data.items())
        return f"| | Number |\n| --- | --- |\n{rows}"
    if any(isinstance(value, list) and not value for value in data.values()) and len(data) <= 2:  # noqa: PLR2004  # a list and its cursor
        return "There is nothing."
    return facts(data) or "There is nothing."
