from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import calls, says


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


async def told_after(desk: Desk, note: str) -> dict[str, object]:
    ids = await desk.some(1)
    desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Well."))
    await desk.turn("Delete it", Person(note=note))
    return desk.model.answers()[-1]


async def test_what_was_said_with_an_approval_reaches_the_model(desk: Desk) -> None:
    told = await told_after(desk, "Tell Bob afterwards.")
    assert told["status"] == "done"
    assert told["guidance"] == "Tell Bob afterwards."


async def test_an_approval_without_words_says_nothing_to_the_model(desk: Desk) -> None:
    told = await told_after(desk, "")
    assert told["status"] == "done"
    assert "guidance" not in told
