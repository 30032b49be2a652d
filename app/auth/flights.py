"""One call for all who want the same thing at the same time, finished even if those who wait go away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Flights(Generic[Result]):
    """Calls under way, by event loop and key.

    A refresh that has used up its token must be written down whatever happens to the turn that wanted it, so
    cancelling the wait never cancels the call.
    """

    def __init__(self) -> None:
        self._tasks: dict[tuple[asyncio.AbstractEventLoop, Hashable], asyncio.Task[Result]] = {}

    async def join(self, key: Hashable, start: Callable[[], Coroutine[object, object, Result]]) -> Result:
        """Wait for the call under way for this key, or start it."""
        place = (asyncio.get_running_loop(), key)
        task = self._tasks.get(place)
        if task is None:
            task = asyncio.ensure_future(start())
            self._tasks[place] = task
            task.add_done_callback(lambda done: self._landed(place, done))
        return await asyncio.shield(task)

    async def settle(self) -> None:
        """Wait until nothing is under way on this loop."""
        here = asyncio.get_running_loop()
        await asyncio.gather(*(task for (loop, _), task in self._tasks.items() if loop is here), return_exceptions=True)

    def _landed(self, place: tuple[asyncio.AbstractEventLoop, Hashable], task: asyncio.Task[Result]) -> None:
        del self._tasks[place]
        if not task.cancelled():
            task.exception()
