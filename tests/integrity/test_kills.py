import logging
import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.integrity.deaths import ASIDE, AT_THE_PROVIDER, STRAIGHT
from tests.integrity.nursery import Job, Nursery, Task
from tests.integrity.outcome import (
    finished,
    is_done_once,
    is_done_once_or_told_as_not_done,
    is_refused,
    some_tasks,
)
from tests.integrity.wishes import WISHES

log = logging.getLogger(__name__)

SOAK = bool(os.environ.get("COUNTERSIGN_SOAK"))
ROUNDS = (200, 100, 100) if SOAK else (1, 1, 1)
KILLED = -signal.SIGKILL
STEP_UP = (
    *("confirming", "page asked for", "page opened", "page answered", "vouched for", "confirmed", "decided", "acting"),
    *("claimed", "exchanged", "token made", "sending", "arrived", "sent", "recorded"),
)
"""From when the provider is asked until the platform's answer is kept."""

ASKED = (*STEP_UP[:8], "opening", "exchanged", "token made", "arrived", "opened", "parked", "acted", "saved")
AGREED = ("seconded", "looking", "acting", "claimed", "exchanged", "token made", "sending", "arrived", "sent", "told")
"""Before a second person is asked and until it is known that they were, and after they have agreed."""


class Kill(NamedTuple):
    wish: str
    point: str
    time: int = 1
    agreed: bool = False


MATRIX = (
    Kill("create", "model called"),
    Kill("update", "model answered"),
    Kill("transfer", "looking"),
    Kill("delete", "looked"),
    Kill("second", "judged"),
    Kill("create", "offered"),
    Kill("transfer", "asking"),
    Kill("update", "answered"),
    Kill("transfer", "confirming"),
    Kill("transfer", "page asked for"),
    Kill("transfer", "page opened"),
    Kill("transfer", "page answered"),
    Kill("transfer", "vouched for"),
    Kill("transfer", "confirmed"),
    Kill("transfer", "decided"),
    Kill("delete", "heard"),
    Kill("routine", "acting"),
    Kill("create", "claimed"),
    Kill("transfer", "exchanged"),
    Kill("transfer", "token made"),
    Kill("batch", "sending", 2),
    Kill("transfer", "arrived"),
    Kill("delete", "sent"),
    Kill("batch", "recorded", 2),
    Kill("transfer", "told"),
    Kill("update", "acted"),
    Kill("routine", "saved"),
    Kill("second", "opening"),
    Kill("second", "opened"),
    Kill("second", "parked"),
    Kill("second", "seconded", agreed=True),
)


@dataclass(frozen=True, slots=True)
class Round:
    """One wish in a folder of its own, and the processes that come and go until it is settled."""

    nursery: Nursery
    folder: Path
    wish: str
    tasks: tuple[str, ...]

    def run(self, task: Task, point: str = "", time: int = 1) -> int:
        (ended,) = self.nursery.run(Job(str(self.folder), task, self.wish, self.tasks, point, time))
        return ended

    def finish(self, decision: Task = "agree") -> dict[str, object]:
        """Have somebody go on, the second person decide where one must, and the first one go on with that."""
        if WISHES[self.wish].of_two:
            finished(self.nursery, self.folder, self.wish, self.tasks)
            assert self.run(decision) == 0
        return finished(self.nursery, self.folder, self.wish, self.tasks)


Begun = Callable[[str], Round]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(Path(__file__).resolve().parents[2]) as nursery:
        yield nursery


@pytest.fixture
async def begun(nursery: Nursery, tmp_path: Path) -> Begun:
    tasks = await some_tasks(tmp_path)
    return lambda wish: Round(nursery, tmp_path, wish, tasks)


def test_the_matrix_has_every_point_and_at_least_28_runs_and_14_points_on_every_effect() -> None:
    assert len(MATRIX) >= 28
    assert {kill.point for kill in MATRIX} == {*STRAIGHT, *ASIDE, *AT_THE_PROVIDER}
    assert {kill.wish for kill in MATRIX} == {*WISHES}
    assert {*STEP_UP, *ASKED, *AGREED} <= {kill.point for kill in MATRIX}


@pytest.mark.parametrize("kill", MATRIX, ids=lambda kill: f"{kill.wish}-{kill.point.replace(' ', '-')}-{kill.time}")
def test_killed_at_a_point_it_is_finished_once_and_told(begun: Begun, kill: Kill) -> None:
    one = begun(kill.wish)
    if kill.agreed:
        assert (one.run("turn"), one.run("agree")) == (0, 0)
    assert one.run("finish" if kill.agreed else "turn", kill.point, kill.time) == KILLED
    is_done_once(one.folder, one.finish(), one.wish)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS[0]))
def test_killed_again_and_again_at_any_point_it_is_finished_once_and_told(begun: Begun, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a choice of tests, no secret
    grid = [(wish, point) for point in STRAIGHT for wish in WISHES]
    wish, point = grid[seed] if seed < len(grid) else chance.choice(grid)
    one = begun(wish)
    killed = [one.run("turn", point, chance.randint(1, 2))]
    killed += [one.run("finish", chance.choice(STRAIGHT), chance.randint(1, 2)) for _ in range(chance.randint(0, 3))]
    tell(one, point, killed)
    is_done_once(one.folder, one.finish(), wish)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS[1]))
def test_killed_around_the_providers_page_money_moves_once_and_is_told(begun: Begun, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a choice of tests, no secret
    one, point = begun("transfer"), STEP_UP[seed % len(STEP_UP)]
    killed = [one.run("turn", point)]
    assert killed == [KILLED]
    killed += [one.run("finish", chance.choice(STEP_UP)) for _ in range(chance.randint(0, 3))]
    tell(one, point, killed)
    is_done_once(one.folder, one.finish(), "transfer")


@pytest.mark.soak
@pytest.mark.parametrize("point", STEP_UP if SOAK else ["exchanged"])
def test_killed_around_the_providers_page_where_they_say_no_then_it_is_known_whether_money_moved(
    begun: Begun, point: str
) -> None:
    one = begun("transfer")
    assert (one.run("turn", point), one.run("deny")) == (KILLED, 0)
    found = finished(one.nursery, one.folder, one.wish, one.tasks, "late")
    assert is_done_once_or_told_as_not_done(one.folder, found) == (point in {"arrived", "sent", "recorded"})


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS[2]))
def test_killed_around_a_second_persons_decision_money_moves_once_if_they_agree(begun: Begun, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a choice of tests, no secret
    one, point = begun("second"), ASKED[seed % len(ASKED)]
    decision: Task = "refuse" if chance.random() < 0.2 else "agree"
    killed = [one.run("turn", point)]
    killed += [one.run("finish", chance.choice(ASKED)) for _ in range(chance.randint(0, 1))]
    assert one.run(decision) == 0
    killed += [one.run("finish", chance.choice(AGREED)) for _ in range(chance.randint(0, 2))]
    tell(one, point, killed)
    found = one.finish(decision)
    if decision == "agree":
        is_done_once(one.folder, found, "second")
    else:
        is_refused(one.folder, found)


def tell(one: Round, point: str, ended: Sequence[int]) -> None:
    """Say what was done to one wish, for whoever looks at the log."""
    assert {*ended} <= {0, KILLED}
    log.info("%s from %r on: %d processes, %d of them killed", one.wish, point, len(ended), ended.count(KILLED))
