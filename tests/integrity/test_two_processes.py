import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integrity.nursery import Job, Nursery, Task
from tests.integrity.outcome import finished, is_done_once, some_tasks

ROUNDS = range(50 if os.environ.get("COUNTERSIGN_SOAK") else 5)
ENDED = [0, 0]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(Path(__file__).resolve().parents[2]) as nursery:
        yield nursery


async def approved_by_two(nursery: Nursery, folder: Path, task: Task) -> None:
    ids = await some_tasks(folder)
    assert nursery.run(Job(str(folder), "park", "delete", ids)) == [0]
    both = [Job(str(folder), task, "delete", ids, time=number) for number in (1, 2)]
    assert nursery.run(*both) == ENDED
    is_done_once(folder, finished(nursery, folder, "delete", ids), "delete")


@pytest.mark.soak
@pytest.mark.parametrize("round_", ROUNDS)
async def test_two_processes_approving_at_once_send_it_once(nursery: Nursery, tmp_path: Path, round_: int) -> None:
    assert round_ >= 0
    await approved_by_two(nursery, tmp_path, "approve")


@pytest.mark.soak
@pytest.mark.parametrize("round_", ROUNDS)
async def test_two_processes_that_both_show_the_card_and_hear_a_yes_at_once_send_it_once(
    nursery: Nursery, tmp_path: Path, round_: int
) -> None:
    assert round_ >= 0
    await approved_by_two(nursery, tmp_path, "card")
