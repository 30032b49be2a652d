"""What a person wants, as far as the rules understood it: one wish a clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Act = Literal[
    "search",
    "show",
    "create",
    "update",
    "delete",
    "restore",
    "undo",
    "projects",
    "whoami",
    "help",
    "self",
    "hello",
    "thanks",
    "no",
    "again",
    "unknown",
    "transfer",
    "pay",
]
Noun = Literal["task", "project", "release", "comment", "member", "budget", "transfer", "invoice", "activity", "any"]
"""What a wish is about; `any` is a name alone, of which only looking tells what it is."""

STALE_DAYS = 90
"""How long a task lies untouched until it is called stale, where the person gives no number."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One clause, understood; what was not said is None, empty or false.

    `either` is a name that may be a project's or a person's; `loose` is what no rule took: words to search for, or a
    title; `was` is the state that tasks are in that are to be changed; `points` tells that the person pointed at what
    was shown before; `answers` fills a tool's parameters by name; `said` holds what was said of other nouns than tasks,
    by the names in `nouns.grammar`; `words` are the person's own where `clause` was put into other ones.
    """

    act: Act
    clause: str
    keys: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    project: str | None = None
    person: str | None = None
    either: str | None = None
    status: str | None = None
    was: str | None = None
    priority: str | None = None
    due: date | None = None
    due_from: date | None = None
    due_until: date | None = None
    clears: tuple[str, ...] = ()
    title: str | None = None
    description: str | None = None
    stale_days: int | None = None
    overdue: bool = False
    unassigned: bool = False
    text: str | None = None
    loose: str | None = None
    points: bool = False
    place: tuple[int, int] | None = None
    plural: bool = False
    everything: bool = False
    counting: bool = False
    limit: int | None = None
    tasks: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    noun: Noun = "task"
    release: str | None = None
    said: Mapping[str, object] = field(default_factory=dict)
    words: str = ""

    @property
    def asked(self) -> str:
        """Return what the person said, in their own words and one line."""
        return " ".join((self.words or self.clause).split())

    @property
    def filtered(self) -> bool:
        """Tell whether the person said anything that tells some tasks from others, beside pointing at them."""
        words = (self.project, self.person, self.either, self.status, self.priority, self.was, self.text, self.loose)
        numbers = (self.stale_days, self.due_from, self.due_until)
        return (
            any((*words, self.release))
            or self.overdue
            or self.unassigned
            or any(value is not None for value in numbers)
        )

    @property
    def changes(self) -> dict[str, object]:
        """Return what an update would set, as the tool names it."""
        said: dict[str, object | None] = {
            "title": self.title,
            "description": self.description,
            "status": self.status,
            "priority": self.priority,
            "assignee": self.person,
            "due": self.due.isoformat() if self.due else None,
            "release": self.release,
        }
        return {name: value for name, value in said.items() if value is not None}
