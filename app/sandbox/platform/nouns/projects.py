"""Reads projects; every statement names the tenant."""

from __future__ import annotations

import sqlite3

from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.directory import Person, asked_person
from app.sandbox.platform.kinds import Kind
from app.sandbox.platform.moments import day_or_none
from app.sandbox.platform.queries import ProjectQuery
from app.sandbox.platform.shapes import Keyed, Named, Page, Project

_ONE = "SELECT * FROM projects_seen WHERE tenant = :tenant AND id = :id"
_MANY = """
SELECT * FROM projects_seen
WHERE tenant = :tenant AND (:after IS NULL OR seq > :after)
  AND (:status IS NULL OR status = :status)
  AND (:owner IS NULL OR owner = :owner)
  AND has_words(key || ' ' || name, :q)
ORDER BY seq LIMIT :rows
"""


def _shape(row: sqlite3.Row) -> Project:
    return Project(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        status=row["status"],
        owner=Named(id=row["owner"], name=row["owner_name"]),
        deadline=day_or_none(row["deadline"]),
        task_count=row["task_count"],
        version=str(row["version"]),
    )


PROJECT = Kind("project", "projects", _ONE, _shape)


def list_projects(db: sqlite3.Connection, person: Person, query: ProjectQuery) -> Page[Project]:
    """Return a part of the projects of a person's tenant.

    Raises:
        Problem: 404, the tenant has no such person; 400, the cursor is not one of this list.

    """
    owner = asked_person(db, person, query.owner)
    asked = {"status": query.status, "owner": owner, "q": query.q}
    return Listing("projects", person.tenant.id, query).page(db, _MANY, asked, _shape)


def project_of_row(row: sqlite3.Row) -> Keyed:
    """Return the project that another record's row names."""
    return Keyed(id=row["project"], key=row["project_key"], name=row["project_name"])
