"""Tells whether the person's own words hold a value: strictly, since what is theirs is not flagged. Pure.

Letters that only look the same are forgiven to the words, never to the value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from graph.provenance.days import days_in
from graph.provenance.evening import heavy, light
from graph.provenance.figures import Figure, figures_in
from graph.provenance.sought import Sought
from graph.provenance.sources import Said
from graph.provenance.standing import bare, holds_code, keys_of, place

KEPT = 512
"""How many of the person's messages stay evened."""

_MYSELF = ("me", "my", "mine", "myself", "i", "i'll", "i'm", "i'd", "i've")


@dataclass(slots=True)
class Spoken:
    """One thing that the person has said, evened."""

    light: str
    heavy: str
    _figures: list[Figure] | None = None
    _days: dict[date | None, frozenset[date]] = field(default_factory=dict)

    def holds(self, value: Sought, today: date | None) -> bool:
        """Tell whether a value stands in it by itself."""
        if value.figure is not None:
            return any(value.figure.fits(figure) for figure in self.figures)
        if value.day is not None and value.day in self.days(today):
            return True
        if value.code and value.light.isascii() and holds_code(value.code, self.heavy):
            return True
        forms = _MYSELF if value.light == "me" else (value.light, *keys_of(value.light))
        return any(place(form, text, strict=True) >= 0 for form in forms for text in (self.light, self.heavy))

    @property
    def figures(self) -> list[Figure]:
        """Return the amounts in it."""
        if self._figures is None:
            self._figures = figures_in(self.heavy)
        return self._figures

    def days(self, today: date | None) -> frozenset[date]:
        """Return the days in it, counted from one."""
        if today not in self._days:
            self._days[today] = days_in(self.heavy, today)
        return self._days[today]


@lru_cache(maxsize=KEPT)
def spoken(text: str) -> Spoken:
    """Return a person's message evened, once."""
    return Spoken(light(text), heavy(text))


def where_said(value: Sought, words: Sequence[Said], today: date | None) -> str | None:
    """Return in words where the person said a value, the last time first; None where they never did."""
    return next((said.where for said in reversed(words) if _holds(said, value, today)), None)


def _holds(said: Said, value: Sought, today: date | None) -> bool:
    one = spoken(said.text)
    return value.light == bare(one.light) if said.whole else one.holds(value, today)
