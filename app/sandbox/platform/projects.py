"""Reads projects; every statement names the tenant."""

from __future__ import annotations

import sqlite3
from datetime import date

from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.problems import no_such
from app.sandbox.platform.shapes import Named, Page, Project, ProjectQuery

_ONE = "SELECT * FROM projects_seen WHERE tenant = :tenant AND id = :id"
_MANY = """
SELECT * FROM projects_seen
WHERE tenant = :tenant AND seq > :after AND has_words(key || ' ' || name, :q)
ORDER BY seq LIMIT :rows
"""


def project_of(db: sqlite3.Connection, tenant: str, project_id: str) -> Project:
    """Return one project of a tenant.

    Raises:
        Problem: 404, the tenant has none of this id.

    """
    row = db.execute(_ONE, {"tenant": tenant, "id": project_id}).fetchone()
    if row is None:
        raise no_such("project")
    return _shape(row)


def list_projects(db: sqlite3.Connection, tenant: str, query: ProjectQuery) -> Page[Project]:
    """Return a part of a tenant's projects."""
    listing = Listing("projects", tenant, query)
    asked = {"tenant": tenant, "after": listing.after() or 0, "q": query.q, "rows": listing.rows}
    rows = db.execute(_MANY, asked).fetchall()
    return Page(items=[_shape(row) for row in rows[: query.limit]], next_cursor=listing.next([r["seq"] for r in rows]))


def _shape(row: sqlite3.Row) -> Project:
    return Project(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        status=row["status"],
        owner=Named(id=row["owner"], name=row["owner_name"]),
        deadline=row["deadline"] and date.fromisoformat(row["deadline"]),
        task_count=row["task_count"],
        version=str(row["version"]),
    )
