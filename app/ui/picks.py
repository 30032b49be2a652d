"""Which of a proposal's records a person leaves out, and the arguments that ask for what is left."""

from __future__ import annotations

from collections.abc import Sequence

from app.text import named
from tools.change import Json, Proposal, Row, without

_ALONE = "This is one change, of which nothing can be left out. e edits it, n rejects it."
_LAST = "One has to stay: n rejects all of it."
_TIED = "can't be left out by itself. e edits the arguments."
_NAMED = 30


class Picks:
    """A cursor on the records, and the ones that are left out; it sends nothing."""

    def __init__(self, proposal: Proposal) -> None:
        self._args: Json = proposal.args
        self._rows: Sequence[Row] = proposal.change.rows
        self._out: set[int] = set()
        self.cursor = 0
        self.possible = any(without(self._args, row) is not None for row in self._rows)

    @property
    def count(self) -> int:
        """Return how many are left out."""
        return len(self._out)

    @property
    def args(self) -> Json:
        """Return the arguments without what is left out."""
        args = self._without(self._out)
        return self._args if args is None else args

    def move(self, step: int) -> bool:
        """Move the cursor; returns whether there was a record to go to."""
        goal = self.cursor + step
        moves = self.possible and 0 <= goal < len(self._rows)
        if moves:
            self.cursor = goal
        return moves

    def toggle(self) -> str:
        """Leave the record under the cursor out, or take it in again; returns why that can't be, or nothing."""
        if not self.possible:
            return _ALONE
        if self.cursor in self._out:
            self._out.remove(self.cursor)
            return ""
        if len(self._out) + 1 == len(self._rows):
            return _LAST
        if self._without({*self._out, self.cursor}) is None:
            return f"{named(self._rows[self.cursor].label, _NAMED)} {_TIED}"
        self._out.add(self.cursor)
        return ""

    def mark(self, place: int) -> str:
        """Return what stands in front of a record."""
        return f"{'▸' if place == self.cursor else ' '} [{' ' if place in self._out else 'x'}]"

    def _without(self, places: set[int]) -> Json | None:
        args: Json | None = self._args
        for place in places:
            args = None if args is None else without(args, self._rows[place])
        return args
