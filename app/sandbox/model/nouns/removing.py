"""The plans that propose to delete and to restore records of every noun but tasks."""

from __future__ import annotations

from app.sandbox.model import speak
from app.sandbox.model.nouns import telling
from app.sandbox.model.nouns.finding import LISTS, list_call
from app.sandbox.model.nouns.names import several
from app.sandbox.model.nouns.pick import Seeking, called, look, shown, slots, text
from app.sandbox.model.nouns.writing import placed, propose, why
from app.sandbox.model.script import Ending, Scene, Script, no_tool
from app.sandbox.model.wish import Wish


def deletion(wish: Wish, scene: Scene) -> Script:
    """Propose to delete what is named, pointed at, or described."""
    tool = scene.tool(f"delete_{wish.noun}s")
    if tool is None:
        return no_tool(f"delete a {wish.noun}")
    ids = yield from _several(wish, scene)
    if isinstance(ids, Ending):
        return ids
    call = tool.call({f"{wish.noun}_ids": ids}, why(wish))
    return (yield from propose((call,), "I propose to delete exactly this; nothing happens before that is agreed."))


def _several(wish: Wish, scene: Scene) -> Seeking[list[str]]:
    said = slots(wish)
    names = said.get("names") or several(text(said, "name"))
    if isinstance(names, list) and names and wish.noun != "comment":
        return [str(name) for name in names]
    if wish.noun == "comment" and (wish.keys or said.get("text") or said.get("author")) and not wish.points:
        return (yield from _comments(wish, scene))
    if said.get("status") and wish.plural and wish.noun in LISTS:
        return (yield from _listed(wish, scene))
    records = shown(wish, scene) if wish.points or said.get("place") else ()
    if records and (len(records) == 1 or wish.plural):
        return [called(record) for record in records]
    return telling.which(wish.noun, records)


def _comments(wish: Wish, scene: Scene) -> Seeking[list[str]]:
    call = list_call(wish, scene)
    if call is None:
        return no_tool("look up comments")
    outcome = yield from look(call, "Before anything is deleted I look which comments are meant.")
    if outcome.kind != "found":
        return Ending(speak.unhappy(outcome), halts=True)
    records = placed(wish, outcome.records)
    if not records:
        return Ending("I found no such comment, so there is nothing to delete.", halts=True)
    if len(records) > 1 and not wish.plural:
        return telling.which("comment", records)
    return [called(record) for record in records]


def _listed(wish: Wish, scene: Scene) -> Seeking[list[str]]:
    call = list_call(wish, scene)
    if call is None:
        return no_tool(f"look up {wish.noun}s")
    outcome = yield from look(call, "Before anything is deleted I look what is meant.")
    if outcome.kind != "found" or not outcome.records:
        return Ending("I found none of these, so there is nothing to delete.", halts=True)
    return [called(record) for record in outcome.records]


def restoring(wish: Wish, scene: Scene) -> Script:
    """Bring back what is named, or what was deleted last."""
    tool = scene.tool(f"restore_{wish.noun}s")
    if wish.noun == "project":
        return Ending(
            "A deleted project is gone for good: I don't know how to bring it back, and neither does the platform.",
            halts=True,
        )
    if tool is None:
        return no_tool(f"restore a {wish.noun}")
    said = slots(wish)
    names = said.get("names") or several(text(said, "name") or text(said, "text"))
    if not names and scene.memory.undo and scene.memory.undo[0].tool == tool.name:
        names = scene.memory.undo[0].args.get(f"{wish.noun}_ids")
    if not isinstance(names, list) or not names:
        return telling.which(wish.noun, ())
    return (yield from propose((tool.call({f"{wish.noun}_ids": names}, why(wish)),), "It can be restored by its name."))
