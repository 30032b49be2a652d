"""What the sandbox's companies owe to others, and what they have paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.sandbox.seed.people import TENANTS, Tenant
from app.sandbox.seed.projects import seed_id
from app.sandbox.seed.rows import minor, rows


@dataclass(frozen=True, slots=True)
class SeedInvoice:
    """An invoice; `due` counts days from now, `budget` has paid it `days` ago `at` that time, or nobody yet."""

    tenant: Tenant
    number: str
    vendor: str
    iban: str
    amount: int
    due: int
    budget: str | None
    days: int | None
    at: str

    @property
    def id(self) -> str:
        """Return the invoice's id."""
        return seed_id("inv", self.tenant.id, self.vendor, self.number)

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        """Return the invoice of one line."""
        return cls(
            tenant=TENANTS[row["tenant"]],
            number=row["number"],
            vendor=row["vendor"],
            iban=row["iban"],
            amount=minor(row["amount"]),
            due=int(row["due"]),
            budget=row["budget"] or None,
            days=int(row["days"]) if row["days"] else None,
            at=row["at"],
        )


def invoices() -> tuple[SeedInvoice, ...]:
    """Return every invoice, a company's oldest first."""
    return tuple(SeedInvoice.of(row) for row in rows("invoices.csv"))
