"""The plans that only look: lists, single records, and sums, of every noun but tasks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.sandbox.model import speak
from app.sandbox.model.memory import Call
from app.sandbox.model.nouns import telling
from app.sandbox.model.nouns.names import several
from app.sandbox.model.nouns.pick import slots, text
from app.sandbox.model.outcome import Outcome, Record, named
from app.sandbox.model.script import Do, Ending, Scene, Script, no_tool
from app.sandbox.model.wish import Wish

LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "project": ("list_projects", {"status": "status", "owner": "owner"}),
    "release": ("list_releases", {"project": "project", "status": "status"}),
    "comment": ("list_comments", {"task": "task", "author": "author", "text": "text"}),
    "member": ("list_members", {"role": "role"}),
    "budget": ("list_budgets", {"project": "project"}),
    "transfer": ("list_transfers", {"budget": "budget", "since": "since", "by": "by"}),
    "invoice": ("list_invoices", {"status": "status", "overdue": "overdue", "text": "text"}),
    "activity": ("list_activity", {"since": "since"}),
}
"""Each noun's list, and which of its parameters takes which slot."""

ONES: Mapping[str, tuple[str, str, str]] = {
    "project": ("get_project", "project", "name"),
    "release": ("get_release", "release", "name"),
    "member": ("get_member", "member", "name"),
    "budget": ("get_budget", "budget", "name"),
    "invoice": ("get_invoice", "invoice", "number"),
}
"""Each noun's reading of one record, its parameter, and the slot with the record's name."""


def finding(wish: Wish, scene: Scene) -> Script:
    """List records, or show one."""
    said = slots(wish)
    pointed = _pointed(wish, scene)
    if pointed is not None:
        return (yield from _one(wish, scene, [pointed]))
    tool, _, slot = ONES.get(wish.noun, ("", "", ""))
    name = text(said, slot) if slot else None
    if name and scene.tool(tool) is not None:
        return (yield from _one(wish, scene, several(name)))
    return (yield from listing(wish, scene))


def _pointed(wish: Wish, scene: Scene) -> str | None:
    """Return the id of the one record that a wish points at."""
    records = scene.memory.seen.get(wish.noun, ())
    alone = wish.points and not wish.plural and not any(wish.said.values()) and len(records) == 1 and wish.noun in ONES
    return str(records[0].get("id")) if alone else None


def _one(wish: Wish, scene: Scene, names: Sequence[str]) -> Script:
    name, parameter, _ = ONES[wish.noun]
    tool = scene.tool(name)
    if tool is None:
        return no_tool(f"show a {wish.noun}")
    outcomes = yield Do(tuple(tool.call({parameter: one}) for one in names), thought="I look at it.")
    if wish.noun == "budget" and all(outcome.kind == "failed" for outcome in outcomes):
        return (yield from _budgets_of(wish, scene, names, outcomes))
    good = [outcome for outcome in outcomes if outcome.kind == "found"]
    parts = [
        telling.one(outcome.records[0]) if outcome in good and outcome.records else speak.unhappy(outcome)
        for outcome in outcomes
    ]
    return Ending("\n\n".join(parts), halts=not good)


def _budgets_of(wish: Wish, scene: Scene, names: Sequence[str], failed: Sequence[Outcome]) -> Script:
    """See whether what is no budget's name is a project's."""
    tool = scene.tool("list_budgets")
    sorry = Ending("\n\n".join(speak.unhappy(outcome) for outcome in failed), halts=True)
    if tool is None or len(names) != 1:
        return sorry
    (outcome,) = yield Do(
        (tool.call({"project": names[0]}),), thought="No budget is called so, so I look whether a project is."
    )
    if outcome.kind != "found" or not outcome.records:
        return sorry
    return Ending(telling.listing(wish.noun, outcome.records, outcome))


def arguments(wish: Wish) -> dict[str, object]:
    """Return what a list is asked for."""
    said, (_, parameters) = slots(wish), LISTS[wish.noun]
    values = {parameter: said.get(slot) for parameter, slot in parameters.items()}
    return {name: _plain(value) for name, value in values.items() if value not in (None, "")}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def list_call(wish: Wish, scene: Scene) -> Call | None:
    """Return the call of a noun's list, or None where no tool lists it."""
    tool = scene.tool(LISTS[wish.noun][0])
    args = arguments(wish)
    if wish.noun == "comment" and "task" not in args and wish.keys:
        args["task"] = wish.keys[0]
    tasks = scene.memory.seen.get("task", ())
    if (
        wish.noun == "comment"
        and not args
        and (wish.points or re.search(r"\bthere\b", wish.clause))
        and len(tasks) == 1
    ):
        args["task"] = str(tasks[0].get("key") or tasks[0].get("id"))
    return None if tool is None else tool.call(args)


def listing(wish: Wish, scene: Scene) -> Script:
    """List records."""
    call = list_call(wish, scene)
    if call is None:
        return no_tool(f"look up {telling.counted(wish.noun, 2).partition(' ')[2]}")
    (outcome,) = yield Do((call,), thought=f"The person asks: “{wish.clause.strip()}”. I look.")
    if outcome.kind != "found":
        return Ending(speak.unhappy(outcome), halts=True)
    records = kept(wish, scene, outcome.records)
    if wish.noun == "comment" and records and not wish.counting:
        return Ending(f"{speak.capital(telling.counted('comment', len(records)))}:\n\n{telling.conversation(records)}")
    return Ending(telling.listing(wish.noun, records, outcome, counting=wish.counting, about=_about(wish)))


def kept(wish: Wish, scene: Scene, records: Sequence[Record]) -> Sequence[Record]:
    """Leave out what a list could not be asked for: other people's activity, other tasks'."""
    who, task = text(wish.said, "who"), text(wish.said, "task")
    if wish.noun != "activity":
        return records
    name = scene.person.lower() if who == "me" else (who or "").lower()
    fits = [record for record in records if name in named(record.get("name")).lower()] if who else list(records)
    known = scene.memory.task(task) if task else None
    return [record for record in fits if known is None or str(known.get("id")) in _ids(record)]


def _ids(record: Record) -> Sequence[str]:
    value = record.get("records")
    return [str(one) for one in value] if isinstance(value, list) else []


def _about(wish: Wish) -> str:
    said = slots(wish)
    since = said.get("since")
    parts = [
        f" since {since}" if since else "",
        " overdue"
        if said.get("overdue")
        else f" {said['status']}"
        if wish.noun == "invoice" and said.get("status")
        else "",
    ]
    return "".join(parts)
