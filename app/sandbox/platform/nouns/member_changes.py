"""Adds, changes, deletes and restores members, inside a transaction that somebody else began."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.sandbox.platform.asked import MemberPatch, NewMember, Seen
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.kinds import all_deleted, all_living, mark, require_living, require_version
from app.sandbox.platform.nouns.members import MEMBER
from app.sandbox.platform.problems import Problem

_INSERT = """
INSERT INTO people (id, tenant, name, email, role, teams) VALUES (:id, :tenant, :name, :email, :role, '[]')
"""
_UPDATE = "UPDATE people SET role = :role, version = version + 1 WHERE tenant = :tenant AND id = :id"
_MARK = "UPDATE people SET deleted_at = :deleted_at, version = version + 1 WHERE tenant = :tenant AND id = :id"
_SAME_ADDRESS = """
SELECT name FROM people
WHERE tenant = :tenant AND lower(email) = lower(:email) AND deleted_at IS NULL AND id <> :id
"""
_ADMINS = "SELECT count(*) FROM people WHERE tenant = :tenant AND role = 'admin' AND deleted_at IS NULL"


def create(db: sqlite3.Connection, call: Call, wanted: NewMember, new_id: str) -> Done:
    """Add a member.

    Raises:
        Problem: 409, another member has the same address.

    """
    member_id = f"usr_{new_id}"
    db.execute(_INSERT, wanted.model_dump(mode="json") | {"id": member_id, "tenant": call.tenant})
    _require_own_address(db, call, member_id, wanted.email)
    return MEMBER.done(db, call, 201, member_id)


def update(db: sqlite3.Connection, call: Call, member_id: str, patch: MemberPatch) -> Done:
    """Give a member another role, in the version that If-Match names.

    Raises:
        Problem: 404, 428, 400, 412 with the current member, 409 if they are deleted or the last admin.

    """
    member = MEMBER.find(db, call.tenant, member_id, call.now)
    require_version(MEMBER, member, call.arrival.if_match)
    require_living(MEMBER, member)
    db.execute(_UPDATE, {"tenant": call.tenant, "id": member_id, "role": patch.role})
    if member.role == "admin":
        _require_admin(db, call)
    return MEMBER.done(db, call, 200, member_id)


def delete(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Delete all of some members, or none; what is theirs stays theirs, and they can be restored for 30 days.

    Only admins may, and not themselves: so one admin always stays.

    Raises:
        Problem: 404, 412 with the members that have changed, 409 where one is deleted already or the caller.

    """
    members = all_living(MEMBER, db, call, seen)
    if any(member.id == call.person.id for member in members):
        raise Problem(409, "oneself", "Nobody can delete themselves. Nothing was deleted.")
    return mark(MEMBER, db, call, seen, _MARK, deleted=True)


def restore(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Restore all of some deleted members, or none.

    Raises:
        Problem: 404, 412 with the members that have changed, 409 where one is not deleted or their address is taken.

    """
    members = all_deleted(MEMBER, db, call, seen)
    done = mark(MEMBER, db, call, seen, _MARK, deleted=False)
    for member in members:
        _require_own_address(db, call, member.id, member.email)
    return done


def _require_own_address(db: sqlite3.Connection, call: Call, member_id: str, email: str) -> None:
    taken = db.execute(_SAME_ADDRESS, {"tenant": call.tenant, "id": member_id, "email": email}).fetchone()
    if taken is not None:
        raise Problem(409, "address-taken", f"{taken['name']} has the address {email} already.")


def _require_admin(db: sqlite3.Connection, call: Call) -> None:
    if not db.execute(_ADMINS, {"tenant": call.tenant}).fetchone()[0]:
        sentence = f"{call.person.tenant.name} would be left without an admin. Nothing was changed."
        raise Problem(409, "last-admin", sentence)
