"""Reads tasks; every statement names the tenant."""

from __future__ import annotations

import sqlite3

from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.directory import Person, asked_person
from app.sandbox.platform.kinds import Kind
from app.sandbox.platform.moments import DAY, RESTORABLE, day, day_or_none, restorable_until, stamp, stamp_or_none
from app.sandbox.platform.nouns.projects import PROJECT, project_of_row
from app.sandbox.platform.nouns.releases import RELEASE
from app.sandbox.platform.queries import TaskQuery
from app.sandbox.platform.shapes import Named, Page, Task

_ONE = """
SELECT * FROM tasks_seen
WHERE tenant = :tenant AND id = :id AND (deleted_at IS NULL OR deleted_at > :gone)
"""
_MANY = """
SELECT * FROM tasks_seen
WHERE tenant = :tenant AND (:after IS NULL OR seq > :after)
  AND CASE WHEN :deleted THEN deleted_at > :gone ELSE deleted_at IS NULL END
  AND (:project IS NULL OR project = :project)
  AND (:release IS NULL OR seen_release = :release)
  AND (:status IS NULL OR status = :status)
  AND (:assignee IS NULL OR assignee = :assignee)
  AND (:touched IS NULL OR (status <> 'done' AND updated_at < :touched))
  AND (:today IS NULL OR (status <> 'done' AND due < :today))
  AND (:due_before IS NULL OR due < :due_before)
  AND has_words(key || ' ' || title, :q)
ORDER BY seq LIMIT :rows
"""


def _shape(row: sqlite3.Row) -> Task:
    return Task(
        id=row["id"],
        key=row["key"],
        title=row["title"],
        description=row["description"],
        project=project_of_row(row),
        release=row["seen_release"] and Named(id=row["seen_release"], name=row["release_name"]),
        status=row["status"],
        priority=row["priority"],
        assignee=row["assignee"] and Named(id=row["assignee"], name=row["assignee_name"]),
        due=day_or_none(row["due"]),
        created_at=stamp(row["created_at"]),
        updated_at=stamp(row["updated_at"]),
        deleted_at=stamp_or_none(row["deleted_at"]),
        restorable_until=restorable_until(row["deleted_at"]),
        version=str(row["version"]),
    )


TASK = Kind("task", "tasks", _ONE, _shape)


def list_tasks(db: sqlite3.Connection, person: Person, query: TaskQuery, now: int) -> Page[Task]:
    """Return a part of the tasks of a person's tenant, the oldest first.

    Raises:
        Problem: 404, the tenant has no such project, release or person; 400, the cursor is not one of this list.

    """
    tenant = person.tenant.id
    if query.project is not None:
        PROJECT.row(db, tenant, query.project, now)
    if query.release is not None:
        RELEASE.row(db, tenant, query.release, now)
    asked = query.model_dump(mode="json") | {
        "gone": now - RESTORABLE,
        "assignee": asked_person(db, person, query.assignee),
        "touched": None if query.stale_days is None else now - query.stale_days * DAY,
        "today": day(now).isoformat() if query.overdue else None,
    }
    return Listing("tasks", tenant, query).page(db, _MANY, asked, _shape)
