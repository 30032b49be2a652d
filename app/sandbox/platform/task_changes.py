"""Creates, changes, deletes and restores tasks, inside a transaction that somebody else began."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.shapes import NewTask, Seen, Task, TaskPatch, Tasks
from app.sandbox.platform.tasks import require_known, task_of

_INSERT = """
INSERT INTO tasks (id, tenant, project, number, title, description, status, priority, assignee, due,
    created_at, updated_at, version)
VALUES (:id, :tenant, :project, (SELECT coalesce(max(number), 0) + 1 FROM tasks WHERE project = :project),
    :title, :description, 'open', :priority, :assignee, :due, :now, :now, 1)
"""
_UPDATE = """
UPDATE tasks SET title = :title, description = :description, status = :status, priority = :priority,
    assignee = :assignee, due = :due, updated_at = :now, version = version + 1
WHERE tenant = :tenant AND id = :id
"""
_MARK = """
UPDATE tasks SET deleted_at = :deleted_at, updated_at = :now, version = version + 1
WHERE tenant = :tenant AND id = :id
"""


def create(db: sqlite3.Connection, call: Call, wanted: NewTask, new_id: str) -> Done:
    """Create a task.

    Raises:
        Problem: 404, the tenant has no such project or person.

    """
    require_known(db, call.tenant, wanted.project, wanted.assignee)
    task_id = f"tsk_{new_id}"
    values = wanted.model_dump(mode="json") | {"id": task_id, "tenant": call.tenant, "now": call.now}
    db.execute(_INSERT, values)
    return Done(201, task_of(db, call.tenant, task_id, call.now).model_dump_json(), (task_id,))


def update(db: sqlite3.Connection, call: Call, task_id: str, patch: TaskPatch) -> Done:
    """Change a task in the version that If-Match names (RFC 9110, 13.1.1).

    Raises:
        Problem: 404, 428 without If-Match, 400 where it is no version, 412 with the current task, 409 if deleted.

    """
    task = task_of(db, call.tenant, task_id, call.now)
    if task.version != _expected(call.arrival.if_match):
        raise _moved_on("This task has changed since it was read.", task.model_dump(mode="json"))
    if task.deleted_at is not None:
        raise Problem(409, "deleted", "This task is deleted. Restore it first.")
    require_known(db, call.tenant, None, patch.assignee)
    kept = task.model_dump(mode="json") | {"assignee": task.assignee and task.assignee.id}
    values = kept | patch.model_dump(mode="json", exclude_unset=True)
    names = ("id", "title", "description", "status", "priority", "assignee", "due")
    db.execute(_UPDATE, {name: values[name] for name in names} | {"tenant": call.tenant, "now": call.now})
    return Done(200, task_of(db, call.tenant, task_id, call.now).model_dump_json(), (task_id,))


def delete(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Delete all of some tasks, or none; they can be restored for 30 days.

    Raises:
        Problem: 404, 412 with the tasks that have changed, 409 where one is deleted already.

    """
    if any(task.deleted_at is not None for task in _unchanged(db, call, seen)):
        raise Problem(409, "deleted", "One of these tasks is deleted already. Nothing was deleted.")
    return _mark(db, call, seen, deleted_at=call.now)


def restore(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Restore all of some deleted tasks, or none.

    Raises:
        Problem: 404, 412 with the tasks that have changed, 409 where one is not deleted.

    """
    if any(task.deleted_at is None for task in _unchanged(db, call, seen)):
        raise Problem(409, "not-deleted", "One of these tasks is not deleted. Nothing was restored.")
    return _mark(db, call, seen, deleted_at=None)


def _unchanged(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> list[Task]:
    tasks = [task_of(db, call.tenant, item.id, call.now) for item in seen]
    changed = [task for task, item in zip(tasks, seen, strict=True) if task.version != item.version]
    if changed:
        sentence = f"{len(changed)} of {len(tasks)} tasks have changed since they were read. Nothing was done."
        raise _moved_on(sentence, [task.model_dump(mode="json") for task in changed])
    return tasks


def _mark(db: sqlite3.Connection, call: Call, seen: Sequence[Seen], *, deleted_at: int | None) -> Done:
    for item in seen:
        db.execute(_MARK, {"deleted_at": deleted_at, "now": call.now, "tenant": call.tenant, "id": item.id})
    tasks = [task_of(db, call.tenant, item.id, call.now) for item in seen]
    return Done(200, Tasks(items=tasks).model_dump_json(), tuple(task.id for task in tasks))


def _expected(if_match: str | None) -> str:
    if if_match is None:
        raise Problem(428, "no-version", "Say in If-Match which version of the task is to be changed.")
    named = re.fullmatch(r'"([1-9][0-9]*)"', if_match, re.ASCII)
    if named is None:
        raise Problem(400, "not-a-version", 'If-Match must be one version in quotes, as in "3".')
    return named[1]


def _moved_on(sentence: str, current: object) -> Problem:
    return Problem(412, "changed-meanwhile", sentence, more={"current": current})
