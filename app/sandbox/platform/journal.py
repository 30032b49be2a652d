"""Does each write once: the effect, its answer, the used confirmation and the activity are one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace

from fastapi import Response

from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.guard import Platform, require_caller
from app.sandbox.platform.moments import stamp
from app.sandbox.platform.permission import NOTHING_KNOWN, Facts
from app.sandbox.platform.problems import Problem, no_such
from app.sandbox.platform.queries import ActivityQuery
from app.sandbox.platform.seconds import settle
from app.sandbox.platform.shapes import Activity, Actor, Named, Operation, Page

_FIND = """
SELECT * FROM operations WHERE tenant = :tenant AND sub = :sub AND client_id = :client_id AND key = :key
"""
_KEEP = """
INSERT INTO operations (tenant, sub, client_id, key, request_digest, status, body, request_id, at)
VALUES (:tenant, :sub, :client_id, :key, :digest, :status, :body, :request_id, :now)
"""
_SPEND = "INSERT INTO used (change, request_digest, at) VALUES (:change, :digest, :now)"
_NOTE = """
INSERT INTO activity (id, tenant, at, action, sub, name, actor_sub, actor_installation, jti, txn, change, approval,
    idempotency_key, records)
VALUES (:id, :tenant, :now, :action, :sub, :name, :actor_sub, :actor_installation, :jti, :txn, :change, :approval,
    :key, :records)
"""
_LIST = """
SELECT activity.*, people.id AS decided_by, people.name AS decided_by_name
FROM activity
LEFT JOIN approvals ON approvals.tenant = activity.tenant AND approvals.id = activity.approval
LEFT JOIN people ON people.id = approvals.decided_by
WHERE activity.tenant = :tenant AND activity.at >= :since AND (:after IS NULL OR activity.seq < :after)
ORDER BY activity.seq DESC LIMIT :rows
"""


def once(
    platform: Platform,
    call: Call,
    work: Callable[[sqlite3.Connection], Done],
    facts: Callable[[sqlite3.Connection], Facts] = lambda _: NOTHING_KNOWN,
) -> Response:
    """Do some work if this call has not been done yet, and return its first answer either way.

    What the person may do is judged once more, as things stand now and with what only the records know of the call.

    Raises:
        Problem: 403, the person may not, or not without somebody else; 422, the key was used for another request; 401,
            the sign-in is not fresh enough; 409, the confirmation was used; or whatever `work` raises.

    """
    changed: tuple[str, ...] = ()
    with platform.database.transaction() as db:
        person = require_caller(call.claims, db)
        known = facts(db)
        platform.permission.require(person, call.rule, call.tenant, known)
        kept = db.execute(_FIND, _names(call)).fetchone()
        if kept is None:
            settled = settle(db, platform, replace(call, person=person), known)
            done = _record(db, call, work)
            settled.close(db, call, known)
            changed = done.records if call.rule.noun == "approvals" else settled.approvals
            kept = db.execute(_FIND, _names(call)).fetchone()
        elif kept["request_digest"] != call.digest:
            raise Problem(422, "key-reused", "This Idempotency-Key was used for another request.")
    for approval in changed:
        platform.news.tell(call.tenant, approval)
    return _answer(call, kept)


def operation_of(db: sqlite3.Connection, call: Call, key: str) -> Operation:
    """Return what became of the caller's own call with this key.

    Raises:
        Problem: 404, nothing was done with it.

    """
    row = db.execute(_FIND, _names(call) | {"key": key}).fetchone()
    if row is None:
        raise no_such("operation")
    return Operation(
        key=key,
        state="done",
        status=row["status"],
        request_id=row["request_id"],
        body=json.loads(row["body"]),
        at=stamp(row["at"]),
    )


def list_activity(db: sqlite3.Connection, tenant: str, query: ActivityQuery) -> Page[Activity]:
    """Return a part of what was done at a tenant, the newest first."""
    since = 0 if query.since is None else int(query.since.timestamp())
    return Listing("activity", tenant, query).page(db, _LIST, {"since": since}, _shape)


def _record(db: sqlite3.Connection, call: Call, work: Callable[[sqlite3.Connection], Done]) -> Done:
    confirmed = call.confirmed
    values: dict[str, object] = _names(call) | {"digest": call.digest, "now": call.now, "request_id": call.request_id}
    values["change"] = confirmed and confirmed.change
    if confirmed is not None:
        try:
            db.execute(_SPEND, values)
        except sqlite3.IntegrityError as error:
            sentence = "This confirmation was used for this request before. Ask the person again."
            raise Problem(409, "change-already-used", sentence) from error
    done = work(db)
    db.execute(_KEEP, values | {"status": done.status, "body": done.body})
    note = values | {
        "id": f"act_{call.request_id.removeprefix('req_')}",
        "action": call.rule.action,
        "name": call.person.name,
        "actor_sub": call.claims.act and call.claims.act.sub,
        "actor_installation": call.claims.act and call.claims.act.installation,
        "jti": call.claims.jti,
        "txn": call.claims.txn,
        "approval": done.records[0] if call.rule.noun == "approvals" else confirmed and confirmed.approval,
        "records": json.dumps(done.records),
    }
    db.execute(_NOTE, note)
    return done


def _names(call: Call) -> dict[str, object]:
    claims = call.claims
    key = call.arrival.idempotency_key
    return {"tenant": call.tenant, "sub": claims.sub, "client_id": claims.client_id, "key": key}


def _answer(call: Call, kept: sqlite3.Row) -> Response:
    headers = {"x-request-id": str(kept["request_id"])}
    record = json.loads(kept["body"])
    if "version" in record:
        headers["etag"] = f'"{record["version"]}"'
    if kept["status"] == 201:  # noqa: PLR2004  # created: the answer says where (RFC 9110, 15.3.2)
        headers["location"] = f"/v1/{call.rule.noun}/{record['id']}"
    return Response(kept["body"], kept["status"], headers, "application/json")


def _shape(row: sqlite3.Row) -> Activity:
    return Activity(
        id=row["id"],
        at=stamp(row["at"]),
        action=row["action"],
        sub=row["sub"],
        name=row["name"],
        actor=Actor(sub=row["actor_sub"], installation=row["actor_installation"]),
        jti=row["jti"],
        txn=row["txn"],
        change=row["change"],
        approval=row["approval"],
        decided_by=row["decided_by"] and Named(id=row["decided_by"], name=row["decided_by_name"]),
        idempotency_key=row["idempotency_key"],
        records=json.loads(row["records"]),
    )
