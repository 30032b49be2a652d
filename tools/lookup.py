"""Finds what a person's words mean on the platform: one record, a question which one, or what is near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from tools.change import Json
from tools.contract import Ambiguous, Context, ToolError

MOST_AT_ONCE = 200
MOST_SEEN = 1000
NEAR = 5


def text_of(record: Json, *names: str) -> str:
    """Return a record's value as text, as in `text_of(task, "assignee", "name")`; empty where there is none."""
    value: object = record
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return "" if value is None else str(value)


async def find_project(ctx: Context, said: str) -> Json:
    """Return the project with this id, key or name; raises ToolError where there is none, Ambiguous where several."""
    if said.startswith("prj_"):
        return await ctx.platform.get("/v1/projects/{}", said)
    projects = await ctx.platform.items("/v1/projects", limit=MOST_SEEN)
    return _one("project", said, projects, ("key", "name"))


async def find_task(ctx: Context, said: str) -> Json:
    """Return the task with this id, key or title; raises ToolError where there is none, Ambiguous where several."""
    if said.startswith("tsk_"):
        task = await ctx.platform.get("/v1/tasks/{}", said)
        if task.get("deleted_at"):
            raise ToolError(f"{_label(task)} is deleted; restore_tasks brings it back.")
        return task
    tasks = await ctx.platform.items("/v1/tasks", q=said, limit=MOST_SEEN)
    if not tasks:
        tasks = await ctx.platform.items("/v1/tasks", limit=MOST_SEEN)
    return _one("task", said, tasks, ("key", "title"))


async def find_tasks(ctx: Context, said: Sequence[str]) -> list[Json]:
    """Return the tasks with these ids, keys or titles, each once; raises as `find_task`, and for none or too many."""
    _check_number(said)
    found = [await find_task(ctx, one) for one in said]
    return list({text_of(task, "id"): task for task in found}.values())


async def find_deleted(ctx: Context, said: Sequence[str]) -> list[Json]:
    """Return the deleted tasks with these ids, keys or titles, each once; raises as `find_tasks`."""
    _check_number(said)
    deleted = await ctx.platform.items("/v1/tasks", deleted=True, limit=MOST_SEEN)
    found = [_one("deleted task", one, deleted, ("id", "key", "title")) for one in said]
    return list({text_of(task, "id"): task for task in found}.values())


async def find_person(ctx: Context, said: str) -> Json:
    """Return id and name of the person with this id, name or first name, among those that projects and tasks name.

    `me` is who the tool works for. Raises ToolError where there is none, Ambiguous where several.
    """
    me = {"id": ctx.principal.sub, "name": ctx.principal.name}
    if said.casefold() == "me":
        return me
    owned = [project.get("owner") for project in await ctx.platform.items("/v1/projects", limit=MOST_SEEN)]
    held = [task.get("assignee") for task in await ctx.platform.items("/v1/tasks", limit=MOST_SEEN)]
    people = {text_of(one, "id"): one for one in [me, *owned, *held] if isinstance(one, Mapping)}
    known = [{**one, "first": text_of(one, "name").partition(" ")[0]} for one in people.values()]
    return {
        name: value for name, value in _one("person", said, known, ("id", "name", "first")).items() if name != "first"
    }


def _check_number(said: Sequence[str]) -> None:
    if not said:
        raise ToolError("Name at least one task.")
    if len(said) > MOST_AT_ONCE:
        raise ToolError(f"At most {MOST_AT_ONCE} tasks at once; do it in smaller steps.")


def _one(kind: str, said: str, records: Sequence[Json], names: Sequence[str]) -> Json:
    wanted = _even(said)
    fitting = [record for record in records if wanted in {_even(text_of(record, name)) for name in names}]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Ambiguous(f'Which {kind} is meant by "{said}"?', [_candidate(record) for record in fitting])
    near = _near(wanted, records, names)
    hint = f" Near: {'; '.join(near)}." if near else ""
    raise ToolError(f'There is no {kind} "{said}" among those you can see.{hint}')


def _near(wanted: str, records: Sequence[Json], names: Sequence[str]) -> list[str]:
    labels = {_even(text_of(record, name)): _label(record) for record in records for name in names}
    within = [known for known in labels if wanted and wanted in known]
    close = get_close_matches(wanted, labels, NEAR, 0.5)
    return list(dict.fromkeys(labels[known] for known in [*within, *close]))[:NEAR]


def _candidate(record: Json) -> tuple[str, str, str]:
    assignee = text_of(record, "assignee", "name")
    telling = [
        f"in {text_of(record, 'project', 'name')}" if "project" in record else "",
        text_of(record, "status").replace("_", " "),
        f"assigned to {assignee}" if assignee else "",
        f"last touched {text_of(record, 'updated_at')[:10]}" if "updated_at" in record else "",
        text_of(record, "email"),
    ]
    return text_of(record, "id"), _label(record), ", ".join(word for word in telling if word)


def _label(record: Json) -> str:
    return "  ".join(word for name in ("key", "title", "name") if (word := text_of(record, name)))


def _even(text: str) -> str:
    return " ".join(text.casefold().split())
