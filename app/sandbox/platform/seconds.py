"""Holds a call to a fresh sign-in, to the second person's word, and to the totals of 24 hours, in this order."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.sandbox.platform.call import Call
from app.sandbox.platform.directory import Person
from app.sandbox.platform.freshness import require_fresh
from app.sandbox.platform.guard import Platform
from app.sandbox.platform.limits import beyond, count, require_day_at, require_day_of
from app.sandbox.platform.nouns.approval_changes import require_approved, use
from app.sandbox.platform.nouns.approvals import Waiting, waiting
from app.sandbox.platform.permission import Facts
from app.sandbox.platform.problems import Problem


@dataclass(frozen=True, slots=True)
class Settled:
    """Whom the sum of a call counts toward, and the approval that it is done under, if any."""

    person: Person
    approval: Waiting | None

    @property
    def approvals(self) -> tuple[str, ...]:
        """Return the id of that approval."""
        return () if self.approval is None else (self.approval.id,)

    def close(self, db: sqlite3.Connection, call: Call, facts: Facts) -> None:
        """Count the sum, and mark the approval as used if nothing of it is left to be done."""
        if facts.amount is not None:
            count(db, call, self.person, facts.amount)
        if self.approval is not None:
            use(db, self.approval)


def settle(db: sqlite3.Connection, platform: Platform, call: Call, facts: Facts) -> Settled:
    """Check that a call may be done now, alone or with the second person whom its token names.

    Raises:
        Problem: 401, the sign-in is not fresh enough; 403, a second person is needed or has not approved this, or the
            sum is too much for 24 hours.

    """
    named = call.rule.binds == "request" and call.confirmed is not None and call.confirmed.approval is not None
    approval = _own(db, platform, call) if named else None
    if approval is None:
        require_fresh(call, platform.config)
    if named and approval is None:
        raise Problem(403, "not-approved", "The token names an approval that is none of this change.")
    person = call.person if approval is None else require_approved(db, platform, call, approval)
    if facts.amount is not None:
        _require_room(db, call, person, facts, alone=approval is None)
    return Settled(person, approval)


def _own(db: sqlite3.Connection, platform: Platform, call: Call) -> Waiting | None:
    """Return the approval that a token names, if it is one of this change, and so of this person and client.

    It was opened with a sign-in as fresh as the change wants one, so that is not wanted again.
    """
    confirmed = call.confirmed
    if confirmed is None or confirmed.approval is None:
        return None
    try:
        found = waiting(db, platform, call, confirmed.approval)
    except Problem:
        return None
    return found if found.row["change"] == confirmed.change else None


def _require_room(db: sqlite3.Connection, call: Call, person: Person, facts: Facts, *, alone: bool) -> None:
    over = beyond(db, call, facts) if alone else None
    if over is not None:
        raise over
    if not alone:
        require_day_of(db, person, facts, call.now)
    require_day_at(db, person, facts, call.now)
