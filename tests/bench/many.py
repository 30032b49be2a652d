"""What asking much at once costs: twenty reads in one message beside a single one, with a network's way between."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.bench.figures import Figure
from tests.bench.timed import timed
from tests.graph.fakes_desk import desk_for
from tests.graph.fakes_model import calls, says

MANY, ROUNDS, WARM, GOAL = 20, 12, 2, 1.5
WAY_SECONDS = 0.1
"""How long a request is under way to a platform elsewhere; the platform itself runs in this process."""


def many() -> Iterator[Figure]:
    """Compare a turn with twenty reads in one message and a turn with one."""
    yield Figure("reads.twenty_at_once", "ms", *asyncio.run(_many_and_one()), GOAL)


async def _many_and_one() -> tuple[list[float], list[float]]:
    runs: tuple[list[float], list[float]] = ([], [])
    with TemporaryDirectory() as folder:
        async with desk_for(Path(folder)) as desk:
            tasks = await desk.some(MANY)
            desk.line.before = _on_the_way
            for number in range(WARM + ROUNDS):
                for wanted, times in zip((tasks, tasks[:1]), runs, strict=True):
                    desk.clock.now += 60
                    desk.model.then(calls(*(("get_task", {"task": task}) for task in wanted)), says(f"Read {number}."))
                    times.append(await timed(lambda: desk.turn("Read them")))
    return runs[0][WARM:], runs[1][WARM:]


async def _on_the_way(_: httpx.Request) -> None:
    await asyncio.sleep(WAY_SECONDS)
