import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.integrity.nursery import Job, Nursery
from tests.integrity.outcome import finished, is_done_once, some_tasks
from tests.integrity.wishes import WISHES

ASKED = ("judged", "offered", "asking", "answered", "decided", "heard")
ALWAYS = (
    "model called",
    "model answered",
    "looking",
    "looked",
    "acting",
    "claimed",
    "token made",
    "sending",
    "arrived",
)
AFTER = ("sent", "recorded", "told", "acted", "saved")
POINTS = (*ALWAYS[:4], *ASKED, *ALWAYS[4:], *AFTER)
SEEDS = range(200 if os.environ.get("COUNTERSIGN_SOAK") else 8)
KILLED = -signal.SIGKILL


class Kill(NamedTuple):
    wish: str
    point: str
    time: int = 1


MATRIX = [
    *(Kill(("create", "update", "delete", "batch")[number % 4], point) for number, point in enumerate(POINTS)),
    *(Kill("batch", point, 2) for point in ("sending", "arrived", "recorded")),
    Kill("delete", "model called", 2),
    Kill("update", "saved", 2),
    *(Kill("routine", point) for point in ("acting", "arrived", "sent")),
]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(Path(__file__).resolve().parents[2]) as nursery:
        yield nursery


@pytest.fixture
async def tasks(tmp_path: Path) -> tuple[str, ...]:
    return await some_tasks(tmp_path)


def test_the_matrix_has_every_point_and_at_least_28_runs_and_14_points() -> None:
    assert len(MATRIX) >= 28
    assert len({kill.point for kill in MATRIX}) >= 14
    from tests.integrity import child  # noqa: PLC0415  # only this test needs what a child loads

    assert set(child.POINTS) == set(POINTS)


@pytest.mark.parametrize("kill", MATRIX, ids=lambda kill: f"{kill.wish}-{kill.point.replace(' ', '-')}-{kill.time}")
def test_killed_at_a_point_it_is_finished_once_and_told(
    nursery: Nursery, tmp_path: Path, tasks: tuple[str, ...], kill: Kill
) -> None:
    first = Job(str(tmp_path), "turn", kill.wish, tasks, kill.point, kill.time)
    assert nursery.run(first) == [KILLED]
    is_done_once(finished(nursery, tmp_path, kill.wish, tasks), kill.wish)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_again_and_again_at_any_point_it_is_finished_once_and_told(
    nursery: Nursery, tmp_path: Path, tasks: tuple[str, ...], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # a choice of tests, no secret
    wish = chance.choice(list(WISHES))
    nursery.run(Job(str(tmp_path), "turn", wish, tasks, chance.choice(POINTS), chance.randint(1, 2)))
    for _ in range(chance.randint(0, 3)):
        nursery.run(Job(str(tmp_path), "finish", wish, tasks, chance.choice(POINTS), chance.randint(1, 2)))
    is_done_once(finished(nursery, tmp_path, wish, tasks), wish)
