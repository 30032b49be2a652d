"""Takes the time of work inside this process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import perf_counter


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Return how many milliseconds some work took."""
    began = perf_counter()
    await work()
    return (perf_counter() - began) * 1000
