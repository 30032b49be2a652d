"""What is said of records of any noun: how many there are, what they add up to, one whole, and what was done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.sandbox.model import speak
from app.sandbox.model.outcome import Outcome, Record
from app.sandbox.model.outcome import label as plain_label
from app.sandbox.model.script import Ending
from app.sandbox.model.tables import cell, escaped, facts, table

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "task": ("key", "title", "status", "priority", "assignee", "due", "updated_at"),
    "project": ("key", "name", "status", "owner", "deadline", "task_count"),
    "release": ("name", "project", "status", "date", "task_count"),
    "comment": ("task", "author", "created_at", "text"),
    "member": ("name", "role", "email"),
    "budget": ("name", "balance", "ceiling", "spent", "project"),
    "transfer": ("at", "amount", "from", "to", "by", "note"),
    "invoice": ("number", "vendor", "amount", "due", "status", "budget"),
    "activity": ("at", "name", "action"),
}
_MANY = {"member": "people", "activity": "entries"}
_ONE = {"member": "person", "activity": "entry"}
_SUMS = ("amount_in_all", "balance_in_all")


def label(record: Record) -> str:
    """Return how a record of any noun is called."""
    if record.get("number") and record.get("vendor"):
        return f"{record['number']} {record['vendor']}"
    if record.get("author") and record.get("text"):
        return f"“{str(record['text'])[:40]}”"
    return plain_label(record)


def counted(noun: str, number: int) -> str:
    """Return `two people`, `one invoice`."""
    if number == 1:
        return speak.count(1, _ONE.get(noun, noun))
    return speak.count(number, noun).rpartition(" ")[0] + f" {_MANY.get(noun, noun + 's')}"


def listing(noun: str, records: Sequence[Record], outcome: Outcome, *, counting: bool = False, about: str = "") -> str:
    """Return the answer to a question for several records; sums stand as the tool has added them up."""
    data = outcome.data if isinstance(outcome.data, Mapping) else {}
    whole = len(records) == len(outcome.records)
    number = max(outcome.total, len(records)) if whole else len(records)
    sums = [str(data[name]) for name in _SUMS if whole and data.get(name)]
    in_all = f", {escaped(sums[0])} in all" if sums else ""
    sentence = f"{speak.capital(counted(noun, number))}{about}{in_all}."
    rows = table(records, COLUMNS.get(noun, ()), number) if records and not counting else ""
    return "\n\n".join(part for part in (sentence, rows, outcome.note) if part)


def one(record: Record) -> str:
    """Return one record whole; what somebody wrote is quoted."""
    kept = {
        name: value
        for name, value in record.items()
        if name not in {"key", "title", "name", "text", "description", "active"}
    }
    written = str(record.get("text") or record.get("description") or "").strip()
    quoted = "\n".join(f"> {escaped(visible(line))}" for line in written.splitlines())
    head = f"**{escaped(label(record))}**{_holds(record)}"
    return "\n\n".join(part for part in (head, facts(kept), quoted) if part)


def _holds(record: Record) -> str:
    """Return what is left of a budget, in a sentence."""
    if not record.get("balance") or not record.get("ceiling"):
        return ""
    return f": {cell(record['balance'])} left; {cell(record.get('spent'))} spent, {cell(record['ceiling'])} at most."


_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164\ufeff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Return a text without the characters that nobody sees, and say how many those were."""
    shown, hidden = _UNSEEN.subn("", text)
    return " ".join(shown.split()) + (f" ({hidden} invisible characters left out)" if hidden else "")


def conversation(records: Sequence[Record]) -> str:
    """Return comments as quotations: they are what people wrote, and nothing else."""
    lines = [
        f"**{cell(record.get('author'))}** on {cell(_key(record))}, {cell(record.get('created_at'))}:\n\n"
        f"> {escaped(visible(str(record.get('text') or '')))}"
        for record in records
    ]
    return "\n\n".join(lines)


def _key(record: Record) -> object:
    task = record.get("task")
    return task.get("key") if isinstance(task, Mapping) else task


def ended(outcomes: Sequence[Outcome]) -> Ending:
    """Return what came of some proposals."""
    done = [speak.done(outcome) or "Done." for outcome in outcomes if outcome.kind == "done"]
    bad = dict.fromkeys(speak.unhappy(outcome) for outcome in outcomes if outcome.kind != "done")
    return Ending("\n\n".join([*dict.fromkeys(done), *bad]), halts=bool(bad))


def which(noun: str, records: Sequence[Record]) -> Ending:
    """Ask which of some records is meant."""
    shown = f"{table(records, COLUMNS.get(noun, ()))}\n\n" if records else ""
    return Ending(f"{shown}{speak.WHICH_ONE[noun].text}", halts=True)
