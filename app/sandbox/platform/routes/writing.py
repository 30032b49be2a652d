"""The routes that change something, each done once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.sandbox.platform import task_changes
from app.sandbox.platform.call import Call
from app.sandbox.platform.guard import GuardedRoute, Platform, call_of, platform_of
from app.sandbox.platform.journal import once
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import NewTask, SeenTasks, Task, TaskPatch, Tasks

router = APIRouter(prefix="/v1/tasks", route_class=GuardedRoute)

Caller = Annotated[Call, Depends(call_of)]
Parts = Annotated[Platform, Depends(platform_of)]


@router.post("", status_code=201, response_model=Task, openapi_extra=RULES["tasks.create"].openapi())
async def create_task(call: Caller, platform: Parts, wanted: NewTask) -> Response:
    """Create a task."""
    new_id = platform.config.new_id()
    return once(platform.database, call, lambda db: task_changes.create(db, call, wanted, new_id))


@router.patch("/{task_id}", response_model=Task, openapi_extra=RULES["tasks.update"].openapi())
async def update_task(call: Caller, platform: Parts, task_id: str, patch: TaskPatch) -> Response:
    """Change a task in the version that If-Match names."""
    return once(platform.database, call, lambda db: task_changes.update(db, call, task_id, patch))


@router.post("/delete", response_model=Tasks, openapi_extra=RULES["tasks.delete"].openapi())
async def delete_tasks(call: Caller, platform: Parts, seen: SeenTasks) -> Response:
    """Delete all of these tasks or none; they can be restored for 30 days. Wants a confirmed change."""
    return once(platform.database, call, lambda db: task_changes.delete(db, call, seen.items))


@router.post("/restore", response_model=Tasks, openapi_extra=RULES["tasks.restore"].openapi())
async def restore_tasks(call: Caller, platform: Parts, seen: SeenTasks) -> Response:
    """Restore all of these deleted tasks or none."""
    return once(platform.database, call, lambda db: task_changes.restore(db, call, seen.items))
