from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.events import Acted, Confirming, Ended, Event, Failed, Settled
from graph.marks import Point
from graph.trouble import Trouble
from tests.graph.fakes_desk import Person, nobody
from tests.graph.fakes_model import calls, says
from tests.graph.fakes_seconds import NO, Office, office_for
from tests.sandbox.fakes_platform import wire


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_for(tmp_path, "fresh_login") as office:
        yield office


async def wish(office: Office) -> list[str]:
    ids = await office.desk.some(1)
    office.desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Well."))
    return ids


def settled(events: list[Event]) -> list[str]:
    return [event.choice for event in events if isinstance(event, Settled)]


async def test_what_needs_a_fresh_sign_in_is_confirmed_at_the_provider_then_sent_once(office: Office) -> None:
    await wish(office)
    person = Person()
    events = await office.desk.turn("Delete it", person)
    ((detail, scopes),) = office.page.asked
    (proposal,) = person.proposals
    assert detail["change"] == proposal.change_digest
    assert scopes == ("tasks:delete",)
    whole = detail["whole"]
    assert isinstance(whole, list)
    assert [(one["method"], one["path"], one["content_type"]) for one in whole] == [
        ("POST", "/v1/tasks/delete", "application/json")
    ]
    assert proposal.change.rows[0].id in whole[0]["body"]
    told = [type(event) for event in events if isinstance(event, Confirming | Settled | Acted)]
    assert told == [Confirming, Settled, Acted]
    assert await office.desk.deletions() == 1


async def test_the_page_shows_in_words_what_is_known_here_too(office: Office) -> None:
    ids = await wish(office)
    label = (await office.desk.stand.get(f"/v1/tasks/{ids[0]}")).json()["key"]
    events = await office.desk.turn("Delete it", Person())
    (told,) = [event for event in events if isinstance(event, Confirming)]
    assert told.opened
    assert label in told.shows[0]


async def test_the_decision_says_that_the_provider_has_confirmed_it(office: Office) -> None:
    await wish(office)
    person = Person()
    await office.desk.turn("Delete it", person)
    decision = office.desk.session._parts.ledger.decision(person.proposals[0].id)  # noqa: SLF001  # as it is kept
    assert decision is not None
    assert decision.met == ("fresh_login",)


@pytest.mark.parametrize(
    "trouble",
    [
        NO,
        Trouble("You left the page of your provider.", "Approve it again."),
        Trouble("Somebody else signed in there.", "Approve it again."),
        "sha-256:another",
    ],
    ids=["denied", "abandoned", "other account", "other change"],
)
async def test_where_the_provider_does_not_confirm_it_the_card_stays_and_says_so_and_nothing_is_sent(
    office: Office, trouble: Trouble | str
) -> None:
    await wish(office)
    office.page.answers = [trouble]
    person = Person(["approve", "reject"])
    events = await office.desk.turn("Delete it", person)
    assert len({proposal.digest for proposal in person.proposals}) == 1
    assert len(person.proposals) == 2
    assert [event.sentence for event in events if isinstance(event, Failed)] == [
        trouble.sentence if isinstance(trouble, Trouble) else "Your provider has confirmed something else than this."
    ]
    assert settled(events) == ["reject"]
    assert office.tokens.acts == []


async def test_a_no_at_the_provider_can_be_followed_by_a_yes_however_often(office: Office) -> None:
    await wish(office)
    office.page.answers = [NO] * 5
    events = await office.desk.turn("Delete it", Person())
    assert settled(events) == ["approve"]
    assert len(office.page.asked) == 6
    assert await office.desk.deletions() == 1


async def test_a_card_that_runs_out_at_the_provider_is_over(office: Office) -> None:
    await wish(office)

    async def slow(*_: object) -> None:
        office.desk.clock.now += 700
        raise NO

    office.page.confirm = slow  # type: ignore[method-assign, assignment]  # a page where time goes by
    events = await office.desk.turn("Delete it", Person())
    assert settled(events) == ["expired"]
    assert office.tokens.acts == []


async def test_the_page_is_asked_last_so_that_nothing_else_waits_for_it(office: Office) -> None:
    first, second = await office.desk.some(2)
    wanted = [
        ("delete_tasks", {"task_ids": [first], "why": "Stale."}),
        ("update_task", {"task": second, "title": "Made up", "why": "Nicer."}),
    ]
    office.desk.model.then(calls(*wanted), says("One."))
    events = await office.desk.turn(f"Delete {first} and rename {second}", Person())
    shown = [event for event in events if isinstance(event, Settled | Confirming)]
    assert [type(event) for event in shown] == [Settled, Confirming, Settled]
    assert isinstance(shown[1], Confirming)
    assert shown[0].proposal != shown[1].proposal == shown[2].proposal
    assert await office.desk.deletions() == 1


async def test_of_two_that_the_page_is_asked_for_each_has_its_own_answer(office: Office) -> None:
    wanted = [("delete_tasks", {"task_ids": [one], "why": "Stale."}) for one in await office.desk.some(2)]
    office.desk.model.then(calls(*wanted), says("One."))
    office.page.answers = [NO]
    events = await office.desk.turn("Delete them", Person(["approve", "approve", "reject"]))
    assert settled(events) == ["approve", "reject"]
    assert len(office.page.asked) == 2
    assert await office.desk.deletions() == 1


async def test_a_reject_needs_no_provider(office: Office) -> None:
    await wish(office)
    await office.desk.turn("Delete it", Person(["reject"]))
    assert office.page.asked == []


async def test_a_page_that_nobody_answers_ends_with_the_turn_that_is_stopped(office: Office) -> None:
    await wish(office)
    office.page.answers = ["nothing"]
    events = []
    async for event in office.desk.session.turn("Delete it", Person()):
        events.append(event)
        if isinstance(event, Confirming):
            await office.desk.session.stop()
    assert events[-1] == Ended("stopped")
    assert settled(events) == ["stopped"]
    assert office.page.left == 1
    assert office.tokens.acts == []


async def test_without_a_provider_that_can_be_asked_it_is_a_no_in_words(office: Office) -> None:
    await wish(office)
    office.desk.ground = replace(office.desk.ground, freshness=None, approvals=None)
    await office.reopen()
    person = Person()
    await office.desk.turn("Delete it", person)
    assert person.asked == []
    assert "a fresh sign-in, which this version can't ask for" in str(office.desk.model.answers()[0]["sentence"])


POINTS: list[Point] = [
    "answered",
    "confirming",
    "confirmed",
    "decided",
    "heard",
    "acting",
    "claimed",
    "sending",
    "sent",
]


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_it_is_confirmed_anew_where_it_must_be_and_done_once(
    office: Office, point: Point
) -> None:
    await wish(office)
    office.dies_at(point)
    await office.reopen()
    await office.desk.turn("Delete it", Person())
    done = await office.desk.deletions()
    assert done == (1 if point == "sent" else 0)
    office.desk.model.then(says("Done."))
    await office.reopen(office.cut)
    asked = len(office.page.asked)
    events = await office.desk.resume(Person())
    assert events[-1] == Ended("done")
    assert await office.desk.deletions() == 1
    assert len(office.page.asked) - asked == (0 if point == "sent" else 1)
    assert office.desk.model.answers()[0]["status"] == "done"


async def test_after_a_restart_nobody_is_asked_to_confirm_what_has_run_out(office: Office) -> None:
    await wish(office)
    office.dies_at("heard")
    await office.reopen()
    await office.desk.turn("Delete it", Person())
    asked = len(office.page.asked)
    office.desk.clock.now += 3600
    await office.reopen(office.cut)
    await office.desk.resume(nobody)
    assert len(office.page.asked) == asked
    assert office.tokens.acts == []
    assert office.desk.model.answers()[0]["status"] == "expired"


async def test_after_a_restart_a_no_at_the_provider_closes_what_was_approved_and_nothing_is_sent(
    office: Office,
) -> None:
    await wish(office)
    office.dies_at("heard")
    await office.reopen()
    await office.desk.turn("Delete it", Person())
    office.page.answers = [NO]
    await office.reopen(office.cut)
    events = await office.desk.resume(nobody)
    assert events[-1] == Ended("done")
    assert office.tokens.acts == []
    (answer,) = office.desk.model.answers()
    assert answer["sentence"] == f"{NO.sentence} Nothing was sent."
    assert await office.desk.resume(nobody) == []


async def test_records_that_change_while_the_page_is_open_stop_it_at_the_platform(office: Office) -> None:
    ids = await wish(office)

    async def meanwhile(*_: object) -> None:
        tag = (await office.desk.stand.get(f"/v1/tasks/{ids[0]}")).headers["etag"]
        await office.desk.stand.write(wire("PATCH", f"/v1/tasks/{ids[0]}", {"title": "Other"}, if_match=tag))
        raise NO

    office.page.confirm = meanwhile  # type: ignore[method-assign, assignment]  # a page where something happens
    await office.desk.turn("Delete it", Person(["approve", "reject"]))
    assert await office.desk.deletions() == 0
