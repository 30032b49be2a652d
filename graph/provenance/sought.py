"""One value of a call's arguments, made ready to be found in what was said and read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite

from graph.provenance.evening import heavy, light
from graph.provenance.figures import Figure, figure_of
from graph.provenance.standing import bare, code_of, is_spaced, squeezed, words_in

_MINOR = re.compile(r"(?:^|_)(?:minor|cents)(?:_|$)")
_MINOR_UNITS = re.compile(r"\bminor units?\b|\bcents\b")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Sought:
    """A value, evened lightly and heavily, its words, and what it is beside its letters: an amount, a day, a number.

    `words` are None for a script that doesn't part them. `squeezed` is its letters and digits alone, `raw` as it was
    given.
    """

    raw: str
    light: str
    heavy: str
    words: frozenset[str] | None
    heavy_words: frozenset[str] | None
    figure: Figure | None = None
    day: date | None = None
    code: str = ""
    squeezed: str = ""


def sought(value: object, name: str = "", schema: object = None) -> Sought:
    """Return a value that is no list or object; its argument's name or schema says whether it counts minor units."""
    raw = str(value).lower() if isinstance(value, bool) else str(value)
    evened, looks = bare(light(raw)), bare(heavy(raw))
    figure = None if isinstance(value, bool) else _number(value) or figure_of(evened)
    if figure is not None and _counts_minor(name, schema):
        figure = figure.minor
    return Sought(
        raw=raw,
        light=evened,
        heavy=looks,
        words=frozenset(words_in(evened)) if is_spaced(evened) else None,
        heavy_words=frozenset(words_in(looks)) if is_spaced(looks) else None,
        figure=figure,
        day=_day(evened),
        code="" if figure else code_of(looks),
        squeezed=squeezed(looks),
    )


def _number(value: object) -> Figure | None:
    return Figure(Decimal(str(value))) if isinstance(value, int | float) and isfinite(value) else None


def _counts_minor(name: str, schema: object) -> bool:
    says = schema.get("description") if isinstance(schema, Mapping) else None
    return bool(_MINOR.search(name) or (isinstance(says, str) and _MINOR_UNITS.search(says.casefold())))


def _day(evened: str) -> date | None:
    if _ISO.fullmatch(evened):
        with suppress(ValueError):
            return date.fromisoformat(evened)
    return None


def listed(schema: object) -> frozenset[str]:
    """Return the values that a schema itself names, its default among them."""
    if not isinstance(schema, Mapping):
        return frozenset()
    if schema.get("type") == "boolean":
        return frozenset({"true", "false"})
    options = schema.get("enum")
    named = [*options] if isinstance(options, list) else []
    named += [schema["const"]] if "const" in schema else []
    named += [schema["default"]] if "default" in schema else []
    branches = [branch for kind in ("anyOf", "oneOf") for branch in schema.get(kind) or ()]
    inner = [listed(branch) for branch in [*branches, schema.get("items")]]
    return frozenset(sought(one).light for one in named).union(*inner)


def leaves(value: object, field: str = "") -> Iterator[tuple[str, object]]:
    """Yield each value that is no list or object, with the name of the field it stands in."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            yield from leaves(inner, field)
    else:
        yield field, value
