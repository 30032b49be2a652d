"""Says what requests would do, from the platform's own records: each is done, told, and undone again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.sandbox.platform.asked import SeenMany
from app.sandbox.platform.call import Call
from app.sandbox.platform.database import rehearsal
from app.sandbox.platform.deeds import Step, step_of
from app.sandbox.platform.guard import Platform
from app.sandbox.platform.kinds import Versioned
from app.sandbox.platform.labels import FIND, NAMES
from app.sandbox.platform.limits import beyond, count, limits_of
from app.sandbox.platform.money import figures, in_words
from app.sandbox.platform.nouns import project_changes, release_changes, task_changes
from app.sandbox.platform.nouns.budgets import BUDGET
from app.sandbox.platform.permission import Facts
from app.sandbox.platform.rules import EFFECTS
from app.sandbox.platform.shapes_of_changes import Described, Line
from app.sandbox.platform.whole import WholeRequest
from app.sandbox.platform.wording import Part, Place, Records, Words, counted, lines_of, words_of

SHOWN = 3
"""How many headlines of a change with many requests are joined to one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What requests would do, and the records that they are about, as they are before."""

    described: Described
    seen: Records


def steps_of(call: Call, requests: Sequence[WholeRequest], audience: str) -> list[tuple[Call, Step]]:
    """Return each request as if the caller of another one sent it.

    Raises:
        Problem: 422, one is none that anybody could confirm here.

    """
    found = [(one.arrival(), step_of(one)) for one in requests]
    return [
        (replace(call, rule=step.rule, arrival=arrival, digest=arrival.digest(audience), confirmed=None), step)
        for arrival, step in found
    ]


def tell(db: sqlite3.Connection, platform: Platform, call: Call, requests: Sequence[WholeRequest]) -> Told:
    """Return what requests would do if the caller sent them now, one after the other.

    Raises:
        Problem: 422, one is none that anybody could confirm here; 403, the caller may not do it, whoever agrees; or
            whatever doing it raises.

    """
    seen: dict[Place, Versioned] = {}
    told: list[Words] = []
    steps = steps_of(call, requests, platform.config.audience)
    with rehearsal(db):
        for number, (each, step) in enumerate(steps):
            facts = step.deed.know(db, each, step.id, step.body)
            platform.permission.require(each.person, step.rule, each.tenant, facts)
            before = _find(db, each, step)
            seen = {**before, **seen}
            told.append(_told(db, each, step, before, f"new{number}", facts))
    effect = max((step.rule.effect for _, step in steps), key=EFFECTS.index)
    lines = [*_numbered([lines for _, lines, _ in told]), Line(label="Asked by", text=call.person.name)]
    rows = [row for _, _, rows in told for row in rows]
    return Told(Described(headline=_joined([one for one, _, _ in told]), effect=effect, lines=lines, rows=rows), seen)


def _told(db: sqlite3.Connection, call: Call, step: Step, before: Records, new_id: str, facts: Facts) -> Words:
    money, goes = _limits(db, call, facts), _goes(db, call, step)
    done = step.deed.perform(db, call, step.id, step.body, new_id)
    if facts.amount is not None:
        count(db, call, call.person, facts.amount)
    moves = [record_id for noun, record_id in before if noun == "budgets" and facts.amount is not None]
    budgets = {one: BUDGET.find(db, call.tenant, one, call.now) for one in moves}
    headline, lines, rows = words_of(Part(step, before, budgets, done, goes))
    return headline, [*lines, *lines_of(money)], rows


def _limits(db: sqlite3.Connection, call: Call, facts: Facts) -> list[tuple[str, str]]:
    if facts.amount is None:
        return []
    own, over = limits_of(db, call), beyond(db, call, facts)
    today = f"{figures(own.moved_today)} of {in_words(own.per_day, own.currency)}"
    return [("Moved today and limit", today), ("Second person", over.detail if over else "")]


def _find(db: sqlite3.Connection, call: Call, step: Step) -> Records:
    """Return the records that a request is about, in the order in which it names them."""
    places = [(step.rule.noun, step.id)] if step.id else []
    if isinstance(step.body, SeenMany):
        places += [(step.rule.noun, item.id) for item in step.body.items]
    body = step.body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    places += [(NAMES[name], str(named)) for name, named in body.items() if name in NAMES and named is not None]
    return {(noun, one): FIND[noun](db, call.tenant, one, call.now) for noun, one in places}


def _goes(db: sqlite3.Connection, call: Call, step: Step) -> str:
    """Return in words what goes with what a request deletes."""
    if not isinstance(step.body, SeenMany) or not step.rule.action.endswith(".delete"):
        return ""
    ids = [item.id for item in step.body.items]
    match step.rule.noun:
        case "projects":
            found = [project_changes.cascade(db, call, one).model_dump() for one in ids]
        case "tasks":
            found = [task_changes.cascade(db, call, one).model_dump() for one in ids]
        case "releases":
            tasks = sum(release_changes.cascade(db, call, one).tasks for one in ids)
            return f"{counted(tasks, 'tasks')} will have no release" if tasks else ""
        case _:
            return ""
    sums: Mapping[str, int] = {noun: sum(one[noun] for one in found) for noun in found[0]}
    return ", ".join(counted(number, noun) for noun, number in sums.items() if number)


def _numbered(parts: Sequence[Sequence[Line]]) -> list[Line]:
    if len(parts) == 1:
        return list(parts[0])
    return [
        Line(label=f"{line.label} ({number})", text=line.text)
        for number, lines in enumerate(parts, start=1)
        for line in lines
    ]


def _joined(headlines: Sequence[str]) -> str:
    if len(headlines) == 1:
        return headlines[0]
    rest = len(headlines) - SHOWN
    return "; ".join([*headlines[:SHOWN], *([f"and {rest} more"] if rest > 0 else [])])
