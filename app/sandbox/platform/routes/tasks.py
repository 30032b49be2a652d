"""The routes of tasks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from app.sandbox.platform.asked import NewTask, SeenMany, TaskPatch
from app.sandbox.platform.journal import once
from app.sandbox.platform.nouns import task_changes
from app.sandbox.platform.nouns.tasks import TASK, list_tasks
from app.sandbox.platform.queries import TaskQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded, tagged
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import Items, Page, Task, TaskCascade

router = guarded("/v1/tasks")


@router.get("", openapi_extra=RULES["tasks.read"].openapi())
async def read_tasks(call: Caller, platform: Parts, query: Annotated[TaskQuery, Query()]) -> Page[Task]:
    """List the tasks of the person's company, the oldest first."""
    return list_tasks(platform.database.connection, call.person, query, call.now)


@router.get("/{task_id}", openapi_extra=RULES["tasks.read"].openapi())
async def read_task(call: Caller, platform: Parts, task_id: str, response: Response) -> Task:
    """Return one task; a deleted one as long as it can be restored."""
    return tagged(response, TASK.find(platform.database.connection, call.tenant, task_id, call.now))


@router.get("/{task_id}/cascade", openapi_extra=RULES["tasks.read"].openapi())
async def read_task_cascade(call: Caller, platform: Parts, task_id: str) -> TaskCascade:
    """Tell what goes with a task when it is deleted, and comes back with it."""
    return task_changes.cascade(platform.database.connection, call, task_id)


@router.post("", status_code=201, response_model=Task, openapi_extra=RULES["tasks.create"].openapi())
async def create_task(call: Caller, platform: Parts, wanted: NewTask) -> Response:
    """Create a task."""
    new_id = platform.config.new_id()
    return once(platform, call, lambda db: task_changes.create(db, call, wanted, new_id))


@router.patch("/{task_id}", response_model=Task, openapi_extra=RULES["tasks.update"].openapi())
async def update_task(call: Caller, platform: Parts, task_id: str, patch: TaskPatch) -> Response:
    """Change a task in the version that If-Match names."""
    return once(platform, call, lambda db: task_changes.update(db, call, task_id, patch))


@router.post("/delete", response_model=Items[Task], openapi_extra=RULES["tasks.delete"].openapi())
async def delete_tasks(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Delete all of these tasks or none; they can be restored for 30 days. Wants a confirmed change."""
    return once(platform, call, lambda db: task_changes.delete(db, call, seen.items))


@router.post("/restore", response_model=Items[Task], openapi_extra=RULES["tasks.restore"].openapi())
async def restore_tasks(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Restore all of these deleted tasks or none."""
    return once(platform, call, lambda db: task_changes.restore(db, call, seen.items))
