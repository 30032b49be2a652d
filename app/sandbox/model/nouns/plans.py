"""The plan for each thing that can be asked of each noun, and what a clause is about that only points."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.sandbox.model.lexicon import TASKS
from app.sandbox.model.nouns.finding import finding
from app.sandbox.model.nouns.paying import moving, paying
from app.sandbox.model.nouns.removing import deletion, restoring
from app.sandbox.model.nouns.unsorted import sorted_out
from app.sandbox.model.nouns.writing import changing, creation
from app.sandbox.model.script import Ending, Scene, Script
from app.sandbox.model.scripts import PLANS as TASK_PLANS
from app.sandbox.model.understand import read_as, read_as_task
from app.sandbox.model.wish import Act, Noun, Wish

_PLANS: Mapping[Act, Callable[[Wish, Scene], Script]] = {
    "search": finding,
    "unknown": finding,
    "show": finding,
    "create": creation,
    "update": changing,
    "delete": deletion,
    "restore": restoring,
    "transfer": moving,
    "pay": paying,
}


def at_hand(wish: Wish, scene: Scene) -> Wish:
    """See a clause that only points as being about what was shown last, where that was no task."""
    noun = _NOUNS.get(scene.memory.noun, "task")
    pointed = wish.points or wish.place is not None
    names = wish.keys or wish.project or wish.quotes
    if wish.noun != "task" or noun == "task" or not pointed or names or wish.act in {"undo", "create"}:
        return wish
    if re.search(rf"\b{TASKS}\b", wish.clause, re.IGNORECASE):
        return wish
    return replace(read_as(wish, noun, scene.today), points=True, place=wish.place)


_NOUNS: Mapping[str, Noun] = {
    "project": "project",
    "release": "release",
    "comment": "comment",
    "member": "member",
    "budget": "budget",
    "transfer": "transfer",
    "invoice": "invoice",
    "task": "task",
}


def _noun(name: str) -> Noun | None:
    return _NOUNS.get(name)


def noun_plan(wish: Wish, scene: Scene) -> Script:
    """Return the plan for a wish about another noun than a task."""
    if wish.noun == "any":
        return sorted_out(wish, scene, lambda asked, noun: _again(asked, noun, scene))
    if wish.noun in {"transfer", "activity"} and wish.act in {"update", "delete", "restore", "create"}:
        return _cannot(wish)
    if wish.noun == "invoice" and wish.act in {"update", "delete", "restore", "create"}:
        return _cannot(wish)
    return _PLANS[wish.act](wish, scene)


def _again(wish: Wish, noun: str, scene: Scene) -> Script | None:
    """Return the plan for a clause whose name turned out to be of this noun; for a task there is one outside."""
    known = _noun(noun)
    if known is None:
        return None
    if known == "task":
        task = read_as_task(wish, scene.today)
        return TASK_PLANS[task.act](task, scene) if task.act in TASK_PLANS else None
    return noun_plan(read_as(wish, known, scene.today), scene)


def _cannot(wish: Wish) -> Script:
    yield from ()
    verbs = {"update": "change", "delete": "delete", "restore": "restore", "create": "create"}
    what = {
        "activity": "what has happened: it can only be read",
        "transfer": "a transfer that has been made: another one can move the money back",
    }
    said = what.get(wish.noun, "an invoice: I can look them up and pay them")
    return Ending(f"I don't know how to {verbs[wish.act]} {said}.", halts=True)
