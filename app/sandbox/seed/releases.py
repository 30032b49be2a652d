"""The sandbox's releases, and which tasks are part of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.sandbox.seed.people import TENANTS, Tenant
from app.sandbox.seed.projects import seed_id
from app.sandbox.seed.rows import rows


@dataclass(frozen=True, slots=True)
class SeedRelease:
    """A release of a project; `date` counts days from now, `tasks` are numbers of the project's tasks."""

    tenant: Tenant
    project: str
    name: str
    status: str
    date: int | None
    tasks: tuple[int, ...]

    @property
    def id(self) -> str:
        """Return the release's id."""
        return seed_id("rel", self.tenant.id, self.project, self.name)

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        """Return the release of one line."""
        return cls(
            tenant=TENANTS[row["tenant"]],
            project=row["project"],
            name=row["name"],
            status=row["status"],
            date=int(row["date"]) if row["date"] else None,
            tasks=tuple(int(number) for number in row["tasks"].split()),
        )


def releases() -> tuple[SeedRelease, ...]:
    """Return every release, a project's oldest first."""
    return tuple(SeedRelease.of(row) for row in rows("releases.csv"))
