"""The plans for the tools that the rules know: look, propose, tell what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.sandbox.model import speak
from app.sandbox.model.choose import Chosen, choose, look_at_projects, said_of, search
from app.sandbox.model.dates import moved
from app.sandbox.model.memory import Call
from app.sandbox.model.nouns.slots import Shift
from app.sandbox.model.outcome import Outcome, Record
from app.sandbox.model.script import Do, Ending, Scene, Script, no_tool
from app.sandbox.model.tables import escaped, table
from app.sandbox.model.toolbox import Tool
from app.sandbox.model.wish import Act, Wish

MOST_CALLS = 10


def looking(wish: Wish, scene: Scene) -> Script:
    """List tasks."""
    if (wish.points or wish.place) and scene.memory.shown and not (wish.project or wish.text):
        chosen = yield from choose(wish, scene)
        if isinstance(chosen, Chosen) and len(chosen.records) == 1 and chosen.records[0].get("key"):
            return (yield from showing(replace(wish, keys=(str(chosen.records[0]["key"]),)), scene))
    else:
        chosen = yield from search(wish, scene)
    if isinstance(chosen, Ending):
        return chosen
    if chosen.outcome is None:
        return Ending(table(chosen.records))
    return Ending(speak.listing(chosen.wish, chosen.records, chosen.outcome, filtered=chosen.filtered))


def showing(wish: Wish, scene: Scene) -> Script:
    """Show tasks whole, by key."""
    tool = scene.tool("get_task")
    if tool is None:
        return no_tool("show a task")
    outcomes = yield Do(tuple(tool.call({"task": key}) for key in wish.keys), thought="I look at it.")
    return Ending("\n\n".join(_shown(outcome) for outcome in outcomes))


def _shown(outcome: Outcome) -> str:
    if outcome.kind == "found" and outcome.records:
        return speak.task(outcome.records[0])
    return speak.unhappy(outcome) if outcome.kind != "found" else escaped(outcome.sentence) or "There is no such task."


def projects(wish: Wish, scene: Scene) -> Script:
    """List projects, or show one."""
    name = wish.project or wish.either
    one, every = scene.tool("get_project"), scene.tool("list_projects")
    if name and one is not None:
        (outcome,) = yield Do((one.call({"project": name}),), thought="I look at this project.")
        shown = speak.task(outcome.records[0]) if outcome.records else speak.unhappy(outcome)
        return Ending(shown, halts=outcome.kind != "found")
    if every is None:
        return no_tool("list projects")
    (outcome,) = yield Do((every.call({}),), thought="I look which projects there are.")
    found = outcome.kind == "found"
    return Ending(speak.projects(outcome.records) if found else speak.unhappy(outcome), halts=not found)


def whoami(wish: Wish, scene: Scene) -> Script:  # noqa: ARG001  # all plans are called alike
    """Tell who is signed in."""
    tool = scene.tool("who_am_i")
    if tool is None:
        return Ending(
            f"You are {escaped(scene.person)}." if scene.person else "I have no tool here that knows who you are."
        )
    (outcome,) = yield Do((tool.call({}),), thought="The platform knows that.")
    return Ending(speak.person(outcome.data) if outcome.kind == "found" else speak.unhappy(outcome))


def creation(wish: Wish, scene: Scene) -> Script:
    """Create a task."""
    tool = scene.tool("create_task")
    if tool is None:
        return no_tool("create tasks")
    title = wish.title
    if not title:
        return Ending(speak.WHICH_TITLE.text, halts=True)
    if wish.either and not wish.project:
        if scene.memory.projects is None:
            yield from look_at_projects(scene, f"I look whether “{wish.either}” is a project.")
        known = scene.memory.project(wish.either)
        wish = replace(wish, project=known, either=None if known else wish.either)
    project = wish.project
    if not project:
        return Ending(f"For the task “{escaped(title)}”: {speak.WHICH_PROJECT.text}", halts=True)
    why = f"You asked for a new task called “{title}” in {project}."
    changes = replace(wish, person=wish.person or wish.either).changes
    (outcome,) = yield Do((tool.call({**changes, "project": project}, why),), thought="I propose the task.")
    if outcome.kind != "done":
        return _refused([outcome])
    if outcome.records:
        return Ending(f"Created: {speak.become(outcome.records[0], _said_of_new(outcome.records[0]))}")
    return Ending(speak.done(outcome) or f"The task “{escaped(title)}” is in {escaped(project)} now.")


def _said_of_new(record: Record) -> list[str]:
    return [name for name in ("project", "assignee", "priority", "due") if record.get(name)]


def update(wish: Wish, scene: Scene) -> Script:
    """Change tasks."""
    tool = scene.tool("update_task")
    if tool is None:
        return no_tool("change tasks")
    if isinstance(shift := wish.said.get("shift"), Shift):
        return (yield from _shifting(wish, shift, scene, tool))
    return (yield from _setting(wish, scene, tool))


def _setting(wish: Wish, scene: Scene, tool: Tool) -> Script:
    changes = {**wish.changes, **_emptied(wish, tool)}
    if not changes and re.search(r"\bmove\b", wish.clause, re.IGNORECASE):
        return no_tool("move a task to another project")
    if not changes:
        return Ending(f"{speak.WHAT_CHANGE} Say it in one sentence, as in “mark APO-112 done”.", halts=True)
    names: Sequence[str] = wish.keys or _titled(wish)
    if not names:
        chosen = yield from choose(_selecting(wish), scene)
        if isinstance(chosen, Ending):
            return chosen
        if not chosen.records:
            return Ending(chosen.say)
        names = [str(record.get("key") or record["id"]) for record in chosen.records]
    why = f"You asked: “{wish.asked}”."
    calls = tuple(tool.call({"task": name, **changes}, why) for name in names[:MOST_CALLS])
    outcomes = yield Do(calls, thought=f"I propose the change of {', '.join(names[:MOST_CALLS])}.")
    return _updated(names, outcomes, [*wish.changes, *wish.clears])


def _shifting(wish: Wish, shift: Shift, scene: Scene, tool: Tool) -> Script:
    """Move due dates by some days, each from where it is."""
    chosen = yield from choose(_selecting(wish), scene)
    if isinstance(chosen, Ending):
        return chosen
    dated = [record for record in chosen.records if record.get("due")][:MOST_CALLS]
    if not dated:
        return Ending("None of these tasks has a due date that could be moved. Which day should it be?", halts=True)
    why = f"You asked: “{wish.asked}”."
    days = [moved(date.fromisoformat(str(record["due"])), shift.amount, shift.unit).isoformat() for record in dated]
    names = [str(record.get("key") or record["id"]) for record in dated]
    calls = tuple(tool.call({"task": name, "due": day}, why) for name, day in zip(names, days, strict=True))
    outcomes = yield Do(calls, thought=f"I propose new due dates for {', '.join(names)}.")
    return _updated(names, outcomes, ["due"])


def _titled(wish: Wish) -> tuple[str, ...]:
    """Return the title that one task is called by."""
    title = (*wish.quotes, wish.loose, wish.text, None)[0]
    pointed = wish.points or wish.place is not None
    return () if wish.plural or pointed or not title else (title,)


def _emptied(wish: Wish, tool: Tool) -> dict[str, object]:
    """Return how this tool is told to empty fields: by their names, or with nothing as their value."""
    if "clear" in tool.parameters and wish.clears:
        return {"clear": list(wish.clears)}
    return dict.fromkeys(wish.clears)


def _selecting(wish: Wish) -> Wish:
    """Keep of a wish what tells which tasks are meant: who and what state are what they shall become."""
    return replace(wish, person=None, status=wish.was, priority=None, title=None, due=None)


def _updated(names: Sequence[str], outcomes: Sequence[Outcome], fields: Sequence[str]) -> Ending:
    done = [outcome for outcome in outcomes if outcome.kind == "done"]
    others = [outcome for outcome in outcomes if outcome.kind != "done"]
    lines = [speak.become(record, fields) for outcome in done for record in outcome.records]
    lines = lines or [speak.done(outcome) for outcome in done if outcome.headline]
    lines = lines or [f"Done: {escaped(', '.join(names[: len(done)]))}."] * bool(done)
    parts = ["\n".join(f"- {line}" for line in lines) if len(lines) > 1 else "".join(lines)]
    left = len(names) - len(outcomes)
    if left > 0:
        parts.append(f"{speak.capital(speak.count(left))} more are left: say it again for the rest.")
    if others:
        parts.append(_refused(others).text)
    return Ending("\n\n".join(part for part in parts if part), halts=bool(others))


def deletion(wish: Wish, scene: Scene) -> Script:
    """Find tasks, then propose to delete exactly those."""
    tool = scene.tool("delete_tasks")
    if tool is None:
        return no_tool("delete tasks")
    if _is_all(wish):
        return Ending(
            f"All tasks of all projects is more than I propose at once. {speak.WHICH_PROJECT.text}", halts=True
        )
    chosen = yield from choose(wish, scene)
    if isinstance(chosen, Ending):
        return chosen
    if not chosen.records:
        return Ending(f"{chosen.say} So there is nothing to delete.")
    if unseen := speak.missing(chosen.wish, chosen.records):
        return Ending(f"{unseen} I don't delete what I can't tell apart. {speak.WHICH_TASK.text}", halts=True)
    return (yield from _propose_deletion(chosen, tool))


def _propose_deletion(chosen: Chosen, tool: Tool) -> Script:
    call = tool.call({"task_ids": [str(record["id"]) for record in chosen.records]}, _why_delete(chosen))
    thought = f"I propose to delete {speak.count(len(chosen.records))}; nothing happens before that is agreed."
    note = chosen.outcome.note if chosen.outcome is not None else ""
    (outcome,) = yield Do((call,), f"{chosen.say} {note}".strip(), thought)
    if outcome.kind != "done":
        return _refused([outcome])
    gone = outcome.records or (() if outcome.headline else chosen.records)
    said = f"Deleted: {said_of(gone)}{_place(chosen.wish)}." if gone else speak.done(outcome)
    rows = f"{table(gone, ('key', 'title'))}\n\n" if len(gone) > 1 else ""
    return Ending(f"{said}\n\n{rows}{speak.undoable(outcome, len(gone))}")


def _is_all(wish: Wish) -> bool:
    return wish.everything and not (wish.filtered or wish.keys or wish.points or wish.place)


def _place(wish: Wish) -> str:
    return f" in {escaped(wish.project)}" if wish.project else ""


def _why_delete(chosen: Chosen) -> str:
    wish, one = chosen.wish, len(chosen.records) == 1
    they = "It is" if one else "They are"
    if wish.stale_days is not None:
        return f"{they} untouched for {wish.stale_days}+ days and you asked to clear stale work."
    if wish.overdue:
        return f"{they} past {'its' if one else 'their'} due date and you asked to delete what is overdue."
    return f"You asked: “{wish.asked}”."


def restoring(wish: Wish, scene: Scene) -> Script:
    """Bring deleted tasks back."""
    tool = scene.tool("restore_tasks")
    if tool is None:
        return no_tool("restore tasks")
    ids = scene.memory.deleted
    if wish.keys:  # a deleted task cannot be looked up, so what was never seen goes by its key
        ids = tuple(str((scene.memory.task(key) or {"id": key})["id"]) for key in wish.keys)
    if not ids:
        return Ending(
            f"I have deleted nothing in this conversation that I could restore. {speak.WHICH_TASK.text}", halts=True
        )
    call = tool.call({"task_ids": list(ids)}, f"You asked: “{wish.asked}”.")
    (outcome,) = yield Do((call,), thought="They can be restored by their ids.")
    if outcome.kind != "done":
        return _refused([outcome])
    back = outcome.records
    return Ending(
        f"Restored: {said_of(back)}." if back else speak.done(outcome) or f"Restored: {speak.count(len(ids))}."
    )


def undoing(wish: Wish, scene: Scene) -> Script:
    """Take the last Change back, by the call that its answer named, or by restoring what was deleted."""
    tools = [(scene.tool(call.tool), call) for call in scene.memory.undo]
    why = f"You asked: “{wish.asked}”."
    calls: tuple[Call, ...] = tuple(tool.call(call.args, why) for tool, call in tools if tool is not None)
    if calls:
        outcomes = yield Do(calls, thought="The last change named what takes it back.")
        bad = [outcome for outcome in outcomes if outcome.kind != "done"]
        records = [record for outcome in outcomes for record in outcome.records]
        return _refused(bad) if bad else Ending(f"Taken back: {said_of(records)}." if records else "Taken back.")
    if scene.memory.deleted and scene.memory.last_change == "delete_tasks":
        return (yield from restoring(wish, scene))
    if scene.memory.last_change:
        return Ending("I don't know how to take that back by myself. Tell me what it should be instead.")
    return Ending("Nothing was changed in this conversation, so there is nothing to undo.")


def _refused(outcomes: Sequence[Outcome]) -> Ending:
    said = dict.fromkeys(speak.unhappy(outcome) for outcome in outcomes)
    return Ending("\n\n".join(said), halts=True)


PLANS: Mapping[Act, Callable[[Wish, Scene], Script]] = {
    "search": looking,
    "show": showing,
    "projects": projects,
    "whoami": whoami,
    "create": creation,
    "update": update,
    "delete": deletion,
    "restore": restoring,
    "undo": undoing,
}
"""The plan for each act that needs tools."""
