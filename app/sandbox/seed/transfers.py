"""Twelve months of money moved between the sandbox's budgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.sandbox.seed.people import TENANTS, Tenant
from app.sandbox.seed.projects import seed_id
from app.sandbox.seed.rows import minor, rows


@dataclass(frozen=True, slots=True)
class SeedTransfer:
    """A transfer between budgets by their names; `days` and `at` say when, `by` is a person's key."""

    tenant: Tenant
    giver: str
    taker: str
    amount: int
    by: str
    days: int
    at: str
    note: str

    @property
    def id(self) -> str:
        """Return the transfer's id."""
        return seed_id("trf", self.tenant.id, self.giver, self.taker, str(self.days), self.at)

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        """Return the transfer of one line."""
        return cls(
            tenant=TENANTS[row["tenant"]],
            giver=row["from"],
            taker=row["to"],
            amount=minor(row["amount"]),
            by=row["by"],
            days=int(row["days"]),
            at=row["at"],
            note=row["note"],
        )


def transfers() -> tuple[SeedTransfer, ...]:
    """Return every transfer, a company's oldest first."""
    return tuple(SeedTransfer.of(row) for row in rows("transfers.csv"))
