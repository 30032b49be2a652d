"""What one tool answered, made ready so that values are found in it fast. Pure.

With others' words it is generous: a value that may stand in them does, since the person's own words come first anyway.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Final

from graph.provenance.days import days_in
from graph.provenance.evening import heavy, hides, light
from graph.provenance.figures import MINOR, Figure, figure_of, figures_in
from graph.provenance.records import Leaf, leaves_of
from graph.provenance.sought import Sought
from graph.provenance.standing import place, squeezed, words_in

KEPT = 256
"""How many answers stay prepared."""

LEAST = 6
"""From how many letters and digits in a row on a value is found without what stands between them."""

_OURS: Final = frozenset({"status", "note", "by", "reason", "guidance"})
"""What this program or the person says in an answer; `undo` is what a tool of ours worked out."""

_ANSWERS: Final = frozenset({"chosen", "answered"})
"""What the person has answered, out of what the agent offered: nobody else's words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a value stands in an answer; `whole` where it is all of a field."""

    leaf: Leaf
    whole: bool

    @property
    def made(self) -> bool:
        """Tell whether the platform made it."""
        return self.whole and self.leaf.made


@dataclass(slots=True)
class _Joined:
    """The texts of all leaves in one, and where each begins."""

    text: str
    starts: list[int]

    @classmethod
    def of(cls, texts: list[str]) -> _Joined:
        return cls("\n".join(texts), list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0)))

    def find(self, value: str) -> tuple[int, bool] | None:
        """Return the first leaf in which a value stands, and whether it is all of it."""
        at = place(value, self.text)
        if at < 0:
            return None
        leaf = self.leaf(at)
        return leaf, (at, at + len(value)) == (self.starts[leaf], self.end(leaf))

    def leaf(self, at: int) -> int:
        """Return the leaf in which a place is."""
        return bisect_right(self.starts, at) - 1

    def end(self, leaf: int) -> int:
        """Return where a leaf's text ends."""
        return self.starts[leaf + 1] - 1 if leaf + 1 < len(self.starts) else len(self.text)

    def part(self, leaf: int) -> str:
        """Return a leaf's text."""
        return self.text[self.starts[leaf] : self.end(leaf)]


@dataclass(slots=True)
class Finding:
    """An answer, prepared: its leaves, and what is worked out of them when it is first asked for.

    `unseen` is the first leaf that spells words in characters that no screen shows.
    """

    leaves: list[Leaf]
    light: _Joined
    heavy: _Joined
    words: frozenset[str]
    unseen: int | None
    status: str = "found"
    _figures: dict[Decimal, list[tuple[int, Figure]]] | None = None
    _squeezed: _Joined | None = None
    _days: dict[date | None, dict[date, int]] = field(default_factory=dict)

    def find(self, value: Sought, today: date | None) -> Hit | None:
        """Return where a value stands first."""
        places = [found for found in (*self._as_text(value), *self._as_more(value, today)) if found is not None]
        if not places:
            return self.find_squeezed(value) if value.code else None
        leaf, whole = min(places, key=lambda found: found[0])
        return Hit(self.leaves[leaf], whole)

    def _as_text(self, value: Sought) -> Iterator[tuple[int, bool] | None]:
        if value.figure is not None:
            return
        if value.words is None or value.words <= self.words:
            yield self.light.find(value.light)
        if self.heavy is self.light and value.heavy == value.light:
            return
        if value.heavy_words is None or value.heavy_words <= self.words:
            yield self.heavy.find(value.heavy)

    def _as_more(self, value: Sought, today: date | None) -> Iterator[tuple[int, bool] | None]:
        if value.figure is not None:
            for leaf, figure in self.figures.get(value.figure.amount, ()):
                if figure.fits(value.figure):
                    yield leaf, figure_of(self.text(leaf)) is not None
        if value.day is not None and value.day in self.days(today):
            first = self.days(today)[value.day]
            yield first, self.text(first) == value.light

    def find_squeezed(self, value: Sought) -> Hit | None:
        """Return the first text that has a value's letters and digits in a row, whatever stands between them."""
        if value.figure is not None or len(value.squeezed) < LEAST:
            return None
        if self._squeezed is None:
            texts = ["" if leaf.made else squeezed(self.text(number)) for number, leaf in enumerate(self.leaves)]
            self._squeezed = _Joined.of(texts)
        at = self._squeezed.text.find(value.squeezed)
        return None if at < 0 else Hit(self.leaves[self._squeezed.leaf(at)], whole=False)

    def text(self, leaf: int) -> str:
        """Return a leaf's text, evened heavily."""
        return self.heavy.part(leaf)

    @property
    def figures(self) -> Mapping[Decimal, list[tuple[int, Figure]]]:
        """Return all amounts in it, by their size."""
        if self._figures is None:
            self._figures = {}
            for number, leaf in enumerate(self.leaves):
                for figure in _counted(leaf) or figures_in(self.text(number), generous=True):
                    self._figures.setdefault(figure.amount, []).append((number, figure))
        return self._figures

    def days(self, today: date | None) -> Mapping[date, int]:
        """Return all days in it, each with the first leaf that names it."""
        if today not in self._days:
            found: dict[date, int] = {}
            for leaf in range(len(self.leaves)):
                for day in days_in(self.text(leaf), today):
                    found.setdefault(day, leaf)
            self._days = {today: found}
        return self._days[today]


def _counted(leaf: Leaf) -> list[Figure]:
    """Return what a number of minor units is."""
    if not leaf.currency:
        return []
    number = Figure(Decimal(leaf.text), leaf.currency.casefold())
    return [number.minor, Figure(number.amount, MINOR)]


def finding(leaves: list[Leaf], status: str = "found") -> Finding:
    """Return texts prepared."""
    lights = _Joined.of([light(leaf.text) for leaf in leaves])
    heavies = lights
    if not all(leaf.text.isascii() for leaf in leaves):
        heavies = _Joined.of([heavy(leaf.text) for leaf in leaves])
    words = words_in(lights.text) if heavies is lights else [*words_in(lights.text), *words_in(heavies.text)]
    unseen = next((number for number, leaf in enumerate(leaves) if hides(leaf.text)), None)
    return Finding(leaves, lights, heavies, frozenset(words), unseen, status)


@lru_cache(maxsize=KEPT)
def finding_of(answer: str) -> Finding:
    """Return the JSON text of a tool's answer prepared, once."""
    body = json.loads(answer)
    if not isinstance(body, Mapping):
        return finding([*leaves_of(body)])
    status = str(body.get("status"))
    parts = {} if status in _ANSWERS else body
    found = [leaf for name, value in parts.items() if name not in _OURS for leaf in _of_part(name, value)]
    return finding(found, status)


def _of_part(name: str, value: object) -> Iterator[Leaf]:
    if name == "result" and not isinstance(value, str):
        return leaves_of(value)
    return leaves_of({name: value}, made=name == "undo")
