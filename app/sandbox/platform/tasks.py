"""Reads tasks; every statement names the tenant."""

from __future__ import annotations

import sqlite3
from datetime import date

from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.directory import Person, find_person
from app.sandbox.platform.moments import DAY, RESTORABLE, day, stamp
from app.sandbox.platform.problems import no_such
from app.sandbox.platform.projects import project_of
from app.sandbox.platform.shapes import Named, Page, ProjectOfTask, Task, TaskQuery

_ONE = """
SELECT * FROM tasks_seen
WHERE tenant = :tenant AND id = :id AND (deleted_at IS NULL OR deleted_at > :gone)
"""
_MANY = """
SELECT * FROM tasks_seen
WHERE tenant = :tenant AND seq > :after
  AND CASE WHEN :deleted THEN deleted_at > :gone ELSE deleted_at IS NULL END
  AND (:project IS NULL OR project = :project)
  AND (:status IS NULL OR status = :status)
  AND (:assignee IS NULL OR assignee = :assignee)
  AND (:touched IS NULL OR (status <> 'done' AND updated_at < :touched))
  AND (:today IS NULL OR (status <> 'done' AND due < :today))
  AND has_words(key || ' ' || title, :q)
ORDER BY seq LIMIT :rows
"""


def task_of(db: sqlite3.Connection, tenant: str, task_id: str, now: int) -> Task:
    """Return one task of a tenant, deleted or not, as long as it can be restored.

    Raises:
        Problem: 404, the tenant has none of this id.

    """
    row = db.execute(_ONE, {"tenant": tenant, "id": task_id, "gone": now - RESTORABLE}).fetchone()
    if row is None:
        raise no_such("task")
    return _shape(row)


def list_tasks(db: sqlite3.Connection, person: Person, query: TaskQuery, now: int) -> Page[Task]:
    """Return a part of the tasks of a person's tenant, the oldest first.

    Raises:
        Problem: 404, the tenant has no such project or person; 400, the cursor is not one of this list.

    """
    tenant = person.tenant.id
    assignee = person.id if query.assignee == "me" else query.assignee
    require_known(db, tenant, query.project, assignee)
    listing = Listing("tasks", tenant, query)
    asked = {
        "tenant": tenant,
        "after": listing.after() or 0,
        "deleted": query.deleted,
        "gone": now - RESTORABLE,
        "project": query.project,
        "status": query.status,
        "assignee": assignee,
        "touched": None if query.stale_days is None else now - query.stale_days * DAY,
        "today": day(now).isoformat() if query.overdue else None,
        "q": query.q,
        "rows": listing.rows,
    }
    rows = db.execute(_MANY, asked).fetchall()
    return Page(items=[_shape(row) for row in rows[: query.limit]], next_cursor=listing.next([r["seq"] for r in rows]))


def require_known(db: sqlite3.Connection, tenant: str, project: str | None, person: str | None) -> None:
    """Check that a project and a person, where given, are the tenant's.

    Raises:
        Problem: 404, one is not.

    """
    if project is not None:
        project_of(db, tenant, project)
    if person is not None and find_person(db, tenant, person) is None:
        raise no_such("person")


def _shape(row: sqlite3.Row) -> Task:
    deleted = row["deleted_at"]
    return Task(
        id=row["id"],
        key=row["key"],
        title=row["title"],
        description=row["description"],
        project=ProjectOfTask(id=row["project"], key=row["project_key"], name=row["project_name"]),
        status=row["status"],
        priority=row["priority"],
        assignee=row["assignee"] and Named(id=row["assignee"], name=row["assignee_name"]),
        due=row["due"] and date.fromisoformat(row["due"]),
        created_at=stamp(row["created_at"]),
        updated_at=stamp(row["updated_at"]),
        deleted_at=None if deleted is None else stamp(deleted),
        restorable_until=None if deleted is None else stamp(deleted + RESTORABLE),
        version=str(row["version"]),
    )
