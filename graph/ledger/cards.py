"""Finds the cards that are open in any conversation of an account, for whoever shows them side by side."""

from __future__ import annotations

from collections.abc import Callable

from graph.ledger.decisions import Decisions
from graph.storage.audit import Audit
from graph.storage.store import Store
from tools.change import Proposal


class Cards(Decisions):
    """The open proposals of every conversation."""

    def open_everywhere(self) -> list[tuple[Proposal, int]]:
        """Return what is open, oldest first, each with when it was proposed, in Unix seconds."""
        rows = self._store.all("SELECT * FROM proposals WHERE state = 'open' ORDER BY rowid")
        return [(self._proposal(row), row["at"]) for row in rows]


def open_cards(store: Store, clock: Callable[[], float]) -> list[tuple[Proposal, int]]:
    """Return what waits for the person in any conversation, oldest first, each with when it was proposed."""
    return Cards(store, Audit(store, clock), clock).open_everywhere()
