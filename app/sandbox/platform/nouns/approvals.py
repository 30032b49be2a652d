"""Reads what waits, or has waited, for a second person; every statement names the tenant."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from app.sandbox.platform.call import Call
from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.deciders import Steps, has_room, may_decide, who
from app.sandbox.platform.directory import Person, find_person
from app.sandbox.platform.fields import ApprovalState
from app.sandbox.platform.guard import Platform
from app.sandbox.platform.kinds import Versioned
from app.sandbox.platform.labels import FIND, label
from app.sandbox.platform.money import in_words
from app.sandbox.platform.problems import Problem, no_such
from app.sandbox.platform.queries import ApprovalQuery
from app.sandbox.platform.shapes import Budget, Named, Page
from app.sandbox.platform.shapes_of_changes import Approval, Described
from app.sandbox.platform.telling import Told, steps_of, tell
from app.sandbox.platform.whole import Whole, WholeRequest

_ONE = "SELECT * FROM approvals_seen WHERE tenant = :tenant AND id = :id"
_MANY = """
SELECT * FROM approvals_seen
WHERE tenant = :tenant AND (:after IS NULL OR seq < :after)
  AND (:state IS NULL OR :state = CASE WHEN state IN ('pending', 'approved') AND expires_at <= :now
    THEN 'expired' ELSE state END)
ORDER BY seq DESC
"""
_WHOLE: TypeAdapter[list[WholeRequest]] = TypeAdapter(Whole)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as it was when an approval was opened; `held` is what a budget held."""

    noun: str
    id: str
    version: str
    label: str
    held: str


_SEEN = TypeAdapter(list[Seen])


@dataclass(frozen=True, slots=True)
class Waiting:
    """An approval as the one who asks about it may see it: its row, who asked for it, and its requests as theirs."""

    row: sqlite3.Row
    asker: Person | None
    steps: Steps

    @property
    def id(self) -> str:
        """Return its id."""
        return str(self.row["id"])

    def state(self, now: int) -> ApprovalState:
        """Return where it stands: what nobody decided on or used in time has expired."""
        state: ApprovalState = self.row["state"]
        return "expired" if state in {"pending", "approved"} and self.row["expires_at"] <= now else state


def waiting(db: sqlite3.Connection, platform: Platform, call: Call, approval: str) -> Waiting:
    """Return an approval of the caller's company.

    Raises:
        Problem: 404, there is none of this id.

    """
    row = db.execute(_ONE, {"tenant": call.tenant, "id": approval}).fetchone()
    if row is None:
        raise no_such("approval")
    return _waiting(db, platform, call, row)


def visible(db: sqlite3.Connection, platform: Platform, call: Call, one: Waiting) -> bool:
    """Tell whether the caller asked for an approval, or may be the one who decides on it."""
    return one.row["by_person"] == call.person.id or may_decide(db, platform, call.person, one.steps)


def read_approval(db: sqlite3.Connection, platform: Platform, call: Call, approval: str) -> Approval:
    """Return an approval as the caller sees it.

    Raises:
        Problem: 404, there is none of this id, or it is neither the caller's nor theirs to decide.

    """
    one = waiting(db, platform, call, approval)
    if not visible(db, platform, call, one):
        raise no_such("approval")
    return shape(db, platform, call, one)


def state_for(db: sqlite3.Connection, platform: Platform, call: Call, approval: str) -> ApprovalState | None:
    """Return where an approval stands now; None where it is neither the caller's nor theirs to decide."""
    person = find_person(db, call.tenant, call.person.id)
    if person is None:
        return None
    now = replace(call, person=person, now=int(platform.config.clock()))
    one = waiting(db, platform, now, approval)
    return one.state(now.now) if visible(db, platform, now, one) else None


def list_approvals(db: sqlite3.Connection, platform: Platform, call: Call, query: ApprovalQuery) -> Page[Approval]:
    """Return a part of what the caller asked for and of what they may decide, the newest first.

    Raises:
        Problem: 400, the cursor is not one of this list.

    """

    def shown(row: sqlite3.Row) -> Approval | None:
        one = _waiting(db, platform, call, row)
        return shape(db, platform, call, one) if visible(db, platform, call, one) else None

    asked = {"state": query.state, "now": call.now}
    return Listing("approvals", call.tenant, query).sift(db, _MANY, asked, shown)


def shape(db: sqlite3.Connection, platform: Platform, call: Call, one: Waiting) -> Approval:
    """Return an approval as the caller sees it; while it is pending it is told as things stand now."""
    row, state = one.row, one.state(call.now)
    mine = row["by_person"] == call.person.id
    told = Described.model_validate_json(row["told"])
    changed = _changed(db, call, row) if state in {"pending", "approved"} else []
    if state == "pending":
        told, hindrance = _as_it_stands(db, platform, one, told)
        changed += hindrance
    may = state == "pending" and not mine and may_decide(db, platform, call.person, one.steps)
    return Approval(
        **told.model_dump(),
        id=row["id"],
        version=str(row["version"]),
        state=state,
        change=row["change"],
        why=row["why"],
        by=Named(id=row["by_person"], name=row["by_name"]),
        opened_at=row["opened_at"],
        expires_at=row["expires_at"],
        who="" if one.asker is None else who(db, platform, one.asker, one.steps),
        mine=mine,
        may_decide=may and has_room(db, call.person, one.steps, call.now) is None,
        decided_by=row["decided_by"] and Named(id=row["decided_by"], name=row["decided_by_name"]),
        decided_at=row["decided_at"],
        comment=row["comment"],
        changed=changed,
    )


def seen_json(told: Told) -> str:
    """Return the records that an approval is about, as they are now, to be kept with it."""
    return _SEEN.dump_json([_seen(noun, record) for (noun, _), record in told.seen.items()]).decode()


def requests_json(requests: Sequence[WholeRequest]) -> str:
    """Return whole requests, to be kept with an approval."""
    return json.dumps([one.model_dump() for one in requests])


def _waiting(db: sqlite3.Connection, platform: Platform, call: Call, row: sqlite3.Row) -> Waiting:
    asker = find_person(db, call.tenant, row["by_person"])
    theirs = replace(call, person=asker or call.person)
    requests = _WHOLE.validate_json(row["requests"])
    return Waiting(row, asker, steps_of(theirs, requests, platform.config.audience))


def _as_it_stands(
    db: sqlite3.Connection, platform: Platform, one: Waiting, then: Described
) -> tuple[Described, list[str]]:
    if one.asker is None:
        return then, [f"{one.row['by_name']} does not work here any more."]
    requests = _WHOLE.validate_json(one.row["requests"])
    try:
        return tell(db, platform, replace(one.steps[0][0], person=one.asker), requests).described, []
    except Problem as problem:
        return then, [f"As things stand, it can't be done: {problem.detail}"]


def _changed(db: sqlite3.Connection, call: Call, row: sqlite3.Row) -> list[str]:
    then = _SEEN.validate_json(row["seen"])
    return [sentence for one in then if (sentence := _difference(db, call, one))]


def _difference(db: sqlite3.Connection, call: Call, then: Seen) -> str:
    try:
        now = _seen(then.noun, FIND[then.noun](db, call.tenant, then.id, call.now))
    except Problem:
        return f"{then.label} is gone."
    if now.version == then.version:
        return ""
    if now.held != then.held:
        return f"{now.label} held {then.held}, and holds {now.held} now."
    return f"{then.label} has been changed since."


def _seen(noun: str, record: Versioned) -> Seen:
    held = in_words(record.balance, record.currency) if isinstance(record, Budget) else ""
    return Seen(noun, record.id, record.version, label(record), held)
