"""Finds every text and every name in a value, and returns the value with another one in such a place, or in all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace


@dataclass(frozen=True)
class Named:
    """The step to a name itself, where any other step with that name leads to what is called so."""

    name: str


Path = tuple[str | int | Named, ...]
"""The way to a text: names of fields and of keys, and places in a sequence; or to a key, by its name."""

CHOSEN = frozenset({"effect", "outcome", "source", "choice", "waits", "state", "needs", "what", "stance", "reason_of"})
"""Fields that hold one of a few words of ours."""


def places(thing: object, way: Path = ()) -> Iterator[Path]:
    """Yield where the texts of a value stand."""
    match thing:
        case str():
            yield way
        case Mapping():
            for name, each in thing.items():
                yield from places(each, (*way, name))
        case tuple() | list():
            for place, each in enumerate(thing):
                yield from places(each, (*way, place))
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            for each in fields(thing):
                if each.name not in CHOSEN:
                    yield from places(getattr(thing, each.name), (*way, each.name))


def names(thing: object, way: Path = ()) -> Iterator[Path]:
    """Yield where a value's mappings have names, the inmost first, so that each is found where it was."""
    match thing:
        case Mapping():
            for name, each in thing.items():
                yield from names(each, (*way, name))
            yield from ((*way, Named(name)) for name in thing)
        case tuple() | list():
            for place, each in enumerate(thing):
                yield from names(each, (*way, place))
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            for each in fields(thing):
                yield from names(getattr(thing, each.name), (*way, each.name))


def put(thing: object, way: Path, text: str) -> object:
    """Return a value with a text in one place."""
    if not way:
        return text
    step, rest = way[0], way[1:]
    match thing:
        case Mapping() if isinstance(step, Named):
            return {text if name == step.name else name: each for name, each in thing.items()}
        case Mapping():
            return {name: put(each, rest, text) if name == step else each for name, each in thing.items()}
        case tuple() | list():
            return type(thing)(put(each, rest, text) if place == step else each for place, each in enumerate(thing))
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            return replace(thing, **{str(step): put(getattr(thing, str(step)), rest, text)})
        case _:
            raise TypeError(f"there is no {step!r} in {thing!r}")


def poisoned(thing: object, text: str, *, named: bool = False) -> object:
    """Return a value in which every text from outside is this one, and every mapping has one thing, called so."""
    for way in (*places(thing), *(names(thing) if named else ())):
        thing = put(thing, way, text)
    return thing
