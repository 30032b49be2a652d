"""Opaque cursors: where a list goes on, good for the same list asked in the same way only."""

from __future__ import annotations

import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from app.sandbox.platform.digests import hash_of
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.queries import PageQuery
from app.sandbox.platform.shapes import Page

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Listing:
    """One way of asking for one list."""

    name: str
    tenant: str
    query: PageQuery

    def page(
        self,
        db: sqlite3.Connection,
        select: str,
        asked: Mapping[str, object],
        shape: Callable[[sqlite3.Row], Item],
    ) -> Page[Item]:
        """Return the part of the list that a statement finds.

        It is given what is asked, the tenant, `after`: the sequence number that the cursor stands at or null, and
        `rows`: one more than are wanted, which tells whether the list goes on.

        Raises:
            Problem: 400, the cursor is not one of this list.

        """
        limit = self.query.limit
        place = {"tenant": self.tenant, "after": self._after(), "rows": limit + 1}
        rows = db.execute(select, {**asked, **place}).fetchall()
        return Page(items=[shape(row) for row in rows[:limit]], next_cursor=self._next([row["seq"] for row in rows]))

    def sift(
        self,
        db: sqlite3.Connection,
        select: str,
        asked: Mapping[str, object],
        shape: Callable[[sqlite3.Row], Item | None],
    ) -> Page[Item]:
        """Return the part of a list of which a statement finds too much; what shapes to nothing is left out.

        Raises:
            Problem: 400, the cursor is not one of this list.

        """
        rows = db.execute(select, {**asked, "tenant": self.tenant, "after": self._after()}).fetchall()
        shown = ((row["seq"], item) for row in rows if (item := shape(row)) is not None)
        found = list(islice(shown, self.query.limit + 1))
        items = [item for _, item in found[: self.query.limit]]
        return Page(items=items, next_cursor=self._next([seq for seq, _ in found]))

    def _after(self) -> int | None:
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

    def _next(self, seqs: Sequence[int]) -> str | None:
        if len(seqs) <= self.query.limit:
            return None
        return urlsafe_b64encode(json.dumps([self._mark, seqs[self.query.limit - 1]]).encode()).decode()

    @property
    def _mark(self) -> str:
        asked = self.query.model_dump_json(exclude={"cursor", "limit"})
        return hash_of(f"{self.name} {self.tenant} {asked}".encode())[8:24]
