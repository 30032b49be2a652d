"""What governing costs: turns of Countersign beside those of a bare loop, disk syncs included, network excluded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure
from tests.bench.loop import Bare, kept
from tests.bench.timed import timed
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import calls, says

WARM, ROUNDS = 5, 40
READ_GOAL, CYCLE_GOAL, LONG_GOAL, SIZE_GOAL_MIB = 1.5, 2.5, 1.5, 10
LONG, SHORT = 500, 5
"""Turns of two messages each."""
MIB = 1024 * 1024

Runs = tuple[list[float], list[float]]


def turn() -> Iterator[Figure]:
    """Compare turns with a read, turns with a change that is asked, and turns in a long thread and a short one."""
    yield Figure("turn.read", "ms", *asyncio.run(_beside_bare(_read)), READ_GOAL)
    yield Figure("turn.approved", "ms", *asyncio.run(_beside_bare(_change)), CYCLE_GOAL)
    (long, short), (size, less) = asyncio.run(_long_and_short())
    yield Figure("turn.in_1000_messages", "ms", long, short, LONG_GOAL)
    yield Figure("turn.1000_messages", "MiB", [size], [less], SIZE_GOAL_MIB, of="value")


def _read(desk: Desk, task: str, number: int) -> None:
    desk.model.then(calls(("get_task", {"task": task})), says(f"Read {number}."))


def _change(desk: Desk, task: str, number: int) -> None:
    wish = {"task": task, "title": f"Made up {number}", "why": "Neater."}
    desk.model.then(calls(("update_task", wish)), says("Done."))


async def _beside_bare(wish: Callable[[Desk, str, int], None]) -> Runs:
    ours: list[float] = []
    plain: list[float] = []
    with TemporaryDirectory() as folder:
        async with desk_for(Path(folder)) as desk:
            bare = Bare(desk, Path(folder) / "bare")
            await bare.open()
            (task,) = await desk.some(1)
            person = Person()
            for number in range(WARM + ROUNDS):
                wish(desk, task, 2 * number)
                plain.append(await timed(lambda: bare.turn("Go on")))
                wish(desk, task, 2 * number + 1)
                ours.append(await timed(lambda: desk.turn("Go on", person)))
            await bare.close()
    return ours[WARM:], plain[WARM:]


async def _long_and_short() -> tuple[Runs, tuple[float, float]]:
    runs: Runs = ([], [])
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        async with AsyncExitStack() as stack:
            desks = [
                await stack.enter_async_context(desk_for(await _talked(Path(folder), turns)))
                for folder, turns in ((one, LONG), (other, SHORT))
            ]
            for number in range(WARM + ROUNDS):
                for desk, times in zip(desks, runs, strict=True):
                    desk.model.then(says(f"Yes, {number}."))
                    times.append(await timed(lambda desk=desk: desk.turn("And now?")))  # type: ignore[misc]  # bound now
            sizes = [kept(Path(folder) / "data", ("*.db*",)) / MIB for folder in (one, other)]
    return (runs[0][WARM:], runs[1][WARM:]), (sizes[0], sizes[1])


async def _talked(folder: Path, turns: int) -> Path:
    """Return a folder with a conversation of so many turns."""
    async with desk_for(folder) as desk:
        for number in range(turns):
            desk.model.then(says(f"Answer {number}: " + "some words that are as many as an answer has. " * 8))
            await desk.turn(f"Question {number}, as long as people ask them")
    return folder
