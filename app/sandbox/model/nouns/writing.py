"""The plans that propose: creating, changing, deleting and restoring records of every noun but tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.sandbox.model import speak
from app.sandbox.model.dates import moved
from app.sandbox.model.memory import Call
from app.sandbox.model.nouns import amounts, telling
from app.sandbox.model.nouns.finding import ONES, list_call
from app.sandbox.model.nouns.names import several
from app.sandbox.model.nouns.pick import Seeking, by_name, look, shown, slots, text
from app.sandbox.model.nouns.slots import Shift
from app.sandbox.model.outcome import Record
from app.sandbox.model.script import Do, Ending, Scene, Script, no_tool
from app.sandbox.model.speak import Question
from app.sandbox.model.toolbox import Tool
from app.sandbox.model.wish import Wish

NEEDS: Mapping[str, tuple[tuple[str, Question], ...]] = {
    "project": (("name", speak.WHICH_NAME),),
    "release": (("name", speak.WHICH_NAME), ("project", speak.WHICH_PROJECT)),
    "comment": (("task", speak.WHICH_TASK), ("text", speak.WHICH_TEXT)),
    "member": (("name", speak.WHICH_PERSON), ("email", speak.WHICH_EMAIL), ("role", speak.WHICH_ROLE)),
    "budget": (("name", speak.WHICH_NAME), ("ceiling", speak.WHICH_CEILING)),
}
"""What a new record can't do without, and how it is asked for."""

_DAYS = {"project": "deadline", "release": "date"}
_CHANGES = {
    "new_name": "name",
    "status": "status",
    "owner": "owner",
    "deadline": "deadline",
    "date": "date",
    "role": "role",
    "ceiling": "ceiling",
    "text": "text",
    "clear": "clear",
}


def why(wish: Wish) -> str:
    """Return the reason that a proposal gives: what the person said."""
    return f"You asked: “{wish.asked}”."


def propose(calls: tuple[Call, ...], thought: str) -> Script:
    """Propose something, and tell what came of it."""
    outcomes = yield Do(calls, thought=thought)
    return telling.ended(outcomes)


def creation(wish: Wish, scene: Scene) -> Script:
    """Create a record."""
    tool = scene.tool("add_comment" if wish.noun == "comment" else f"create_{wish.noun}")
    if tool is None:
        return no_tool(f"create a {wish.noun}")
    said = slots(wish)
    said["project"] = said.get("project") or wish.project
    if wish.noun == "comment":
        said["task"] = said.get("task") or _task(wish, scene)
    if wish.noun == "budget" and said.get("name") is None and said.get("project"):
        said["name"] = f"{said['project']} {scene.today.year}"
    for slot, question in NEEDS[wish.noun]:
        if not said.get(slot):
            return Ending(question.text, halts=True)
    if wish.noun == "project" and not said.get("key"):
        said["key"] = _key(str(said["name"]))
    if (bad := doubtful(text(said, "ceiling"))) is not None:
        return bad
    args = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items() if value}
    return (yield from propose((tool.call(args, why(wish)),), f"I propose the new {wish.noun}."))


def _task(wish: Wish, scene: Scene) -> str | None:
    """Return the task that a comment is for: by its key, by a title that was answered, or the one that was shown."""
    if wish.keys or wish.text:
        return wish.keys[0] if wish.keys else wish.text
    tasks = scene.memory.seen.get("task", ())
    return str(tasks[0].get("key") or tasks[0].get("id")) if len(tasks) == 1 else None


def _key(name: str) -> str:
    """Make a project's key of its name, as people here do."""
    letters = "".join(character for character in name.upper() if character.isascii() and character.isalpha())
    return letters[:3].ljust(2, "X")


def doubtful(amount: str | None) -> Ending | None:
    """Ask back where a sum can be read in two ways, and say what currencies can't be moved."""
    if amount is None or amounts.written(amounts.read(amount.lstrip("-")) or 0) == amount.lstrip("-"):
        return None
    minor = amounts.read(amount)
    if minor is None:
        return Ending(
            f"“{amount}” is in another currency, and I don't know how to convert it. {speak.WHICH_AMOUNT.text}",
            halts=True,
        )
    small = f"{minor / 100_000:.2f}"
    return Ending(
        f"“{amount}” can be read as {amounts.written(minor)} or as {small}. {speak.WHICH_AMOUNT.text}", halts=True
    )


def changing(wish: Wish, scene: Scene) -> Script:
    """Change a record; what is said against what it is now is looked up first."""
    tool = scene.tool(f"update_{wish.noun}")
    if tool is None:
        return no_tool(f"change a {wish.noun}")
    if wish.noun == "comment":
        return (yield from _rewording(wish, scene, tool))
    name, said = by_name(wish, scene), slots(wish)
    bad = name if isinstance(name, Ending) else doubtful(text(said, "ceiling") or text(said, "by"))
    if isinstance(name, Ending) or bad is not None:
        return bad or telling.which(wish.noun, ())
    changes = {_CHANGES[slot]: value for slot, value in said.items() if slot in _CHANGES and value}
    if isinstance(said.get("shift"), Shift) or said.get("by"):
        record = yield from _now(wish, scene, name)
        if isinstance(record, Ending):
            return record
        changes |= _against(wish.noun, said, record)
    if not changes:
        return Ending(f"{speak.CHANGE_WHAT[wish.noun]} Say it in one sentence.", halts=True)
    args = {key: value.isoformat() if isinstance(value, date) else value for key, value in changes.items()}
    names = several(name) if wish.noun == "member" else [name]
    calls = tuple(tool.call({wish.noun: one, **args}, why(wish)) for one in names)
    return (yield from propose(calls, "I propose the change."))


def _now(wish: Wish, scene: Scene, name: str) -> Seeking[Record]:
    tool_name, parameter, _ = ONES[wish.noun]
    tool = scene.tool(tool_name)
    if tool is None:
        return no_tool(f"look at a {wish.noun}")
    outcome = yield from look(tool.call({parameter: name}), "I look how it is now.")
    if outcome.kind != "found" or not outcome.records:
        return Ending(speak.unhappy(outcome), halts=True)
    return outcome.records[0]


def _against(noun: str, said: Mapping[str, object], record: Record) -> dict[str, object]:
    """Return new values that are said against the old ones: a week later, 5,000 more."""
    shift, more, field = said.get("shift"), text(said, "by"), _DAYS.get(noun, "")
    if isinstance(shift, Shift) and record.get(field):
        return {field: moved(date.fromisoformat(str(record[field])), shift.amount, shift.unit)}
    old = amounts.read(str(record.get("ceiling", "")))
    if more is None or old is None:
        return {}
    change = amounts.read(more.lstrip("-")) or 0
    return {"ceiling": amounts.written(max(0, old - change if more.startswith("-") else old + change))}


def _rewording(wish: Wish, scene: Scene, tool: Tool) -> Script:
    words = text(slots(wish), "text")
    if words is None:
        return Ending(speak.WHICH_TEXT.text, halts=True)
    described = {name: value for name, value in wish.said.items() if name != "text"}
    record = yield from one_comment(replace(wish, said=described, answers={}), scene)
    if isinstance(record, Ending):
        return record
    return (
        yield from propose(
            (tool.call({"comment": record["id"], "text": words}, why(wish)),), "I propose the new words."
        )
    )


def one_comment(wish: Wish, scene: Scene) -> Seeking[Record]:
    """Find the one comment that is meant, or ask which one."""
    records = shown(wish, scene) if wish.points or not wish.keys else ()
    if not records or (len(records) > 1 and wish.keys):
        call = list_call(wish, scene)
        if call is None:
            return no_tool("look up comments")
        outcome = yield from look(call, "I look which comments there are.")
        if outcome.kind != "found":
            return Ending(speak.unhappy(outcome), halts=True)
        records = placed(wish, outcome.records)
    return records[0] if len(records) == 1 else telling.which("comment", records)


def placed(wish: Wish, records: tuple[Record, ...]) -> tuple[Record, ...]:
    """Return some comments from the oldest on, or those of them that a place such as `the last` tells."""
    ordered = tuple(sorted(records, key=lambda record: str(record.get("created_at") or "")))
    place = wish.said.get("place")
    if isinstance(place, tuple):
        return ordered[place[0] :] if place[1] == 0 else ordered[place[0] : place[1]]
    return ordered
