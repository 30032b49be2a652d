"""Reads the sandbox's tasks; a project's tasks stand in a CSV file of its own, the oldest first."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

from app.sandbox.seed.projects import SeedProject


@dataclass(frozen=True, slots=True)
class SeedTask:
    """A task; `created` and `touched` count days before now, `due` days from now, `assignee` is a person's key."""

    number: int
    title: str
    status: str
    priority: str
    assignee: str | None
    created: int
    touched: int
    due: int | None
    description: str

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        """Return the task of one line."""
        return cls(
            number=int(row["number"]),
            title=row["title"],
            status=row["status"],
            priority=row["priority"],
            assignee=row["assignee"] or None,
            created=int(row["created"]),
            touched=int(row["touched"]),
            due=int(row["due"]) if row["due"] else None,
            description=row["description"],
        )


def tasks_of(project: SeedProject) -> tuple[SeedTask, ...]:
    """Return a project's tasks."""
    text = files(__package__).joinpath(project.file).read_text(encoding="utf-8")
    return tuple(SeedTask.of(row) for row in csv.DictReader(text.splitlines(), strict=True))
