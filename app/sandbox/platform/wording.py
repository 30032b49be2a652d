"""Puts one request that was done for once into words: a headline, lines, and the records by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.sandbox.platform.asked import NewTransfer, Payment
from app.sandbox.platform.call import Done
from app.sandbox.platform.deeds import Step
from app.sandbox.platform.kinds import Versioned
from app.sandbox.platform.labels import ONE, field, label, value
from app.sandbox.platform.money import figures, in_words
from app.sandbox.platform.shapes import Budget, Invoice
from app.sandbox.platform.shapes_of_changes import Line

Place = tuple[str, str]
"""A record by its noun and its id."""
Records = Mapping[Place, Versioned]
Words = tuple[str, list[Line], list[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One request that was done for once: on which records as they were, to which budgets as they are after it.

    `goes` says in words what goes with what is deleted.
    """

    step: Step
    before: Records
    budgets: Mapping[str, Budget]
    done: Done
    goes: str = ""

    @property
    def noun(self) -> str:
        """Return what the request is about."""
        return self.step.rule.noun

    @property
    def answer(self) -> Mapping[str, object]:
        """Return what the request would be answered."""
        answer: Mapping[str, object] = json.loads(self.done.body)
        return answer

    @property
    def named(self) -> list[Versioned]:
        """Return the records that the request changes, as they were."""
        return [record for (noun, _), record in self.before.items() if noun == self.noun]


def words_of(part: Part) -> Words:
    """Return one request in words."""
    return _VERBS[part.step.rule.action.partition(".")[2]](part)


def lines_of(pairs: Sequence[tuple[str, str]]) -> list[Line]:
    """Return labels and texts as lines, without those that say nothing."""
    return [Line(label=name, text=text) for name, text in pairs if text]


def counted(number: int, noun: str) -> str:
    """Return a number of records in words: `1 task`, `5 tasks`."""
    return f"{number} {ONE[noun] if number == 1 else noun}"


def _created(part: Part) -> Words:
    if isinstance(part.step.body, NewTransfer):
        return _transferred(part, part.step.body)
    made = part.answer
    title = str(made.get("title") or made.get("name") or "")
    named = part.step.body.model_dump(by_alias=True, exclude_unset=True)
    lines = [(field(name), _value(name, made)) for name in named if name in made and made[name] not in (None, "")]
    of = value("task", made["task"], "") if part.noun == "comments" else title
    headline = f"Comment on {of}" if part.noun == "comments" else f"Create the {ONE[part.noun]} {of}"
    return headline, lines_of(lines), []


def _updated(part: Part) -> Words:
    (record,) = part.named
    before, after = record.model_dump(mode="json"), part.answer
    named = part.step.body.model_dump(by_alias=True, exclude_unset=True)
    pairs = [(name, _value(name, before), _value(name, after)) for name in named if name in after]
    lines = [(field(name), f"{was} → {will}") for name, was, will in pairs if was != will]
    return f"Change the {ONE[part.noun]} {label(record)}", lines_of(lines), [label(record)]


def _deleted(part: Part) -> Words:
    good = part.noun == "projects"
    back = "none: it is for good" if good else "can be restored for 30 days"
    headline = f"Delete {_which(part)}{' for good' if good else ''}"
    return headline, lines_of([("Goes with it", part.goes), ("Undo", back)]), [label(one) for one in part.named]


def _restored(part: Part) -> Words:
    return f"Restore {_which(part)}", [], [label(one) for one in part.named]


def _transferred(part: Part, wanted: NewTransfer) -> Words:
    sides = [part.before["budgets", one] for one in (wanted.from_, wanted.to)]
    amount = in_words(wanted.amount, wanted.currency)
    giving, taking = [label(one) for one in sides]
    lines = [("Amount", amount), *zip(("From", "To"), [_held(part, one) for one in sides], strict=True)]
    return f"Move {amount} from {giving} to {taking}", lines_of([*lines, ("Note", wanted.note)]), [giving, taking]


def _paid(part: Part) -> Words:
    (invoice,) = part.named
    if not isinstance(invoice, Invoice) or not isinstance(part.step.body, Payment):
        raise TypeError("only an invoice is paid")
    budget = part.before["budgets", part.step.body.budget]
    amount = in_words(invoice.amount, invoice.currency)
    lines = [
        ("Amount", amount),
        ("Vendor", invoice.vendor),
        ("IBAN", invoice.iban),
        ("Invoice", invoice.number),
        ("Due", invoice.due.isoformat()),
        ("Budget", _held(part, budget)),
    ]
    headline = f"Pay {amount} to {invoice.vendor} out of {label(budget)}"
    return headline, lines_of(lines), [label(invoice), label(budget)]


_VERBS: Mapping[str, Callable[[Part], Words]] = {
    "create": _created,
    "update": _updated,
    "delete": _deleted,
    "restore": _restored,
    "pay": _paid,
}


def _which(part: Part) -> str:
    if len(part.named) == 1:
        return f"the {ONE[part.noun]} {label(part.named[0])}"
    return counted(len(part.named), part.noun)


def _held(part: Part, budget: Versioned) -> str:
    after = part.budgets[budget.id]
    before = budget.balance if isinstance(budget, Budget) else 0
    return f"{after.name}: {figures(before)} → {in_words(after.balance, after.currency)}"


def _value(name: str, record: Mapping[str, object]) -> str:
    return value(name, record[name], str(record.get("currency", "")))
