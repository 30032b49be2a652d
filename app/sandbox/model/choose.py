"""Finds the tasks that a wish is about: by key, by what was shown, by searching, or by asking back."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.sandbox.model import speak
from app.sandbox.model.memory import Call
from app.sandbox.model.outcome import Outcome, Record, label, named
from app.sandbox.model.script import Do, Ending, Outcomes, Scene, no_tool
from app.sandbox.model.tables import TASK_COLUMNS, escaped, table
from app.sandbox.model.toolbox import Tool
from app.sandbox.model.wish import Wish

LONGEST_NAME = 3
"""Of how many words a project's name can be; more are a title."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Tasks, what to say about them, and the search that found them where there was one."""

    records: tuple[Record, ...]
    wish: Wish
    say: str = ""
    outcome: Outcome | None = None
    filtered: bool = False


Choosing = Generator[Do, Outcomes, Chosen | Ending]


def choose(wish: Wish, scene: Scene) -> Choosing:
    """Find the tasks of a wish that names, points or describes."""
    if wish.keys:
        return (yield from _by_key(wish, scene))
    pointed = wish.points or wish.place is not None
    if scene.memory.shown and pointed and not wish.project and not wish.loose and not wish.text:
        return _pointed(wish, scene)
    if wish.filtered or (wish.everything and wish.tasks):
        chosen = yield from search(wish, scene)
        if isinstance(chosen, Ending) or wish.plural or len(chosen.records) < 2 or not (wish.text or wish.loose):  # noqa: PLR2004  # one fits, or several
            return chosen
        return _one_of(chosen, wish)
    return Ending(speak.WHICH_TASK.text, halts=True)


def _by_key(wish: Wish, scene: Scene) -> Choosing:
    missing = [key for key in wish.keys if scene.memory.task(key) is None]
    tool = scene.tool("get_task")
    if missing and tool is not None:
        calls = tuple(tool.call({"task": key}) for key in missing)
        outcomes = yield Do(calls, thought=f"I look up {' and '.join(missing)} first, to have the ids.")
        bad = next((outcome for outcome in outcomes if outcome.kind != "found" or not outcome.records), None)
        if bad is not None:
            return Ending(bad.sentence or f"I can't find {missing[0]}.", halts=True)
    records = [scene.memory.task(key) or {"id": key, "key": key} for key in wish.keys]
    return Chosen(tuple(records), wish)


def _pointed(wish: Wish, scene: Scene) -> Chosen | Ending:
    shown = [record for record in scene.memory.shown if _fits(record, wish, scene) and _spared(record, wish)]
    if wish.place is not None:
        start, stop = wish.place
        shown = shown[start:] if stop == 0 else shown[start:stop]
    elif not wish.plural and len(shown) > 1:
        return Ending(f"{table(shown, TASK_COLUMNS)}\n\n{speak.WHICH_TASK.text}", halts=True)
    if not shown:
        return Ending("None of the tasks I last showed fits that.", halts=True)
    return Chosen(tuple(shown), wish)


def _one_of(chosen: Chosen, wish: Wish) -> Chosen | Ending:
    """Choose the one task whose whole title was said; ask where several, or none, are called so."""
    said = (wish.text or wish.loose or "").lower()
    exact = [record for record in chosen.records if str(record.get("title", "")).lower() == said]
    if len(exact) == 1:
        return replace(chosen, records=tuple(exact), say="")
    shown = f"{speak.found(chosen.wish, len(chosen.records))}\n\n{table(chosen.records, TASK_COLUMNS)}"
    return Ending(f"{shown}\n\n{speak.WHICH_TASK.text}", halts=True)


def search(wish: Wish, scene: Scene) -> Choosing:
    """Search for the tasks that a wish describes."""
    wish = yield from settled(wish, scene)
    tool = scene.tool("search_tasks")
    if tool is None:
        return no_tool("search for tasks")
    (outcome,) = yield Do((_search_call(tool, wish),), thought=_thought(wish))
    if outcome.kind != "found":
        return (yield from _not_found(wish, outcome, scene))
    if isinstance(outcome.data, str):
        return Ending(outcome.data, halts=True)
    records = tuple(record for record in outcome.records if _fits(record, wish, scene) and _spared(record, wish))
    filtered = len(records) < len(outcome.records)
    return Chosen(records, wish, speak.found(wish, len(records)), outcome, filtered)


def _search_call(tool: Tool, wish: Wish) -> Call:
    said: dict[str, object | None] = {
        "project": wish.project,
        "release": wish.release,
        "text": wish.text,
        "assignee": wish.person,
        "status": wish.status,
        "stale_days": wish.stale_days,
        "overdue": True if wish.overdue else None,
        "due_before": _before(wish),
        "limit": wish.limit,
    }
    return tool.call({name: value for name, value in said.items() if value is not None})


def _before(wish: Wish) -> str | None:
    """Return the first day after those on which tasks may be due, where only that end is said."""
    return (wish.due_until + timedelta(days=1)).isoformat() if wish.due_until and wish.due_from is None else None


def _thought(wish: Wish) -> str:
    what = wish.clause.strip().rstrip(".!?")
    purpose = {"delete": "Before anything is deleted I look", "update": "Before anything is changed I look"}
    return f"The person says: “{what}”. {purpose.get(wish.act, 'I look')} for the tasks that are meant."


def settled(wish: Wish, scene: Scene) -> Generator[Do, Outcomes, Wish]:
    """Decide what a name stands for that may be a project's or a person's, and what loose words are."""
    if wish.either is None and wish.loose is None:
        return wish
    name = wish.either or wish.loose or ""
    if wish.either is None and len(name.split()) > LONGEST_NAME:
        return replace(wish, text=wish.text or wish.loose, loose=None)
    if name.lower() not in scene.memory.people() and scene.memory.projects is None and wish.project is None:
        yield from look_at_projects(scene, f"I look whether “{name}” is a project.")
    project = None if wish.project else scene.memory.project(name)
    if project is not None:
        rest = replace(wish, either=None) if wish.either else replace(wish, loose=None)
        return replace(rest, project=project)
    if wish.either is not None and not wish.person:
        return (yield from settled(replace(wish, person=name, either=None), scene))
    return replace(wish, text=wish.text or wish.loose, loose=None, either=None)


def look_at_projects(scene: Scene, thought: str) -> Generator[Do, Outcomes, None]:
    """Learn which projects there are."""
    tool = scene.tool("list_projects")
    if tool is not None:
        yield Do((tool.call({}),), thought=thought)


def _not_found(wish: Wish, outcome: Outcome, scene: Scene) -> Choosing:
    if wish.project and outcome.kind == "failed" and scene.memory.projects is None:
        yield from look_at_projects(scene, f"“{wish.project}” was not found, so I look which projects there are.")
    said = speak.unhappy(outcome)
    names = scene.memory.projects
    if wish.project and names and outcome.kind == "failed" and scene.memory.project(wish.project) is None:
        return Ending(f"{said} I can see {_listed(names)}. {speak.WHICH_PROJECT.text}", halts=True)
    return Ending(said, halts=True)


def _listed(names: Sequence[str]) -> str:
    kept = [escaped(name) for name in names]
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} and {kept[-1]}"


def _spared(record: Record, wish: Wish) -> bool:
    return str(record.get("key", "")).upper() not in wish.spared


def _fits(record: Record, wish: Wish, scene: Scene) -> bool:
    """Check what a search may not have been able to ask for."""
    due = str(record.get("due") or "")
    checks = (
        wish.unassigned and record.get("assignee"),
        wish.act != "update" and wish.priority and record.get("priority") not in {None, wish.priority},
        wish.act != "update" and wish.status and record.get("status") not in {None, wish.status},
        wish.due_from is not None and (not due or due < wish.due_from.isoformat()),
        wish.due_until is not None and (not due or due > wish.due_until.isoformat()),
        wish.overdue and "due" in record and (not due or due >= scene.today.isoformat()),
        wish.points
        and wish.person
        and wish.act in {"search", "delete"}
        and not _is_persons(record, wish.person, scene),
    )
    return not any(checks)


def _is_persons(record: Record, person: str, scene: Scene) -> bool:
    name = named(record.get("assignee")).lower()
    return (scene.person if person == "me" else person).lower() in name


def said_of(records: Sequence[Record]) -> str:
    """Return some tasks in few words: the one by its name, more by their number."""
    return escaped(label(records[0])) if len(records) == 1 else speak.count(len(records))
