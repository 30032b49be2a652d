"""Whether the seed's money adds up to the cent, and was moved by people who may, when people work."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from app.sandbox.seed.budgets import budgets
from app.sandbox.seed.dates import worked
from app.sandbox.seed.people import PEOPLE
from app.sandbox.seed.rows import minor
from app.sandbox.seed.transfers import transfers
from tests.sandbox.fakes_seed import DAY, NOW, sown

HELD = {
    ("Acme", "Apollo 2026"): ("APO", 86_400_00, 26_050_00, 120_000_00),
    ("Acme", "Marketing 2026"): ("MKT", 41_250_00, 11_630_00, 60_000_00),
    ("Acme", "Zephyr 2026"): ("ZEP", 52_318_40, 18_748_12, 90_000_00),
    ("Acme", "Mobile 2026"): ("MOB", 18_905_75, 3_275_40, 45_000_00),
    ("Acme", "Operations 2026"): (None, 131_870_55, 16_900_00, 300_000_00),
    ("Globex", "Apollo 2026"): ("APO", 34_200_00, 3_940_00, 50_000_00),
    ("Globex", "Northwind 2026"): ("NOR", 27_615_50, 7_805_60, 40_000_00),
}
LIMITS = {"lead": 10_000_00, "finance": 100_000_00}
WEEK = [NOW + days * DAY for days in range(7)]
MOVES = """
SELECT at, 0 AS paying, from_budget AS budget, -amount AS amount FROM transfers
UNION ALL SELECT at, 0, to_budget, amount FROM transfers
UNION ALL SELECT paid_at, 1, budget, -amount FROM invoices WHERE status = 'paid'
ORDER BY at, amount
"""


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    with sown() as made:
        yield made


def ask(db: sqlite3.Connection, query: str, *values: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.execute(query, values)]


@pytest.mark.parametrize(
    ("text", "cents"), [("0.00", 0), ("0.05", 5), ("1250.00", 125_000), ("9007199.01", 900_719_901)]
)
def test_an_amount_is_read_to_the_cent(text: str, cents: int) -> None:
    assert minor(text) == cents


@pytest.mark.parametrize("text", ["", "12", "12.5", "12.345", "-1.00", "1,250.00", "1e3", " 1.00", "\u0661.00"])
def test_what_is_no_amount_with_two_decimals_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        minor(text)


def test_the_budgets_hold_what_is_told_of_them(db: sqlite3.Connection) -> None:
    rows = ask(
        db,
        "SELECT t.name, b.name, project_key, balance, spent, ceiling FROM budgets_seen AS b"
        " JOIN tenants AS t ON t.id = b.tenant",
    )
    assert {(row[0], row[1]): row[2:] for row in rows} == HELD
    assert {row[0] for row in ask(db, "SELECT currency FROM budgets UNION SELECT currency FROM transfers")} == {"EUR"}


@pytest.mark.parametrize("one", budgets(), ids=lambda one: f"{one.tenant.name} {one.name}")
def test_opening_and_in_less_out_and_paid_is_the_balance(db: sqlite3.Connection, one: object) -> None:
    held = next(budget for budget in budgets() if budget == one)
    parts = db.execute(
        "SELECT (SELECT coalesce(sum(amount), 0) FROM transfers WHERE to_budget = :id) AS taken,"
        " (SELECT coalesce(sum(amount), 0) FROM transfers WHERE from_budget = :id) AS given,"
        " (SELECT coalesce(sum(amount), 0) FROM invoices WHERE budget = :id AND status = 'paid') AS paid,"
        " balance, spent FROM budgets_seen WHERE id = :id",
        {"id": held.id},
    ).fetchone()
    assert held.opening + parts["taken"] - parts["given"] - parts["paid"] == parts["balance"]
    assert parts["spent"] == parts["paid"] > 0


@pytest.mark.parametrize("tenant", ["ten_acme", "ten_globex"])
def test_a_company_has_what_it_began_with_less_what_it_paid_to_others(db: sqlite3.Connection, tenant: str) -> None:
    [(balance, spent)] = ask(db, "SELECT sum(balance), sum(spent) FROM budgets_seen WHERE tenant = ?", tenant)
    assert isinstance(balance, int)
    assert isinstance(spent, int)
    assert balance + spent == sum(one.opening for one in budgets() if one.tenant.id == tenant)


@pytest.mark.parametrize("now", WEEK)
def test_no_budget_was_ever_overdrawn_or_given_more_than_its_ceiling(now: int) -> None:
    holds = {one.id: one.opening for one in budgets()}
    given = dict(holds)
    ceilings = {one.id: one.ceiling for one in budgets()}
    with sown(now) as db:
        for _, paying, budget, amount in db.execute(MOVES):
            holds[budget] += amount
            given[budget] += 0 if paying else amount
            assert holds[budget] >= 0
            assert holds[budget] <= given[budget] <= ceilings[budget]
        assert holds == dict(db.execute("SELECT id, balance FROM budgets").fetchall())


def test_every_transfer_stays_in_its_company_and_within_what_its_person_may(db: sqlite3.Connection) -> None:
    rows = ask(
        db,
        "SELECT tr.tenant, f.tenant, t.tenant, by_person, amount FROM transfers AS tr"
        " JOIN budgets AS f ON f.id = from_budget JOIN budgets AS t ON t.id = to_budget",
    )
    people = {one.sub: one for one in PEOPLE}
    assert len(rows) == 81
    for tenant, giver, taker, by, amount in rows:
        person = people[str(by)]
        assert tenant == giver == taker == person.tenant.id
        assert isinstance(amount, int)
        assert 0 < amount <= LIMITS[person.role]


def test_every_transfer_says_in_words_what_it_was_for(db: sqlite3.Connection) -> None:
    notes = [str(row[0]) for row in ask(db, "SELECT note FROM transfers")]
    assert all(note.isprintable() and note == note.strip() and 10 < len(note) < 80 for note in notes)
    assert len(set(notes)) > 50


def on(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


@pytest.mark.parametrize("now", WEEK)
def test_money_moves_on_working_days_of_the_last_twelve_months_and_lists_begin_with_the_oldest(now: int) -> None:
    with sown(now) as db:
        moved = [row[0] for row in db.execute("SELECT at FROM transfers ORDER BY seq")]
        paid = [row[0] for row in db.execute("SELECT paid_at FROM invoices WHERE status = 'paid'")]
    assert moved == sorted(moved)
    assert on(now) - timedelta(days=365) <= on(moved[0]) <= on(now) - timedelta(days=345)
    assert max(*moved, *paid) < now
    assert all(on(at).isoweekday() <= 5 for at in moved + paid)


def test_acme_moves_money_four_to_eight_times_in_every_month_whenever_the_sandbox_is_made() -> None:
    acme = [one for one in transfers() if one.tenant.name == "Acme"]
    for days in range(366):
        now = NOW + days * DAY
        seen = Counter(on(worked(now, one.days, one.at)).replace(day=1) for one in acme)
        months = sorted(seen)
        full = [
            month for month, after in pairwise(months) if month >= on(now) - timedelta(days=364) and after <= on(now)
        ]
        assert len(full) >= 10
        assert all(4 <= seen[month] <= 8 for month in full)
        assert max(seen.values()) <= 8
