"""The plan for a name alone: look what it stands for, and go on with that; ask where it stands for several things."""

from __future__ import annotations

from collections.abc import Callable

from app.sandbox.model.nouns import telling
from app.sandbox.model.nouns.pick import fitting, text
from app.sandbox.model.script import Do, Ending, Scene, Script, no_tool
from app.sandbox.model.wish import Wish

ANYTHING = (
    ("project", "list_projects"),
    ("release", "list_releases"),
    ("member", "list_members"),
    ("budget", "list_budgets"),
)


def sorted_out(wish: Wish, scene: Scene, again: Callable[[Wish, str], Script | None]) -> Script:
    """Look what a name alone stands for, and go on with that; ask where it stands for several things."""
    name = text(wish.said, "name")
    if name is None:
        return Ending(
            "I did not understand what that is about. Say whether it is a task, a project, a release or a person.",
            halts=True,
        )
    head = name.split(" to ")[0] if wish.act == "update" else name
    offered = [(noun, tool) for noun, known in ANYTHING if (tool := scene.tool(known)) is not None]
    if not offered:
        return no_tool("look that up")
    outcomes = yield Do(tuple(tool.call({}) for _, tool in offered), thought=f"I look what “{head}” is.")
    found = [
        (noun, record)
        for (noun, _), outcome in zip(offered, outcomes, strict=True)
        for record in fitting(head, outcome.records, "key", "name")
    ]
    exact = [
        (noun, record)
        for noun, record in found
        if head.lower() in {str(record.get("name")).lower(), str(record.get("key")).lower()}
    ]
    nouns = list(dict.fromkeys(noun for noun, _ in exact or found))
    if not nouns:
        return (yield from _no_such(wish, again))
    if len(nouns) > 1:
        kinds = " or ".join(f"the {noun} {telling.label(record)}" for noun, record in (exact or found)[:4])
        return Ending(f"Do you mean {kinds}? Say it with that word.", halts=True)
    if len(found) > 1 and not exact:
        return telling.which(nouns[0], [record for _, record in found])
    plan = again(wish, nouns[0])
    return (yield from plan) if plan is not None else telling.which(nouns[0], [])


def _no_such(wish: Wish, again: Callable[[Wish, str], Script | None]) -> Script:
    plan = again(wish, "task")
    if plan is None:
        return Ending(
            f"I can't find “{wish.said.get('name')}” among projects, releases, people and budgets.", halts=True
        )
    return (yield from plan)
