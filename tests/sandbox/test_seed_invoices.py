"""Whether the seed's invoices could be real, and their accounts could not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.sandbox.seed.budgets import budgets
from app.sandbox.seed.invoices import SeedInvoice, invoices
from app.sandbox.seed.people import ACME, GLOBEX, Tenant
from tests.sandbox.fakes_seed import NOW, sown

OPEN = {
    ("Sonnfeld Translations", 1_840_00, -9),
    ("Halyard Hosting", 6_214_37, -3),
    ("Brennecke Messebau", 43_900_00, 12),
    ("Polarlicht Cloud", 112_480_00, 26),
}
FINANCE_MAY = 100_000_00
ACCOUNTS = sorted({one.iban for one in invoices()})


def of(tenant: Tenant) -> Iterator[SeedInvoice]:
    return (one for one in invoices() if one.tenant == tenant)


def remainder(iban: str) -> int:
    """ISO 13616: the first four to the end, letters as numbers, modulo 97."""
    return int("".join(str(int(one, 36)) for one in iban[4:] + iban[:4])) % 97


def test_the_check_of_an_iban_knows_a_documented_one() -> None:
    assert remainder("DE89370400440532013000") == 1
    assert remainder("DE89370400440532013001") != 1


@pytest.mark.parametrize("iban", ACCOUNTS)
def test_an_iban_passes_the_check_and_is_of_a_country_that_will_never_be(iban: str) -> None:
    assert re.fullmatch(r"XX[0-9]{2}[A-Z]{4}[0-9]{16}", iban)
    assert remainder(iban) == 1


def test_a_vendor_has_one_account_and_an_account_one_vendor() -> None:
    pairs = {(one.vendor, one.iban) for one in invoices()}
    assert len(pairs) == len(ACCOUNTS) == len({vendor for vendor, _ in pairs}) == 18


def test_acme_has_fourteen_invoices_of_which_four_are_open_and_two_of_these_overdue() -> None:
    acme = list(of(ACME))
    assert len(acme) == 14
    assert {(one.vendor, one.amount, one.due) for one in acme if one.budget is None} == OPEN
    assert [one.budget is None for one in of(GLOBEX)] == [False, False, False, True, True]


def test_one_open_invoice_is_more_than_marketing_holds_and_one_more_than_finance_may_pay() -> None:
    with sown() as db:
        held = dict(db.execute("SELECT name, balance FROM budgets WHERE tenant = 'ten_acme'").fetchall())
    owed = {one.vendor: one.amount for one in of(ACME) if one.budget is None}
    assert owed["Sonnfeld Translations"] + owed["Halyard Hosting"] < held["Marketing 2026"] < owed["Brennecke Messebau"]
    assert FINANCE_MAY < owed["Polarlicht Cloud"] < held["Operations 2026"]


@pytest.mark.parametrize("one", invoices(), ids=lambda one: one.number)
def test_an_invoice_is_paid_from_a_budget_of_its_company_or_is_open(one: SeedInvoice) -> None:
    assert one.amount > 0
    assert one.vendor.isprintable()
    if one.budget is None:
        assert (one.days, one.at) == (None, "")
    else:
        assert one.budget in {budget.name for budget in budgets() if budget.tenant == one.tenant}
        assert one.days is not None
        assert -14 <= one.due + one.days <= 14


def test_the_platform_is_given_the_invoices_as_they_stand() -> None:
    today = datetime.fromtimestamp(NOW, UTC).date().isoformat()
    with sown() as db:
        rows = db.execute("SELECT * FROM invoices ORDER BY seq").fetchall()
    assert [row["number"] for row in rows] == [one.number for one in invoices()]
    assert all((row["status"], row["paid_at"] is None) in {("open", True), ("paid", False)} for row in rows)
    late = [row["vendor"] for row in rows if row["status"] == "open" and row["due"] < today]
    assert late == ["Sonnfeld Translations", "Halyard Hosting", "Gantry & Sons Forklifts"]
