"""Reads members, who are the people of a tenant; every statement names the tenant."""

from __future__ import annotations

import sqlite3

from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.kinds import Kind
from app.sandbox.platform.moments import RESTORABLE, restorable_until, stamp_or_none
from app.sandbox.platform.queries import MemberQuery
from app.sandbox.platform.shapes import Member, Page

_ONE = "SELECT * FROM people WHERE tenant = :tenant AND id = :id AND (deleted_at IS NULL OR deleted_at > :gone)"
_MANY = """
SELECT * FROM people
WHERE tenant = :tenant AND (:after IS NULL OR seq > :after)
  AND CASE WHEN :deleted THEN deleted_at > :gone ELSE deleted_at IS NULL END
  AND (:role IS NULL OR role = :role)
  AND has_words(name || ' ' || email, :q)
ORDER BY seq LIMIT :rows
"""


def _shape(row: sqlite3.Row) -> Member:
    return Member(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        role=row["role"],
        active=row["deleted_at"] is None,
        deleted_at=stamp_or_none(row["deleted_at"]),
        restorable_until=restorable_until(row["deleted_at"]),
        version=str(row["version"]),
    )


MEMBER = Kind("member", "members", _ONE, _shape)


def list_members(db: sqlite3.Connection, tenant: str, query: MemberQuery, now: int) -> Page[Member]:
    """Return a part of a tenant's members.

    Raises:
        Problem: 400, the cursor is not one of this list.

    """
    asked = query.model_dump(mode="json") | {"gone": now - RESTORABLE}
    return Listing("members", tenant, query).page(db, _MANY, asked, _shape)
