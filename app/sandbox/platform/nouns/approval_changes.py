"""Opens, decides and uses approvals, inside a transaction that somebody else began."""

from __future__ import annotations

import json
import sqlite3

from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.deciders import has_room, may_decide, who
from app.sandbox.platform.directory import Person, find_person
from app.sandbox.platform.guard import Platform
from app.sandbox.platform.nouns.approvals import Waiting, requests_json, seen_json, shape, waiting
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.shapes_of_changes import Decision, NewApproval
from app.sandbox.platform.telling import tell

_OPENED = "SELECT id FROM approvals WHERE tenant = :tenant AND change = :change"
_INSERT = """
INSERT INTO approvals (id, tenant, by_person, change, requests, told, seen, why, opened_at, expires_at)
VALUES (:id, :tenant, :by, :change, :requests, :told, :seen, :why, :now, :expires_at)
"""
_DECIDE = """
UPDATE approvals SET state = :state, decided_by = :by, decided_at = :now, comment = :comment, version = version + 1
WHERE tenant = :tenant AND id = :id AND state = 'pending'
"""
_USE = """
UPDATE approvals SET state = 'used', version = version + 1
WHERE tenant = :tenant AND id = :id AND state = 'approved'
  AND json_array_length(requests) = (
    SELECT count(*) FROM used WHERE change = approvals.change
      AND request_digest IN (SELECT value FROM json_each(:digests))
  )
"""
_STATES = {"approve": "approved", "reject": "rejected"}


def open_one(db: sqlite3.Connection, platform: Platform, call: Call, asked: NewApproval, new_id: str) -> Done:
    """Let a change wait for a second person; what waits already is returned as it is.

    Raises:
        Problem: 403, the caller may not do it, whoever agrees; 409, nobody could agree to it, or whatever doing it now
            would raise.

    """
    change = "" if call.confirmed is None else call.confirmed.change
    kept = db.execute(_OPENED, {"tenant": call.tenant, "change": change}).fetchone()
    if kept is not None:
        return _done(db, platform, call, str(kept["id"]), 201)
    told = tell(db, platform, call, asked.requests)
    approval = f"ap_{new_id}"
    values = {
        "id": approval,
        "tenant": call.tenant,
        "by": call.person.id,
        "change": change,
        "requests": requests_json(asked.requests),
        "told": told.described.model_dump_json(),
        "seen": seen_json(told),
        "why": asked.why,
        "now": call.now,
        "expires_at": asked.expires_at,
    }
    db.execute(_INSERT, values)
    return _done(db, platform, call, approval, 201)


def decide(db: sqlite3.Connection, platform: Platform, call: Call, approval: str, said: Decision) -> Done:
    """Decide on what somebody else asked for.

    Raises:
        Problem: 404, the company has no such approval; 403, the caller asked for it or may not decide on it; 409, it is
            another change, was decided before, or has expired.

    """
    one = waiting(db, platform, call, approval)
    _require_another(db, platform, call, one)
    if one.row["change"] != said.change:
        raise Problem(409, "other-change", "What waits here is not the change that was confirmed. Look at it again.")
    _require_pending(one, call.now)
    over = has_room(db, call.person, one.steps, call.now)
    if over is not None and said.choice == "approve":
        raise over
    values = {"tenant": call.tenant, "id": approval, "by": call.person.id, "now": call.now}
    db.execute(_DECIDE, {**values, "state": _STATES[said.choice], "comment": said.comment})
    return _done(db, platform, call, approval, 200)


def require_approved(db: sqlite3.Connection, platform: Platform, call: Call, one: Waiting) -> Person:
    """Return the second person who approved what the caller now does, for as long as they may.

    Raises:
        Problem: 403, nobody did, it has expired, or they may not any more.

    """
    state = one.state(call.now)
    row = one.row
    if state != "approved":
        raise _not_approved(_WHY[state].format(name=row["decided_by_name"], comment=row["comment"]))
    decider = find_person(db, call.tenant, row["decided_by"])
    if decider is None or not may_decide(db, platform, decider, one.steps):
        raise _not_approved(f"{row['decided_by_name']}, who approved this, may not do so any more.")
    return decider


def use(db: sqlite3.Connection, one: Waiting) -> None:
    """Mark an approval as used once all its requests are done."""
    digests = json.dumps([call.digest for call, _ in one.steps])
    db.execute(_USE, {"tenant": one.row["tenant"], "id": one.id, "digests": digests})


_WHY = {
    "pending": "Nobody has decided on this yet. It waits for a second person.",
    "rejected": "{name} has rejected this.",
    "expired": "The second person's time has run out. Ask for it again.",
    "used": "This approval was used before. Ask for it again.",
}


def _require_another(db: sqlite3.Connection, platform: Platform, call: Call, one: Waiting) -> None:
    if one.row["by_person"] == call.person.id:
        sentence = "You asked for this yourself, so somebody else must decide, wherever you sign in."
        raise Problem(403, "own-approval", sentence)
    if not may_decide(db, platform, call.person, one.steps):
        may = "" if one.asker is None else f" It waits for {who(db, platform, one.asker, one.steps)}."
        raise Problem(403, "not-permitted", f"{call.person.name} may not decide on this.{may}")


def _require_pending(one: Waiting, now: int) -> None:
    state, row = one.state(now), one.row
    if row["decided_by"] is not None:
        was = "rejected" if row["state"] == "rejected" else "approved"
        raise Problem(409, "decided-already", f"{row['decided_by_name']} has {was} this already.")
    if state == "expired":
        raise Problem(409, "expired", "The time to decide on this has run out. Let it be asked for again.")


def _not_approved(sentence: str) -> Problem:
    return Problem(403, "not-approved", sentence)


def _done(db: sqlite3.Connection, platform: Platform, call: Call, approval: str, status: int) -> Done:
    body = shape(db, platform, call, waiting(db, platform, call, approval)).model_dump_json()
    return Done(status, body, (approval,))
