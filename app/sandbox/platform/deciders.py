"""Who may be the second person: with money somebody whose limit covers it, else whoever may do all of it themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from app.sandbox.platform.call import Call
from app.sandbox.platform.deeds import Step
from app.sandbox.platform.directory import Person
from app.sandbox.platform.guard import Platform
from app.sandbox.platform.limits import may_agree, require_day_of
from app.sandbox.platform.permission import ROLES, Facts, either
from app.sandbox.platform.problems import Problem

Steps = Sequence[tuple[Call, Step]]
_NAMES = {role: one for role, (_, one) in ROLES.items()} | {"finance": "finance"}


def may_decide(db: sqlite3.Connection, platform: Platform, person: Person, steps: Steps) -> bool:
    """Tell whether somebody may decide on these requests of another one."""
    return all(_may(platform, person, step, _facts(db, call, step, person)) for call, step in steps)


def who(db: sqlite3.Connection, platform: Platform, asker: Person, steps: Steps) -> str:
    """Return in words who may decide on these requests of somebody: `finance or an admin at Acme`."""
    others = {role: replace(asker, id="", role=role) for role in ROLES}
    may = [_NAMES[role] for role, one in others.items() if may_decide(db, platform, one, steps)]
    return f"{either(may) if may else 'nobody'} at {asker.tenant.name}"


def sum_of(db: sqlite3.Connection, steps: Steps) -> Facts:
    """Return what these requests move together; nothing where they move no money."""
    found = [step.deed.know(db, call, step.id, step.body) for call, step in steps]
    moved = [facts for facts in found if facts.amount is not None]
    if not moved:
        return Facts()
    return Facts(amount=sum(facts.amount or 0 for facts in moved), currency=moved[0].currency)


def has_room(db: sqlite3.Connection, person: Person, steps: Steps, now: int) -> Problem | None:
    """Return why a person's 24 hours have no room for these requests; None where they have."""
    try:
        require_day_of(db, person, sum_of(db, steps), now)
    except Problem as problem:
        return problem
    return None


def _may(platform: Platform, person: Person, step: Step, facts: Facts) -> bool:
    if step.rule.fresh:
        return may_agree(person, facts.amount or 0)
    return platform.permission.allows(person, step.rule.action, person.tenant.id, facts)


def _facts(db: sqlite3.Connection, call: Call, step: Step, person: Person) -> Facts:
    return step.deed.know(db, replace(call, person=person), step.id, step.body)
