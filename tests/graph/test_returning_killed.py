from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from graph.events import Acted, Seconded
from graph.marks import Point
from tests.graph.fakes_desk import nobody
from tests.graph.fakes_model import says
from tests.graph.fakes_seconds import Killed, Office, office_for, parked
from tools.approvals import ApprovalState


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_for(tmp_path, "fresh_login", "second_person") as office:
        yield office


ALWAYS: list[Point] = ["seconded", "model called", "saved"]
SENT: list[Point] = ["acting", "claimed", "sending", "sent", "recorded", "told", "acted"]
DEATHS: list[tuple[ApprovalState, Point]] = [
    *(("approved", point) for point in (*ALWAYS, *SENT)),
    *(("rejected", point) for point in ALWAYS),
    *(("expired", point) for point in ALWAYS),
]


@pytest.mark.parametrize(("choice", "point"), DEATHS)
async def test_killed_at_any_point_on_the_way_back_it_is_done_once_and_told(
    office: Office, choice: ApprovalState, point: Point
) -> None:
    await parked(office)
    office.board.decide(choice, "Because.")
    office.dies_at(point)
    await office.reopen()
    office.desk.model.then(says("Then."), says("Then."))
    await office.desk.resume(nobody)
    office.desk.model._script.clear()  # noqa: SLF001  # the old process says nothing more
    await office.reopen(office.cut)
    office.desk.model.then(says("Well."), says("Well."))
    events = await office.desk.resume(nobody)
    acted = [event for event in events if isinstance(event, Acted)]
    assert len(acted) == (choice == "approved" and point not in {"model called", "saved"})
    assert office.desk.model.answers()[-1]["status"] == ("done" if choice == "approved" else choice)
    assert await office.desk.deletions() == (choice == "approved")
    history = [entry.event for entry in await office.desk.session.history(None, 100)]
    assert len([event for event in history if isinstance(event, Seconded)]) == 1
    assert len(office.page.asked) == 1
    assert await office.desk.resume(nobody) == []


async def test_new_words_after_a_kill_on_the_way_back_do_not_lose_what_was_agreed_to(office: Office) -> None:
    await parked(office)
    office.board.decide("approved")
    office.dies_at("acting")
    await office.reopen()
    await office.desk.resume(nobody)
    await office.reopen(office.cut)
    office.desk.model.then(says("Hello."))
    await office.desk.turn("Hello?", nobody)
    assert await office.desk.deletions() == 1
    assert office.tokens.approvals == ["ap_0"]


async def test_new_words_after_a_kill_before_it_was_judged_do_not_lose_it_either(office: Office) -> None:
    await parked(office)
    office.board.decide("approved")

    async def die(request: httpx.Request) -> None:
        office.desk.copy(office.cut)
        office.desk.line.before = None
        raise Killed(request.url)

    office.desk.line.before = die
    await office.desk.resume(nobody)
    await office.reopen(office.cut)
    office.desk.model.then(says("Hello."))
    await office.desk.turn("Hello?", nobody)
    assert await office.desk.deletions() == 1
    assert office.tokens.approvals == ["ap_0"]
    assert [answer["status"] for answer in office.desk.model.answers()] == ["waiting", "done"]
