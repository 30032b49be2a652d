from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.events import Acted, Parked, Seconded, Settled
from graph.marks import Point
from tests.graph.fakes_desk import Person, nobody
from tests.graph.fakes_model import says
from tests.graph.fakes_seconds import Office, office_for, parked
from tests.sandbox.fakes_platform import wire

POINTS: list[Point] = ["parked", "acted"]
"""From when it waits until the conversation has gone on without it."""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_for(tmp_path, "fresh_login", "second_person") as office:
        yield office


async def killed(office: Office, point: Point) -> str:
    """Have something wait at the platform by a process that does not come to say so; return its record."""
    office.dies_at(point)
    await office.reopen()
    proposal = await parked(office)
    office.desk.model._script.clear()  # noqa: SLF001  # the old process says nothing more
    office.desk.model.then(says("It is decided."), says("So it is."))
    return proposal.change.rows[0].id


@pytest.mark.parametrize("point", POINTS)
async def test_a_no_is_told_in_the_words_of_whoever_said_it(office: Office, point: Point) -> None:
    await killed(office, point)
    office.board.decide("rejected", "Not this year.")
    await office.reopen(office.cut)
    events = await office.desk.resume(nobody)
    answers = office.desk.model.answers()
    assert [answer["status"] for answer in answers] == ["waiting", "rejected"]
    assert "Not this year." in str(answers[-1]["sentence"])
    assert [type(event) for event in events if isinstance(event, Parked | Seconded | Acted)] == [Seconded]
    assert office.tokens.approvals == []
    assert await office.desk.deletions() == 0
    assert await office.desk.resume(nobody) == []


@pytest.mark.parametrize("point", POINTS)
async def test_a_yes_is_acted_on_once(office: Office, point: Point) -> None:
    await killed(office, point)
    office.board.decide("approved")
    await office.reopen(office.cut)
    await office.desk.resume(nobody)
    assert [answer["status"] for answer in office.desk.model.answers()] == ["waiting", "done"]
    assert office.tokens.approvals == ["ap_0"]
    assert await office.desk.deletions() == 1
    assert await office.desk.resume(nobody) == []


@pytest.mark.parametrize("point", POINTS)
async def test_what_has_changed_by_then_is_looked_at_and_asked_anew(office: Office, point: Point) -> None:
    task = await killed(office, point)
    office.board.decide("approved")
    tag = (await office.desk.stand.get(f"/v1/tasks/{task}")).headers["etag"]
    await office.desk.stand.write(wire("PATCH", f"/v1/tasks/{task}", {"title": "Other"}, if_match=tag))
    await office.reopen(office.cut)
    person = Person(["reject"])
    events = await office.desk.resume(person)
    assert [event.choice for event in events if isinstance(event, Settled)] == ["overtaken", "reject"]
    assert len(person.proposals) == 1
    assert office.tokens.approvals == []
