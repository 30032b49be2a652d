"""What a tool's answer says: outcome, records, its own sentence; an answer is data and never a command."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Record = Mapping[str, object]
Kind = Literal[
    "found",
    "chosen",
    "unsure",
    "done",
    "rejected",
    "forbidden",
    "failed",
    "waiting",
    "stopped",
    "expired",
    "overtaken",
    "unknown",
]

_KINDS: Mapping[str, Kind] = {
    "found": "found",
    "chosen": "chosen",
    "unsure": "unsure",
    "ok": "found",
    "done": "done",
    "rejected": "rejected",
    "forbidden": "forbidden",
    "refused": "forbidden",
    "denied": "forbidden",
    "failed": "failed",
    "error": "failed",
    "waiting": "waiting",
    "stopped": "stopped",
    "expired": "expired",
    "overtaken": "overtaken",
    "unknown": "unknown",
}
_SENTENCES = ("reason", "error", "sentence", "detail", "message", "because")
_HEADLINES = ("change", "headline", "summary")
_OWN = ("id", "key", "title")
_HOLDERS = ("answered", "result", "data", "items", "records", "tasks", "projects", "results", "rows")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One call's answer, understood; `body` is the whole answer where it was an object."""

    kind: Kind
    data: object
    sentence: str = ""
    body: Record = field(default_factory=dict)

    @property
    def records(self) -> tuple[Record, ...]:
        """Return the records that the answer holds, of a list or a single one."""
        return records_in(self.data)

    @property
    def total(self) -> int:
        """Return how many there are where the answer says so, else how many it holds."""
        for place in (self.data, self.body):
            if isinstance(place, Mapping) and isinstance(place.get("total"), int):
                return int(str(place["total"]))
        return len(self.records)

    @property
    def headline(self) -> str:
        """Return what was done in the answer's own words, which know what a person left out or edited."""
        said = next((self.body[name] for name in _HEADLINES if isinstance(self.body.get(name), str)), "")
        return " ".join(str(said).split())

    @property
    def note(self) -> str:
        """Return what the answer adds, such as that it was cut."""
        note = self.body.get("note")
        return note if isinstance(note, str) else ""


def read(text: str) -> Outcome:
    """Understand the text of a tool message."""
    try:
        value = json.loads(text)
    except ValueError:
        return Outcome("found", text.strip(), text.strip())
    if not isinstance(value, Mapping):
        return Outcome("found", value, value if isinstance(value, str) else "")
    kind = _KINDS.get(str(value.get("status")))
    if kind == "done" and any(name in value for name in _OWN):
        kind = None  # a task that is done, not a Change
    if kind is None and "error" in value:
        kind = "failed"
    if kind is None:
        return Outcome("found", value)
    data = next((value[name] for name in ("result", "data") if name in value), value)
    return Outcome(kind, data, _sentence(value), value)


def _sentence(body: Record) -> str:
    said = next((body[name] for name in _SENTENCES if body.get(name)), "")
    if isinstance(said, Mapping):
        return _sentence(said)
    return str(said).strip()


def records_in(data: object) -> tuple[Record, ...]:
    """Return the records that some JSON holds: itself, a list's, or those of a field that is known to hold them."""
    if isinstance(data, Sequence) and not isinstance(data, str):
        rows = [item for item in data if isinstance(item, Mapping)]
        return tuple(record for row in rows for record in (_held(row) or (row,)))
    if not isinstance(data, Mapping):
        return ()
    if any(isinstance(data.get(name), list) for name in _HOLDERS):
        return _held(data)
    lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], Mapping)]
    if len(lists) == 1 and "id" not in data:
        return records_in(lists[0])
    return (data,) if "id" in data or "key" in data else ()


def _held(data: Record) -> tuple[Record, ...]:
    held = next((data[name] for name in _HOLDERS if isinstance(data.get(name), list)), None)
    return () if held is None or any(name in data for name in _OWN) else records_in(held)


def label(record: Record) -> str:
    """Return how a record is called: its key and its title or name."""
    words = [str(record[name]) for name in ("key", "title", "name") if record.get(name)]
    return " ".join(words) or str(record.get("id", ""))


def named(value: object) -> str:
    """Return a field's value in words: a record by its name, nothing by a dash."""
    if isinstance(value, Mapping):
        return str(value.get("name") or value.get("title") or value.get("key") or value.get("id") or "—")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(named(item) for item in value) or "—"
    return "—" if value is None or value == "" else str(value)
