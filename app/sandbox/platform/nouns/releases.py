"""Reads releases; every statement names the tenant."""

from __future__ import annotations

import sqlite3

from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.directory import Person
from app.sandbox.platform.kinds import Kind
from app.sandbox.platform.moments import RESTORABLE, day_or_none, restorable_until, stamp_or_none
from app.sandbox.platform.nouns.projects import PROJECT, project_of_row
from app.sandbox.platform.queries import ReleaseQuery
from app.sandbox.platform.shapes import Page, Release

_ONE = """
SELECT * FROM releases_seen
WHERE tenant = :tenant AND id = :id AND (deleted_at IS NULL OR deleted_at > :gone)
"""
_MANY = """
SELECT * FROM releases_seen
WHERE tenant = :tenant AND (:after IS NULL OR seq > :after)
  AND CASE WHEN :deleted THEN deleted_at > :gone ELSE deleted_at IS NULL END
  AND (:project IS NULL OR project = :project)
  AND (:status IS NULL OR status = :status)
  AND has_words(name, :q)
ORDER BY seq LIMIT :rows
"""


def _shape(row: sqlite3.Row) -> Release:
    return Release(
        id=row["id"],
        project=project_of_row(row),
        name=row["name"],
        status=row["status"],
        date=day_or_none(row["date"]),
        task_count=row["task_count"] if row["deleted_at"] is None else 0,
        deleted_at=stamp_or_none(row["deleted_at"]),
        restorable_until=restorable_until(row["deleted_at"]),
        version=str(row["version"]),
    )


RELEASE = Kind("release", "releases", _ONE, _shape)


def list_releases(db: sqlite3.Connection, person: Person, query: ReleaseQuery, now: int) -> Page[Release]:
    """Return a part of the releases of a person's tenant.

    Raises:
        Problem: 404, the tenant has no such project; 400, the cursor is not one of this list.

    """
    if query.project is not None:
        PROJECT.row(db, person.tenant.id, query.project, now)
    asked = query.model_dump(mode="json") | {"gone": now - RESTORABLE}
    return Listing("releases", person.tenant.id, query).page(db, _MANY, asked, _shape)
