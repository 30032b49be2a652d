"""Counts tokens as the model's server counts them; where it counts none, none are made up."""

from __future__ import annotations

from collections.abc import Iterable

from graph.events import Event, Said, Used

UNCOUNTED = "the model's server does not count them"


class Tally:
    """Tokens of the latest turn, and of all that was taken."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.turn = self.all = (0, 0)
        for event in events:
            self.take(event)

    def take(self, event: Event) -> bool:
        """Take an event; tells whether it was of any matter here."""
        match event:
            case Said():
                self.turn = (0, 0)
            case Used(_, taken_in, given_out):
                self.turn = _sum(self.turn, (taken_in, given_out))
                self.all = _sum(self.all, (taken_in, given_out))
            case _:
                return False
        return True

    @property
    def words(self) -> str:
        """Return the latest turn's tokens in a word or two, or nothing where none are known."""
        return f"{sum(self.turn):,} tokens" if any(self.turn) else ""


def said(tokens: tuple[int, int]) -> str:
    """Return tokens in words."""
    taken_in, given_out = tokens
    return f"{taken_in:,} tokens in, {given_out:,} out"


def told(tokens: tuple[int, int]) -> str:
    """Return tokens in words, or that nobody counts them."""
    return said(tokens) if any(tokens) else UNCOUNTED


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]
