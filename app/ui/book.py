"""What is known of a conversation on this screen: what happens now, and older pages as they are fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from app.ui.story import Item, Story
from graph.events import Entry

History = Callable[[int | None, int], Awaitable[Sequence[Entry]]]
"""Fetches kept entries: so many at most, older than one, or the newest where it is None."""


class Book:
    """A story that grows at both ends; `more` tells whether there may be older pages than those fetched."""

    def __init__(self, history: History) -> None:
        self.story = Story()
        self.more = True
        self._history = history
        self._oldest: int | None = None
        self._fetching = asyncio.Lock()

    @property
    def items(self) -> Sequence[Item]:
        """Return all that is known, oldest first."""
        return self.story.items

    @property
    def fetching(self) -> bool:
        """Tell whether a page is on its way."""
        return self._fetching.locked()

    async def fetch(self, limit: int) -> bool:
        """Fetch older entries and put them in front; tells whether there were any."""
        async with self._fetching:
            entries = await self._history(self._oldest, limit) if self.more else ()
            self.more = len(entries) == limit
            self.story.prepend(entries)
            self._oldest = entries[0].seq if entries else self._oldest
        return bool(entries)
