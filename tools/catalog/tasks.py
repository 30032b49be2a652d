"""Tasks: finding, reading, creating, changing, deleting and restoring them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, NotRequired, TypedDict, Unpack

from tools import (
    Call,
    Change,
    Context,
    Json,
    Request,
    Row,
    ToolError,
    find_deleted,
    find_person,
    find_project,
    find_task,
    find_tasks,
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
Person = Annotated[str, "a person's name or id, or `me`"]
Status = Literal["open", "in_progress", "done"]
Priority = Literal["low", "normal", "high"]


class Search(TypedDict, total=False):
    """What to search tasks by; everything that is given must fit."""

    project: Project
    text: Annotated[str, "words in the task"]
    assignee: Person
    status: Status
    stale_days: Annotated[int, "not done and untouched for more than this many days; stale means 90"]
    overdue: Annotated[bool, "true: not done and past the due date"]
    limit: Annotated[int, "how many to show, up to 200; 50 unless given"]


class NewTask(TypedDict):
    """A task that is to be created."""

    project: Project
    title: str
    description: NotRequired[str]
    assignee: NotRequired[Person]
    priority: NotRequired[Priority]
    due: NotRequired[date]


class Edits(TypedDict, total=False):
    """What is to be changed of a task."""

    title: str
    description: str
    status: Status
    priority: Priority
    assignee: Person
    due: date
    clear: Annotated[list[Literal["description", "assignee", "due"]], "what is to be emptied"]


@tool(effect="read", look="tasks:read projects:read")
async def search_tasks(ctx: Context, **asked: Unpack[Search]) -> Json:
    """Find tasks; everything that is given must fit. Returns up to `limit` of them, and how many there are in all."""
    project = text_of(await find_project(ctx, asked["project"]), "id") if "project" in asked else None
    assignee = text_of(await find_person(ctx, asked["assignee"]), "id") if "assignee" in asked else None
    found = await ctx.platform.items(
        "/v1/tasks",
        limit=MOST,
        project=project,
        assignee=assignee,
        q=asked.get("text"),
        status=asked.get("status"),
        stale_days=asked.get("stale_days"),
        overdue=asked.get("overdue") or None,
    )
    shown = found[: max(1, min(asked.get("limit", SHOWN), 200))]
    return {"items": [_brief(task) for task in shown], "total": len(found)}


@tool(effect="read", look="tasks:read")
async def get_task(ctx: Context, task: Task) -> Json:
    """Read one task whole."""
    return await find_task(ctx, task)


@tool(effect="create", look="tasks:read projects:read", act="tasks:write")
async def create_task(ctx: Context, **asked: Unpack[NewTask]) -> Change:
    """Create a task in a project."""
    project = await find_project(ctx, asked["project"])
    person = await find_person(ctx, asked["assignee"]) if "assignee" in asked else None
    task: dict[str, object] = {"title": asked["title"]}
    task |= {name: asked[name] for name in ("description", "priority") if name in asked}
    task |= {"due": asked["due"].isoformat()} if "due" in asked else {}
    body = {**task, "project": project["id"]} | ({"assignee": person["id"]} if person else {})
    after = {**task, "project": text_of(project, "name"), "assignee": person}
    return Change(
        headline=f"Create a task in {text_of(project, 'name')}",
        rows=[Row("task", "new", asked["title"], None, None, after)],
        requests=[Request.post("/v1/tasks", **body)],
    )


@tool(effect="update", look="tasks:read projects:read", act="tasks:write")
async def update_task(ctx: Context, task: Task, **asked: Unpack[Edits]) -> Change:
    """Change a task: title, description, status, priority, assignee or due date; `clear` empties what can be empty."""
    record = await find_task(ctx, task)
    person = await find_person(ctx, asked["assignee"]) if "assignee" in asked else None
    after = _edited(asked, person)
    if not after:
        raise ToolError("Say what to change.")
    sent = {name: person["id"] if name == "assignee" and person else value for name, value in after.items()}
    return Change(
        headline=f"Change {text_of(record, 'key')}: {', '.join(after)}",
        rows=[Row.of("task", record, after={**record, **after})],
        requests=[Request.patch("/v1/tasks/{}", text_of(record, "id"), version=text_of(record, "version"), **sent)],
        undo=Call("update_task", {"task": record["id"], **_undone(record, list(after))}),
    )


@tool(effect="delete", look="tasks:read", act="tasks:delete")
async def delete_tasks(ctx: Context, task_ids: Tasks) -> Change:
    """Delete tasks; they can be restored for 30 days."""
    tasks = await find_tasks(ctx, task_ids)
    return Change(
        headline=f"Delete {_count(tasks)}",
        rows=[Row.of("task", task, after=None) for task in tasks],
        requests=[Request.post("/v1/tasks/delete", items=_versions(tasks))],
        undo=Call("restore_tasks", {"task_ids": [task["id"] for task in tasks]}),
        undo_until=ctx.now + RESTORABLE,
    )


@tool(effect="update", look="tasks:read", act="tasks:write")
async def restore_tasks(ctx: Context, task_ids: Tasks) -> Change:
    """Bring deleted tasks back."""
    tasks = await find_deleted(ctx, task_ids)
    return Change(
        headline=f"Restore {_count(tasks)}",
        rows=[Row.of("task", task, after=_restored(task)) for task in tasks],
        requests=[Request.post("/v1/tasks/restore", items=_versions(tasks))],
        undo=Call("delete_tasks", {"task_ids": [task["id"] for task in tasks]}),
    )


def _brief(task: Json) -> Json:
    kept = {name: task.get(name) for name in ("id", "key", "title", "status", "due", "updated_at", "version")}
    return {**kept, "assignee": text_of(task, "assignee", "name") or None, "project": text_of(task, "project", "name")}


def _versions(tasks: Sequence[Json]) -> list[Json]:
    return [{"id": task["id"], "version": task["version"]} for task in tasks]


def _restored(task: Json) -> Json:
    return {name: value for name, value in task.items() if name not in {"deleted_at", "restorable_until"}}


def _count(tasks: Sequence[Json]) -> str:
    places = sorted({text_of(task, "project", "name") for task in tasks})
    where = places[0] if len(places) == 1 else f"{len(places)} projects"
    return f"{len(tasks)} {'task' if len(tasks) == 1 else 'tasks'} in {where}"


def _edited(asked: Edits, person: Json | None) -> dict[str, object]:
    """Return the new values by the record's own names."""
    new: dict[str, object] = {
        name: value for name, value in asked.items() if name in {"title", "description", "status", "priority"}
    }
    if "due" in asked:
        new["due"] = asked["due"].isoformat()
    if person is not None:
        new["assignee"] = person
    for name in asked.get("clear", []):
        if name in new:
            raise ToolError(f"{name} can't be both set and cleared.")
        new[name] = "" if name == "description" else None
    return new


def _undone(record: Json, names: Sequence[str]) -> dict[str, object]:
    """Return the arguments that bring a record's values back."""
    before = {name: text_of(record, name, "id") if name == "assignee" else record.get(name) for name in names}
    gone = [name for name, value in before.items() if not value]
    return {name: value for name, value in before.items() if value} | ({"clear": gone} if gone else {})
