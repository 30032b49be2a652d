"""The routes that only read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.sandbox.platform.call import Call
from app.sandbox.platform.guard import GuardedRoute, Platform, call_of, platform_of
from app.sandbox.platform.journal import list_activity, operation_of
from app.sandbox.platform.projects import list_projects, project_of
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import (
    Activity,
    ActivityQuery,
    Me,
    Named,
    Operation,
    Page,
    Project,
    ProjectQuery,
    Task,
    TaskQuery,
)
from app.sandbox.platform.tasks import list_tasks, task_of

router = APIRouter(prefix="/v1", route_class=GuardedRoute)

Caller = Annotated[Call, Depends(call_of)]
Parts = Annotated[Platform, Depends(platform_of)]


@router.get("/me", openapi_extra=RULES["me.read"].openapi())
async def read_me(call: Caller) -> Me:
    """Return who the token is about, and their role."""
    person = call.person
    tenant = Named(id=person.tenant.id, name=person.tenant.name)
    return Me(
        id=person.id, name=person.name, email=person.email, tenant=tenant, role=person.role, teams=list(person.teams)
    )


@router.get("/projects", openapi_extra=RULES["projects.read"].openapi())
async def read_projects(call: Caller, platform: Parts, query: Annotated[ProjectQuery, Query()]) -> Page[Project]:
    """List the projects of the person's company."""
    return list_projects(platform.database.connection, call.tenant, query)


@router.get("/projects/{project_id}", openapi_extra=RULES["projects.read"].openapi())
async def read_project(call: Caller, platform: Parts, project_id: str) -> Project:
    """Return one project."""
    return project_of(platform.database.connection, call.tenant, project_id)


@router.get("/tasks", openapi_extra=RULES["tasks.read"].openapi())
async def read_tasks(call: Caller, platform: Parts, query: Annotated[TaskQuery, Query()]) -> Page[Task]:
    """List the tasks of the person's company, the oldest first."""
    return list_tasks(platform.database.connection, call.person, query, call.now)


@router.get("/tasks/{task_id}", openapi_extra=RULES["tasks.read"].openapi())
async def read_task(call: Caller, platform: Parts, task_id: str, response: Response) -> Task:
    """Return one task; a deleted one as long as it can be restored."""
    task = task_of(platform.database.connection, call.tenant, task_id, call.now)
    response.headers["etag"] = f'"{task.version}"'
    return task


@router.get("/operations/{key}", openapi_extra=RULES["operations.read"].openapi())
async def read_operation(call: Caller, platform: Parts, key: str) -> Operation:
    """Return what became of a write that the same person sent through the same client with this Idempotency-Key."""
    return operation_of(platform.database.connection, call, key)


@router.get("/activity", openapi_extra=RULES["activity.read"].openapi())
async def read_activity(call: Caller, platform: Parts, query: Annotated[ActivityQuery, Query()]) -> Page[Activity]:
    """List what was done at the person's company, the newest first."""
    return list_activity(platform.database.connection, call.tenant, query)
