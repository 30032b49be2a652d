"""Projects: finding, reading, creating, changing and deleting them."""

from datetime import date
from typing import Annotated, Literal, NotRequired, TypedDict, Unpack

from tools import (
    NEW,
    Call,
    Change,
    Context,
    Json,
    Request,
    Row,
    cascade_of,
    edit_of,
    find_all,
    find_person,
    find_project,
    is_there,
    named,
    text_of,
    tool,
)

MOST = 500

Project = Annotated[str, "a project's name, key or id"]
Person = Annotated[str, "a person's name or id, or `me`"]
Status = Literal["active", "paused", "done", "archived"]


class NewProject(TypedDict):
    """A project that is to be created."""

    name: str
    key: Annotated[str, "2 to 10 capital letters and digits that its tasks' keys begin with, as in APO"]
    owner: NotRequired[Annotated[str, "whose it is: a name or id; `me` unless given"]]
    deadline: NotRequired[date]


class Edits(TypedDict, total=False):
    """What is to be changed of a project."""

    name: str
    status: Status
    owner: Person
    deadline: date


@tool(effect="read", look="projects:read members:read")
async def list_projects(
    ctx: Context,
    text: Annotated[str, "words in the name"] | None = None,
    status: Status | None = None,
    owner: Person | None = None,
) -> Json:
    """List the projects that the person can see, with owner, status, deadline and number of tasks."""
    person = text_of(await find_person(ctx, owner), "id") if owner else None
    found = await ctx.platform.items("/v1/projects", q=text, status=status, owner=person, limit=MOST)
    return {"items": found, "total": len(found)}


@tool(effect="read", look="projects:read")
async def get_project(ctx: Context, project: Project) -> Json:
    """Read one project."""
    return await find_project(ctx, project)


@tool(effect="critical", look="members:read", act="projects:write")
async def create_project(ctx: Context, **asked: Unpack[NewProject]) -> Change:
    """Create a project."""
    owner = await find_person(ctx, asked.get("owner", "me"))
    new: dict[str, object] = {"key": asked["key"].upper(), "name": asked["name"]}
    new |= {"deadline": asked["deadline"].isoformat()} if "deadline" in asked else {}
    return Change(
        headline=f"Create the project {asked['name']}",
        rows=[Row("project", "new", f"{new['key']}  {new['name']}", None, None, {**new, "owner": owner})],
        requests=[Request.post("/v1/projects", **new, owner=owner["id"])],
        undo=Call("delete_projects", {"project_ids": [NEW]}) if owner["id"] == ctx.principal.sub else None,
    )


@tool(effect="critical", look="projects:read members:read", act="projects:write")
async def update_project(
    ctx: Context,
    project: Project,
    clear: Annotated[list[Literal["deadline"]], "what is to be emptied"] | None = None,
    **asked: Unpack[Edits],
) -> Change:
    """Change a project: name, status, owner or deadline; `clear` empties the deadline."""
    record = await find_project(ctx, project)
    owner = {"owner": await find_person(ctx, asked["owner"])} if "owner" in asked else {}
    edit = edit_of(record, {**asked, **owner}, clear or [])
    can_go_back = await is_there(ctx, find_person, str(edit.back.get("owner", "")))
    return Change(
        headline=f"Change the project {text_of(record, 'name')}: {edit}",
        rows=[Row.of("project", record, after=edit.after)],
        requests=[
            Request.patch("/v1/projects/{}", text_of(record, "id"), version=text_of(record, "version"), **edit.sent)
        ],
        undo=Call("update_project", {"project": record["id"], **edit.back}) if can_go_back else None,
    )


@tool(effect="delete", look="projects:read", act="projects:delete")
async def delete_projects(ctx: Context, project_ids: Annotated[list[str], "names, keys or ids"]) -> Change:
    """Delete projects for good, with their tasks, releases, comments and budgets; nothing of it can be restored."""
    projects = await find_all(ctx, find_project, project_ids)
    cascade = await cascade_of(ctx, "projects", projects)
    return Change(
        headline=f"Delete {named(projects, 'projects')} for good{cascade.along(projects)}",
        rows=[*(Row.of("project", project, after=None) for project in projects), *cascade.rows],
        requests=[Request.seen("/v1/projects/delete", projects)],
    )
