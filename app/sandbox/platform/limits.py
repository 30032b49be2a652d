"""How much may be moved: at once, by one person within 24 hours, and at a whole company; all in minor units.

A sum counts as it is whatever its currency, which is never too mild for the currencies that there are here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from app.sandbox.platform.call import Call
from app.sandbox.platform.directory import Person
from app.sandbox.platform.moments import DAY
from app.sandbox.platform.money import in_words
from app.sandbox.platform.permission import MOST, ROLES, Facts, either
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.shapes_of_changes import Limits

CURRENCY = "EUR"
AT_ONCE: Mapping[str, int] = {"lead": 1_000_000, "finance": MOST}
"""The most that somebody of a role may move at once without a second person."""
IN_A_DAY: Mapping[str, int] = {"lead": 2_000_000, "finance": 20_000_000}
"""The most that somebody of a role may move within 24 hours without a second person."""
AGREES_AT_ONCE: Mapping[str, int] = {"finance": MOST, "admin": MOST}
"""The most that somebody of a role may agree to at once, as the second person."""
AGREES_IN_A_DAY: Mapping[str, int] = {"finance": 20_000_000, "admin": 20_000_000}
"""The most that somebody of a role may agree to within 24 hours, with what they moved themselves."""
TENANT_IN_A_DAY = 25_000_000
"""The most that a company may move within 24 hours, whoever agrees."""

_BY = """
SELECT coalesce(sum(amount), 0) FROM moved WHERE tenant = :tenant AND at > :since AND person = :person
"""
_AT = "SELECT coalesce(sum(amount), 0) FROM moved WHERE tenant = :tenant AND at > :since"
_COUNT = """
INSERT INTO moved (tenant, person, amount, request_id, at) VALUES (:tenant, :person, :amount, :request_id, :now)
"""


def moved_by(db: sqlite3.Connection, person: Person, now: int) -> int:
    """Return what counts toward a person's last 24 hours."""
    asked = {"tenant": person.tenant.id, "person": person.id, "since": now - DAY}
    return int(db.execute(_BY, asked).fetchone()[0])


def moved_at(db: sqlite3.Connection, tenant: str, now: int) -> int:
    """Return what a company moved in the last 24 hours."""
    return int(db.execute(_AT, {"tenant": tenant, "since": now - DAY}).fetchone()[0])


def count(db: sqlite3.Connection, call: Call, person: Person, amount: int) -> None:
    """Count a sum toward a person's and their company's last 24 hours."""
    values = {"tenant": call.tenant, "person": person.id, "amount": amount, "now": call.now}
    db.execute(_COUNT, values | {"request_id": call.request_id})


def limits_of(db: sqlite3.Connection, call: Call) -> Limits:
    """Return the caller's limits."""
    person = call.person
    return Limits(
        per_transfer=AT_ONCE.get(person.role, 0),
        per_day=IN_A_DAY.get(person.role, 0),
        moved_today=moved_by(db, person, call.now),
        tenant_per_day=TENANT_IN_A_DAY,
        tenant_moved_today=moved_at(db, call.tenant, call.now),
        currency=CURRENCY,
    )


def beyond(db: sqlite3.Connection, call: Call, facts: Facts) -> Problem | None:
    """Return why a sum needs a second person; None where the caller may move it alone."""
    amount, person = facts.amount or 0, call.person
    at_once, in_a_day, before = (
        AT_ONCE.get(person.role, 0),
        IN_A_DAY.get(person.role, 0),
        moved_by(db, person, call.now),
    )
    this = in_words(amount, facts.currency)
    if amount > at_once:
        who, most = ROLES[person.role][0], in_words(at_once, facts.currency)
        limit, told = at_once, f"{who} can't {call.rule.words} beyond {most} at once at {person.tenant.name}"
        told += f" without a second person, and this is {this}."
    elif before + amount > in_a_day:
        limit, told = (
            in_a_day,
            f"{_so_far(person.name, before, in_a_day, facts)} without a second person. This is {this}.",
        )
    else:
        return None
    sentence = f"{told} Ask {either(agreeing(amount))} to agree."
    figures = {"limit": limit, "amount": amount, "moved_today": before}
    return Problem(403, "second-person-needed", sentence, more=figures)


def agreeing(amount: int) -> list[str]:
    """Return in words which roles may agree to a sum."""
    return [_ONE.get(role, ROLES[role][1]) for role, most in AGREES_AT_ONCE.items() if amount <= most]


_ONE: Mapping[str, str] = {"finance": "finance"}


def may_agree(person: Person, amount: int) -> bool:
    """Tell whether somebody may agree to a sum at all, as the second person."""
    return amount <= AGREES_AT_ONCE.get(person.role, 0)


def require_day_of(db: sqlite3.Connection, person: Person, facts: Facts, now: int) -> None:
    """Check that a second person's 24 hours have room for a sum.

    Raises:
        Problem: 403, with the figures.

    """
    before, most, amount = moved_by(db, person, now), AGREES_IN_A_DAY.get(person.role, 0), facts.amount or 0
    if before + amount > most:
        told = _so_far(person.name, before, most, facts)
        raise _over(f"{told}, and this is {in_words(amount, facts.currency)}. Nothing was moved.", most, before, amount)


def require_day_at(db: sqlite3.Connection, person: Person, facts: Facts, now: int) -> None:
    """Check that a company's 24 hours have room for a sum.

    Raises:
        Problem: 403, with the figures.

    """
    before, amount = moved_at(db, person.tenant.id, now), facts.amount or 0
    if before + amount > TENANT_IN_A_DAY:
        told = _so_far(f"{person.tenant.name} as a whole", before, TENANT_IN_A_DAY, facts)
        sentence = f"{told}, and this is {in_words(amount, facts.currency)}. Nothing was moved."
        raise _over(sentence, TENANT_IN_A_DAY, before, amount)


def _so_far(who: str, before: int, most: int, facts: Facts) -> str:
    moved, may = in_words(before, facts.currency), in_words(most, facts.currency)
    return f"{who} has moved {moved} in the last 24 hours and may move {may}"


def _over(sentence: str, limit: int, before: int, amount: int) -> Problem:
    return Problem(403, "over-daily-limit", sentence, more={"limit": limit, "moved_today": before, "amount": amount})
