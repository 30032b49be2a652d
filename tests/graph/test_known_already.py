from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.events import Acted
from graph.marks import Point
from tests.graph.fakes_desk import Person
from tests.graph.fakes_model import calls, says
from tests.graph.fakes_seconds import NO, Office, office_for, rules

POINTS: list[Point] = ["recorded", "told", "acted"]
"""From when it is known that it was done until the conversation has gone on."""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_for(tmp_path, "fresh_login") as office:
        yield office


async def done_and_killed(office: Office, point: Point) -> None:
    """Have something deleted by a process that does not come to say so."""
    ids = await office.desk.some(1)
    office.desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Well."))
    office.dies_at(point)
    await office.reopen()
    await office.desk.turn("Delete it", Person())
    assert await office.desk.deletions() == 1
    office.desk.model.then(says("Done."))


async def it_is_told_as_done(office: Office) -> None:
    events = await office.desk.resume(Person())
    (acted,) = [event for event in events if isinstance(event, Acted)]
    assert [receipt.outcome for receipt in acted.receipts] == ["done"]
    assert office.desk.model.answers()[0]["status"] == "done"
    assert await office.desk.deletions() == 1


@pytest.mark.parametrize("point", POINTS)
async def test_what_is_known_to_be_done_nobody_is_asked_to_confirm_again_and_no_no_undoes_it(
    office: Office, point: Point
) -> None:
    await done_and_killed(office, point)
    asked, office.page.answers = len(office.page.asked), [NO]
    await office.reopen(office.cut)
    await it_is_told_as_done(office)
    assert len(office.page.asked) == asked


@pytest.mark.parametrize("point", POINTS)
async def test_what_is_known_to_be_done_is_told_as_done_under_whatever_rules(
    office: Office, tmp_path: Path, point: Point
) -> None:
    await done_and_killed(office, point)
    office.desk.ground = replace(office.desk.ground, pdp=rules(tmp_path, "fresh_login", "second_opinion"))
    await office.reopen(office.cut)
    await it_is_told_as_done(office)
