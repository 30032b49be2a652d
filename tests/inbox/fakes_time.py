"""Times to wait by: one that passes only when a test lets it, and everybody's."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time

SETTLES, CALM = 200, 20
"""How often the loop goes round, at most, until whoever was woken has done what follows; and how often at rest."""


class Time:
    """Seconds since nowhere in particular, and sleeping through them."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._numbers = itertools.count()
        self._due: list[tuple[float, int, asyncio.Future[None]]] = []

    def steady(self) -> float:
        """Return how late it is."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Sleep until that much time was let pass."""
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._due, (self.now + seconds, next(self._numbers), woken))
        await woken

    async def forward(self, seconds: float) -> None:
        """Let time pass, and let everybody who wakes meanwhile do what they do."""
        until = self.now + seconds
        await settled()
        while self._due and self._due[0][0] <= until:
            self.now, _, woken = heapq.heappop(self._due)
            if not woken.done():
                woken.set_result(None)
                await settled()
        self.now = until


class Everybodys(Time):
    """Time as it passes outside."""

    def steady(self) -> float:
        """Return how late it is."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Sleep for real."""
        await asyncio.sleep(seconds)


async def settled() -> None:
    """Let everything happen that needs no time: nobody is woken by somebody asleep."""
    awake = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # noqa: SLF001  # a loop tells nobody
    calm = 0
    for _ in range(SETTLES):
        await asyncio.sleep(0)
        calm = 0 if awake else calm + 1
        if calm == CALM:
            return
