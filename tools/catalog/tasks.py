"""Tasks: finding, reading, creating, changing, deleting and restoring them."""

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
    counted,
    edit_of,
    find_all,
    find_deleted,
    find_person,
    find_project,
    find_release,
    find_task,
    is_there,
    restored,
    text_of,
    tool,
)

MOST = 500
SHOWN = 50
RESTORABLE = 30 * 24 * 3600
"""Seconds for which the platform keeps a deleted task."""

Project = Annotated[str, "a project's name, key or id"]
Task = Annotated[str, "a task's key, id or exact title"]
Tasks = Annotated[list[str], "the tasks' ids or keys"]
Release = Annotated[str, "a release's name or id"]
Person = Annotated[str, "a person's name or id, or `me`"]
Status = Literal["open", "in_progress", "done"]
Priority = Literal["low", "normal", "high"]


class Search(TypedDict, total=False):
    """What to search tasks by; everything that is given must fit."""

    project: Project
    release: Release
    text: Annotated[str, "words in the task"]
    assignee: Person
    status: Status
    stale_days: Annotated[int, "not done and untouched for more than this many days; stale means 90"]
    overdue: Annotated[bool, "true: not done and past the due date"]
    due_before: Annotated[date, "due before this day, done or not"]
    limit: Annotated[int, "how many to show, up to 200; 50 unless given"]


class NewTask(TypedDict):
    """A task that is to be created."""

    project: Project
    title: str
    description: NotRequired[str]
    release: NotRequired[Release]
    assignee: NotRequired[Person]
    priority: NotRequired[Priority]
    due: NotRequired[date]


class Edits(TypedDict, total=False):
    """What is to be changed of a task."""

    title: str
    description: str
    status: Status
    priority: Priority
    release: Release
    assignee: Person
    due: date


@tool(effect="read", look="tasks:read projects:read releases:read members:read")
async def search_tasks(ctx: Context, **asked: Unpack[Search]) -> Json:
    """Find tasks; everything that is given must fit. Returns up to `limit` of them, and how many there are in all."""
    plain = {name: asked.get(name) for name in ("status", "stale_days", "due_before")}
    found = await ctx.platform.items(
        "/v1/tasks",
        limit=MOST,
        project=text_of(await find_project(ctx, asked["project"]), "id") if "project" in asked else None,
        release=text_of(await find_release(ctx, asked["release"]), "id") if "release" in asked else None,
        assignee=text_of(await find_person(ctx, asked["assignee"]), "id") if "assignee" in asked else None,
        q=asked.get("text"),
        overdue=asked.get("overdue") or None,
        **plain,
    )
    shown = found[: max(1, min(asked.get("limit", SHOWN), 200))]
    return {"items": [_brief(task) for task in shown], "total": len(found)}


@tool(effect="read", look="tasks:read")
async def get_task(ctx: Context, task: Task) -> Json:
    """Read one task whole."""
    return await find_task(ctx, task)


@tool(effect="create", look="projects:read releases:read members:read", act="tasks:write")
async def create_task(ctx: Context, **asked: Unpack[NewTask]) -> Change:
    """Create a task in a project."""
    project = await find_project(ctx, asked["project"])
    linked = await _linked(ctx, text_of(project, "id"), asked.get("release"), asked.get("assignee"))
    new: dict[str, object] = {name: asked[name] for name in ("title", "description", "priority") if name in asked}
    new |= {"due": asked["due"].isoformat()} if "due" in asked else {}
    ids = {name: record["id"] for name, record in linked.items()}
    after = {**new, **linked, "project": text_of(project, "name")}
    return Change(
        headline=f"Create a task in {text_of(project, 'name')}",
        rows=[Row("task", "new", asked["title"], None, None, after)],
        requests=[Request.post("/v1/tasks", **new, **ids, project=project["id"])],
        undo=Call("delete_tasks", {"task_ids": [NEW]}),
    )


@tool(effect="update", look="tasks:read releases:read members:read", act="tasks:write")
async def update_task(
    ctx: Context,
    task: Task,
    clear: Annotated[list[Literal["description", "release", "assignee", "due"]], "what is to be emptied"] | None = None,
    **asked: Unpack[Edits],
) -> Change:
    """Change a task: title, description, status, priority, release, assignee or due date; `clear` empties fields."""
    record = await find_task(ctx, task)
    linked = await _linked(ctx, text_of(record, "project", "id"), asked.get("release"), asked.get("assignee"))
    edit = edit_of(record, {**asked, **linked}, clear or [])
    can_go_back = await is_there(ctx, find_person, str(edit.back.get("assignee", "")))
    return Change(
        headline=f"Change {text_of(record, 'key')}: {edit}",
        rows=[Row.of("task", record, after=edit.after)],
        requests=[
            Request.patch("/v1/tasks/{}", text_of(record, "id"), version=text_of(record, "version"), **edit.sent)
        ],
        undo=Call("update_task", {"task": record["id"], **edit.back}) if can_go_back else None,
    )


@tool(effect="delete", look="tasks:read", act="tasks:delete")
async def delete_tasks(ctx: Context, task_ids: Tasks) -> Change:
    """Delete tasks, with their comments; they can be restored for 30 days."""
    tasks = await find_all(ctx, find_task, task_ids)
    cascade = await cascade_of(ctx, "tasks", tasks)
    return Change(
        headline=f"Delete {_count(tasks)}{cascade.along(tasks)}",
        rows=[*(Row.of("task", task, after=None) for task in tasks), *cascade.rows],
        requests=[Request.seen("/v1/tasks/delete", tasks)],
        undo=Call("restore_tasks", {"task_ids": [task["id"] for task in tasks]}),
        undo_until=ctx.now + RESTORABLE,
    )


@tool(effect="update", look="tasks:read", act="tasks:write")
async def restore_tasks(ctx: Context, task_ids: Tasks) -> Change:
    """Bring deleted tasks back."""
    tasks = await find_deleted(ctx, "tasks", task_ids)
    return Change(
        headline=f"Restore {_count(tasks)}",
        rows=[Row.of("task", task, after=restored(task)) for task in tasks],
        requests=[Request.seen("/v1/tasks/restore", tasks)],
        undo=Call("delete_tasks", {"task_ids": [task["id"] for task in tasks]}),
    )


async def _linked(ctx: Context, project: str, release: str | None, person: str | None) -> dict[str, Json]:
    """Return the records that a task is to be linked with, by the task's names for them."""
    linked: dict[str, Json] = {}
    if release is not None:
        found = await find_release(ctx, release, project)
        linked["release"] = {"id": found["id"], "name": found["name"]}
    if person is not None:
        linked["assignee"] = await find_person(ctx, person)
    return linked


def _brief(task: Json) -> Json:
    kept = {name: task.get(name) for name in ("id", "key", "title", "status", "due", "updated_at", "version")}
    names = {name: text_of(task, name, "name") or None for name in ("project", "release", "assignee")}
    return {**kept, **names}


def _count(tasks: list[Json]) -> str:
    places = sorted({text_of(task, "project", "name") for task in tasks})
    return f"{counted(len(tasks), 'tasks')} in {places[0] if len(places) == 1 else counted(len(places), 'projects')}"
