"""Creates, changes, deletes and restores tasks, inside a transaction that somebody else began."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.sandbox.platform.asked import NewTask, Seen, TaskPatch
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.directory import require_person
from app.sandbox.platform.kinds import all_deleted, all_living, living, mark, require_living, require_version
from app.sandbox.platform.nouns.projects import PROJECT
from app.sandbox.platform.nouns.releases import RELEASE
from app.sandbox.platform.nouns.tasks import TASK
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.shapes import TaskCascade

_INSERT = """
INSERT INTO tasks (id, tenant, project, release, number, title, description, status, priority, assignee, due,
    created_at, updated_at, version)
VALUES (:id, :tenant, :project, :release, (SELECT coalesce(max(number), 0) + 1 FROM tasks WHERE project = :project),
    :title, :description, 'open', :priority, :assignee, :due, :now, :now, 1)
"""
_UPDATE = """
UPDATE tasks SET title = :title, description = :description, release = :release, status = :status,
    priority = :priority, assignee = :assignee, due = :due, updated_at = :now, version = version + 1
WHERE tenant = :tenant AND id = :id
"""
_MARK = """
UPDATE tasks SET deleted_at = :deleted_at, updated_at = :now, version = version + 1
WHERE tenant = :tenant AND id = :id
"""
_CASCADE = "SELECT count(*) FROM comments WHERE tenant = :tenant AND task = :id AND deleted_at IS NULL"


def create(db: sqlite3.Connection, call: Call, wanted: NewTask, new_id: str) -> Done:
    """Create a task.

    Raises:
        Problem: 404, the tenant has no such project, release or person; 409, the release is deleted or another's.

    """
    PROJECT.row(db, call.tenant, wanted.project, call.now)
    _require_release(db, call, wanted.project, wanted.release)
    require_person(db, call.tenant, wanted.assignee)
    task_id = f"tsk_{new_id}"
    values = wanted.model_dump(mode="json") | {"id": task_id, "tenant": call.tenant, "now": call.now}
    db.execute(_INSERT, values)
    return TASK.done(db, call, 201, task_id)


def update(db: sqlite3.Connection, call: Call, task_id: str, patch: TaskPatch) -> Done:
    """Change a task in the version that If-Match names.

    Raises:
        Problem: 404, 428, 400, 412 with the current task, 409 if it or its new release is deleted or another's.

    """
    kept = TASK.row(db, call.tenant, task_id, call.now)
    task = TASK.shape(kept)
    require_version(TASK, task, call.arrival.if_match)
    require_living(TASK, task)
    _require_release(db, call, task.project.id, patch.release)
    require_person(db, call.tenant, patch.assignee)
    db.execute(_UPDATE, dict(kept) | patch.model_dump(mode="json", exclude_unset=True) | {"now": call.now})
    return TASK.done(db, call, 200, task_id)


def delete(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Delete all of some tasks, or none; they can be restored for 30 days, and their comments with them.

    Raises:
        Problem: 404, 412 with the tasks that have changed, 409 where one is deleted already.

    """
    all_living(TASK, db, call, seen)
    return mark(TASK, db, call, seen, _MARK, deleted=True)


def restore(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Restore all of some deleted tasks, or none.

    Raises:
        Problem: 404, 412 with the tasks that have changed, 409 where one is not deleted.

    """
    all_deleted(TASK, db, call, seen)
    return mark(TASK, db, call, seen, _MARK, deleted=False)


def cascade(db: sqlite3.Connection, call: Call, task_id: str) -> TaskCascade:
    """Return what goes with a task that is deleted.

    Raises:
        Problem: 404, 409 if it is deleted.

    """
    living(TASK, db, call, task_id)
    return TaskCascade(comments=db.execute(_CASCADE, {"tenant": call.tenant, "id": task_id}).fetchone()[0])


def _require_release(db: sqlite3.Connection, call: Call, project_id: str, release_id: str | None) -> None:
    if release_id is None:
        return
    release = living(RELEASE, db, call, release_id)
    if release.project.id != project_id:
        sentence = f"{release.name} is a release of {release.project.name}, and the task is in another project."
        raise Problem(409, "other-project", sentence)
