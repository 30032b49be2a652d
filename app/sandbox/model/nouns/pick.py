"""Finds the record that a wish is about: by its name, by what was shown, or by looking; asks back where unsure."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TypeVar

from app.sandbox.model.memory import Call
from app.sandbox.model.nouns import telling
from app.sandbox.model.outcome import Outcome, Record
from app.sandbox.model.script import Do, Ending, Outcomes, Scene
from app.sandbox.model.wish import Wish

T = TypeVar("T")
Seeking = Generator[Do, Outcomes, T | Ending]
"""A part of a plan that finds something out, or ends the plan."""

Picked = str | Ending
Slots = Mapping[str, object]


def slots(wish: Wish) -> dict[str, object]:
    """Return what was said, with what was answered to questions since."""
    return {**wish.said, **wish.answers}


def text(said: Slots, name: str) -> str | None:
    """Return a slot's text."""
    value = said.get(name)
    return value if isinstance(value, str) and value else None


def shown(wish: Wish, scene: Scene) -> tuple[Record, ...]:
    """Return the records of the wish's noun that were shown last, or those of them that its words point at."""
    records = scene.memory.seen.get(wish.noun, ())
    place = wish.said.get("place") or wish.place
    if isinstance(place, tuple) and records:
        start, stop = place
        return records[start:] if stop == 0 else records[start:stop]
    return records


def by_name(wish: Wish, scene: Scene, slot: str = "name") -> Picked:
    """Return what one record is called in a call: the name that was said, or the id of the one that was shown."""
    name = text(slots(wish), slot)
    if name is not None:
        return name
    records = shown(wish, scene) if wish.points or wish.said.get("place") or wish.place else ()
    if len(records) == 1:
        return called(records[0])
    return telling.which(wish.noun, records)


def called(record: Record) -> str:
    """Return what a record is called in a call: what people can read where it is unique, else its id."""
    return str(record.get("id") or record.get("key") or "")


def look(call: Call, thought: str) -> Generator[Do, Outcomes, Outcome]:
    """Look at something before anything is proposed."""
    (outcome,) = yield Do((call,), thought=thought)
    return outcome


def fitting(name: str, records: Sequence[Record], *fields: str) -> list[Record]:
    """Return the records that a name fits: wholly, or else with some of its words."""
    low = name.lower()
    values = [(record, [str(record.get(field) or "").lower() for field in fields]) for record in records]
    exact = [record for record, known in values if low in known]
    return exact or [record for record, known in values if any(f" {low} " in f" {one} " for one in known)]
