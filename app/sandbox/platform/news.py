"""Tells whoever listens that something about an approval has changed; who does not listen costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

Told = dict[str, None]
"""Ids in the order in which they were told, each once."""


class Listener:
    """One who listens at a company; what is told twice before they ask is told once."""

    def __init__(self) -> None:
        self._told: Told = {}
        self._any = asyncio.Event()

    def tell(self, approval: str) -> None:
        """Keep that something about this approval has changed."""
        self._told[approval] = None
        self._any.set()

    def wake(self) -> None:
        """Let them look around, though nothing has changed."""
        self._any.set()

    async def next(self, seconds: float) -> list[str]:
        """Return what has changed; nothing where nothing did for so many seconds, or they were woken."""
        try:
            await asyncio.wait_for(self._any.wait(), seconds)
        except TimeoutError:
            return []
        told, self._told = list(self._told), {}
        self._any.clear()
        return told


class News:
    """All who listen, by company; they and the tellers are in one event loop."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self._closed = False

    @property
    def listening(self) -> int:
        """Return how many listen."""
        return sum(map(len, self._listeners.values()))

    def tell(self, tenant: str, approval: str) -> None:
        """Tell whoever listens at a company that something about an approval has changed."""
        for one in self._listeners.get(tenant, ()):
            one.tell(approval)

    def close(self) -> None:
        """Let all who listen know that there will be no more news."""
        self._closed = True
        for here in self._listeners.values():
            for one in here:
                one.wake()

    async def listen(self, tenant: str, every: float, until: float) -> AsyncGenerator[list[str], None]:
        """Yield what changes at a company, nothing at once and whenever nothing did for `every` seconds.

        It ends after `until` seconds, or when there will be no more news.
        """
        one, clock = Listener(), asyncio.get_running_loop().time
        end = clock() + until
        self._listeners.setdefault(tenant, set()).add(one)
        try:
            yield []
            while not self._closed and (left := end - clock()) > 0:
                yield await one.next(min(every, left))
        finally:
            here = self._listeners[tenant]
            here.discard(one)
            if not here:
                del self._listeners[tenant]
