"""The plan for a tool that the rules don't know: fill what it takes, call it, tell what came back."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from app.sandbox.model import speak
from app.sandbox.model.choose import Chosen, choose
from app.sandbox.model.fill import Words, fill, wants_tasks
from app.sandbox.model.outcome import Outcome
from app.sandbox.model.script import Do, Ending, Outcomes, Scene, Script
from app.sandbox.model.tables import anything, table
from app.sandbox.model.toolbox import WHY, Parameter, Tool
from app.sandbox.model.wish import Wish


def using(wish: Wish, scene: Scene, tool: Tool) -> Script:
    """Use a tool by its schema; ask back for what it needs and the words don't say."""
    wish = _placed(wish, scene)
    args: dict[str, object] = {}
    lead = ""
    for parameter in tool.parameters.values():
        if parameter.name == WHY:
            continue
        value: object | None = fill(parameter, Words(wish, scene.today))
        if wants_tasks(parameter) and parameter.required and parameter.name not in wish.answers:
            chosen = yield from _tasks(wish, scene)
            if isinstance(chosen, Ending):
                return chosen
            lead = chosen.say
            ids = [str(record["id"]) for record in chosen.records]
            value = ids if parameter.type == "array" else ids[0] if ids else None
            if not ids:
                return Ending(chosen.say or speak.WHICH_TASK.text)
        if value is None and parameter.required:
            value = _guess(parameter, scene)
        if value is None and parameter.required:
            return Ending(speak.need(parameter.name, tool.name, parameter.description).text, halts=True)
        if value is not None:
            args[parameter.name] = value
    call = tool.call(args, f"You asked: “{wish.asked}”.")
    (outcome,) = yield Do((call,), lead, f"The tool {tool.name} comes closest to what the person says.")
    return _told(tool, outcome)


def _placed(wish: Wish, scene: Scene) -> Wish:
    """See a loose word that is a project's name as the project."""
    known = scene.memory.project(wish.loose) if wish.loose and not wish.project else None
    return replace(wish, project=known, loose=None) if known else wish


def _tasks(wish: Wish, scene: Scene) -> Generator[Do, Outcomes, Chosen | Ending]:
    """Find the tasks that the tool is to be used on; loose words tell nothing here: they are the tool's own."""
    described = replace(wish, act="update", loose=None, due_from=None, due_until=None)
    return (yield from choose(described, scene))


def _guess(parameter: Parameter, scene: Scene) -> object | None:
    """Take what was shown alone before for the task that is meant."""
    shown = scene.memory.shown
    if parameter.name in {"task", "key"} and len(shown) == 1:
        return shown[0].get("key") or shown[0].get("id")
    return None


def _told(tool: Tool, outcome: Outcome) -> Ending:
    if outcome.kind == "found":
        return Ending(anything(outcome.data))
    if outcome.kind != "done":
        return Ending(speak.unhappy(outcome), halts=True)
    records = f"\n\n{table(outcome.records)}" if outcome.records else ""
    return Ending(f"{speak.done(outcome) or f'`{tool.name}` is done.'}{records}")
