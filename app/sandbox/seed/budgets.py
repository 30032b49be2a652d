"""The sandbox's budgets: what each began with, what it may hold, and what it holds after all that went in and out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from app.sandbox.seed.invoices import SeedInvoice
from app.sandbox.seed.people import TENANTS, Tenant
from app.sandbox.seed.projects import seed_id
from app.sandbox.seed.rows import minor, rows
from app.sandbox.seed.transfers import SeedTransfer


@dataclass(frozen=True, slots=True)
class SeedBudget:
    """A budget, in minor units; `project` is a project's key, `opening` what it held before the first transfer."""

    tenant: Tenant
    name: str
    project: str | None
    ceiling: int
    opening: int

    @property
    def id(self) -> str:
        """Return the budget's id."""
        return budget_id(self.tenant, self.name)

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        """Return the budget of one line."""
        return cls(
            tenant=TENANTS[row["tenant"]],
            name=row["name"],
            project=row["project"] or None,
            ceiling=minor(row["ceiling"]),
            opening=minor(row["opening"]),
        )


def budget_id(tenant: Tenant, name: str) -> str:
    """Return the id of the budget that a company calls so."""
    return seed_id("bud", tenant.id, name)


def budgets() -> tuple[SeedBudget, ...]:
    """Return every budget."""
    return tuple(SeedBudget.of(row) for row in rows("budgets.csv"))


def balances(
    held: Iterable[SeedBudget], moved: Iterable[SeedTransfer], billed: Iterable[SeedInvoice]
) -> Mapping[str, int]:
    """Return by id what each budget holds now: its opening, what came in, less what went out and what it has paid."""
    now = Counter({one.id: one.opening for one in held})
    for move in moved:
        now[budget_id(move.tenant, move.giver)] -= move.amount
        now[budget_id(move.tenant, move.taker)] += move.amount
    for bill in billed:
        if bill.budget is not None:
            now[budget_id(bill.tenant, bill.budget)] -= bill.amount
    return now
