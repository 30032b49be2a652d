"""Reads the sandbox's tasks; a project's tasks stand in a CSV file of its own, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.sandbox.seed.people import Tenant
from app.sandbox.seed.projects import SeedProject, seed_id
from app.sandbox.seed.rows import rows


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


def task_id(tenant: Tenant, key: str) -> str:
    """Return the id of the task that a company knows by this key, as in APO-112."""
    return seed_id("tsk", tenant.id, key)


def tasks_of(project: SeedProject) -> tuple[SeedTask, ...]:
    """Return a project's tasks."""
    return tuple(SeedTask.of(row) for row in rows(project.file))
