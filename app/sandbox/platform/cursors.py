"""Opaque cursors: where a list goes on, good for the same list asked in the same way only."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from app.sandbox.platform.digests import hash_of
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.shapes import PageQuery


@dataclass(frozen=True, slots=True)
class Listing:
    """One way of asking for one list."""

    name: str
    tenant: str
    query: PageQuery

    @property
    def rows(self) -> int:
        """Return how many rows to read: one more than asked for tells whether the list goes on."""
        return self.query.limit + 1

    def after(self) -> int | None:
        """Return the sequence number that the cursor stands at; None at the beginning.

        Raises:
            Problem: 400, the cursor is not one of this list.

        """
        if self.query.cursor is None:
            return None
        try:
            found = json.loads(urlsafe_b64decode(self.query.cursor.encode("ascii")))
        except ValueError:
            found = None
        match found:
            case [str(mark), int(seq)] if mark == self._mark and 0 <= seq < 2**53:
                return seq
            case _:
                raise Problem(400, "no-such-cursor", "The cursor is not one of this list. Start again without it.")

    def next(self, seqs: Sequence[int]) -> str | None:
        """Return the cursor of the part that follows these rows, or None if there is none."""
        if len(seqs) <= self.query.limit:
            return None
        return urlsafe_b64encode(json.dumps([self._mark, seqs[self.query.limit - 1]]).encode()).decode()

    @property
    def _mark(self) -> str:
        asked = self.query.model_dump_json(exclude={"cursor", "limit"})
        return hash_of(f"{self.name} {self.tenant} {asked}".encode())[8:24]
