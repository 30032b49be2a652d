"""The routes of projects."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from app.sandbox.platform.asked import NewProject, ProjectPatch, SeenMany
from app.sandbox.platform.journal import once
from app.sandbox.platform.nouns import project_changes
from app.sandbox.platform.nouns.projects import PROJECT, list_projects
from app.sandbox.platform.queries import ProjectQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded, tagged
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import DeletedProjects, Page, Project, ProjectCascade

router = guarded("/v1/projects")


@router.get("", openapi_extra=RULES["projects.read"].openapi())
async def read_projects(call: Caller, platform: Parts, query: Annotated[ProjectQuery, Query()]) -> Page[Project]:
    """List the projects of the person's company, the oldest first."""
    return list_projects(platform.database.connection, call.person, query)


@router.get("/{project_id}", openapi_extra=RULES["projects.read"].openapi())
async def read_project(call: Caller, platform: Parts, project_id: str, response: Response) -> Project:
    """Return one project."""
    return tagged(response, PROJECT.find(platform.database.connection, call.tenant, project_id, call.now))


@router.get("/{project_id}/cascade", openapi_extra=RULES["projects.read"].openapi())
async def read_project_cascade(call: Caller, platform: Parts, project_id: str) -> ProjectCascade:
    """Tell what goes with a project when it is deleted, for good."""
    return project_changes.cascade(platform.database.connection, call, project_id)


@router.post("", status_code=201, response_model=Project, openapi_extra=RULES["projects.create"].openapi())
async def create_project(call: Caller, platform: Parts, wanted: NewProject) -> Response:
    """Create a project. Wants a confirmed change."""
    new_id = platform.config.new_id()
    return once(platform, call, lambda db: project_changes.create(db, call, wanted, new_id))


@router.patch("/{project_id}", response_model=Project, openapi_extra=RULES["projects.update"].openapi())
async def update_project(call: Caller, platform: Parts, project_id: str, patch: ProjectPatch) -> Response:
    """Change a project in the version that If-Match names. Wants a confirmed change."""
    return once(platform, call, lambda db: project_changes.update(db, call, project_id, patch))


@router.post("/delete", response_model=DeletedProjects, openapi_extra=RULES["projects.delete"].openapi())
async def delete_projects(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Delete all of these projects or none, for good, with all that belongs to them. Wants a confirmed change."""
    return once(
        platform,
        call,
        lambda db: project_changes.delete(db, call, seen.items),
        lambda db: project_changes.whose(db, call, seen.items),
    )
