"""What records, fields and values are called in words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping

from app.sandbox.platform.kinds import Versioned
from app.sandbox.platform.money import in_words
from app.sandbox.platform.nouns.budgets import BUDGET
from app.sandbox.platform.nouns.comments import COMMENT
from app.sandbox.platform.nouns.invoices import INVOICE
from app.sandbox.platform.nouns.members import MEMBER
from app.sandbox.platform.nouns.projects import PROJECT
from app.sandbox.platform.nouns.releases import RELEASE
from app.sandbox.platform.nouns.tasks import TASK
from app.sandbox.platform.shapes import Budget, Comment, Invoice, Member, Project, Release, Task

Find = Callable[[sqlite3.Connection, str, str, int], Versioned]

FIND: Mapping[str, Find] = {
    "projects": PROJECT.find,
    "tasks": TASK.find,
    "releases": RELEASE.find,
    "comments": COMMENT.find,
    "members": MEMBER.find,
    "budgets": BUDGET.find,
    "invoices": INVOICE.find,
}
"""How a record of each noun is found: database, tenant, id, now."""

ONE: Mapping[str, str] = {
    "projects": PROJECT.one,
    "tasks": TASK.one,
    "releases": RELEASE.one,
    "comments": COMMENT.one,
    "members": MEMBER.one,
    "budgets": BUDGET.one,
}
"""What one record of a noun is called."""

NAMES: Mapping[str, str] = {
    "project": "projects",
    "task": "tasks",
    "release": "releases",
    "owner": "members",
    "assignee": "members",
    "from": "budgets",
    "to": "budgets",
    "budget": "budgets",
}
"""The fields of bodies that name another record, and of which noun."""


def label(record: Versioned) -> str:
    """Return what a person would call a record."""
    match record:
        case Project() | Budget():
            words = record.name
        case Release():
            words = f"{record.name} of {record.project.name}"
        case Task():
            words = f"{record.key} {record.title}"
        case Comment():
            words = f"{record.author.name} on {record.task.key}: {record.text}"
        case Member():
            words = f"{record.name}, {record.role}"
        case Invoice():
            words = f"{record.number} of {record.vendor}"
        case _:
            words = record.id
    return words


def field(name: str) -> str:
    """Return the label of a field."""
    return name.replace("_", " ").capitalize()


def value(name: str, held: object, currency: str) -> str:
    """Return a field's value as a person reads it."""
    match held:
        case None | "":
            return "none"
        case {"title": str(title), "key": str(key)}:
            return f"{key} {title}"
        case {"name": str(of_it)}:
            return of_it
        case int() if name == "ceiling":
            return in_words(held, currency)
        case str():
            return held
        case _:
            return json.dumps(held)
