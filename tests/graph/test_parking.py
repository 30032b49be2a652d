from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.events import Acted, Confirming, Ended, Event, Failed, Parked, Seconded, Settled
from graph.ledger.halting import stop_all
from graph.marks import Point
from graph.storage.codec import encode
from graph.storage.store import Store
from tests.graph.fakes_desk import KEY, Person, nobody
from tests.graph.fakes_model import calls, says
from tests.graph.fakes_seconds import NO, Office, office_for
from tools.answers import Reply
from tools.approvals import NotOpened
from tools.platform import NoAnswer, NotSent

LOST = NoAnswer("The platform did not answer in full.", "Try again.")
OLD = NotOpened(Reply(401, None, {}, "Sign in again.", wants_fresh=True))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_for(tmp_path, "fresh_login", "second_person") as office:
        yield office


async def parked(office: Office, note: str = "") -> tuple[Person, list[Event]]:
    ids = await office.desk.some(1)
    office.desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("It waits."))
    person = Person(note=note)
    return person, await office.desk.turn("Delete it", person)


def kinds(events: list[Event], *wanted: type) -> list[type]:
    return [type(event) for event in events if isinstance(event, wanted)]


def answers(office: Office) -> list[dict[str, object]]:
    return office.desk.model.answers()


async def test_what_needs_a_second_person_waits_at_the_platform_and_the_conversation_goes_on(office: Office) -> None:
    person, events = await parked(office)
    (proposal,) = person.proposals
    assert kinds(events, Confirming, Settled, Parked, Acted) == [Confirming, Settled, Parked]
    (told,) = [event for event in events if isinstance(event, Parked)]
    assert (told.proposal, told.approval, told.who) == (proposal.id, "ap_0", "finance or an admin at Acme")
    assert events[-1] == Ended("done")
    (answer,) = answers(office)
    assert answer["status"] == "waiting"
    assert "Finance or an admin at Acme must agree to it too." in str(answer["sentence"])
    assert office.tokens.acts == []
    office.desk.model.then(says("Hello."))
    assert (await office.desk.turn("Hello", nobody))[-1] == Ended("done")
    assert await office.desk.deletions() == 0


async def test_the_platform_is_asked_with_the_whole_requests_for_exactly_this_change(office: Office) -> None:
    person, _ = await parked(office)
    (proposal,) = person.proposals
    (asked,) = office.board.asked
    (detail,) = asked.details
    assert (asked.change, detail["change"]) == (proposal.change_digest, proposal.change_digest)
    assert "whole" not in detail
    assert asked.requests == office.page.asked[0][0]["whole"]
    assert (asked.why, asked.expires_at) == ("Stale.", proposal.expires)
    assert office.page.asked[0][1] == ("tasks:delete", "approvals:open")


async def test_it_may_wait_for_almost_a_day_and_no_longer_than_the_platform_lets_it(office: Office) -> None:
    person, _ = await parked(office)
    left = person.proposals[0].expires - office.desk.clock.now
    assert 23 * 3600 < left < 24 * 3600


async def test_the_ledger_has_what_waits_and_the_audit_that_it_was_asked_before_it_was(office: Office) -> None:
    person, _ = await parked(office)
    (second,) = office.seconds.pending()
    assert (second.proposal, second.approval.id) == (person.proposals[0].id, "ap_0")
    audit = office.desk.session._parts.audit  # noqa: SLF001  # the audit as the session has it
    kept = [entry.kind for entry in audit.entries()]
    assert [kind for kind in kept if kind in {"decision", "second person asked", "parked"}] == [
        "decision",
        "second person asked",
        "parked",
    ]
    assert audit.verify().sound


async def test_where_the_provider_says_no_nobody_else_is_asked(office: Office) -> None:
    office.page.answers = [NO]
    ids = await office.desk.some(1)
    office.desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Well."))
    events = await office.desk.turn("Delete it", Person(["approve", "reject"]))
    assert [event.sentence for event in events if isinstance(event, Failed)] == [NO.sentence]
    assert office.board.asked == []


@pytest.mark.parametrize("lost", [1, 2])
async def test_an_answer_that_was_lost_is_asked_for_again_and_opens_nothing_twice(office: Office, lost: int) -> None:
    office.board.late = [LOST] * lost
    _, events = await parked(office)
    assert kinds(events, Parked) == [Parked]
    assert len(office.board.opened) == 1
    assert len(office.board.asked) == 1 + lost


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (NotOpened(Reply(403, None, {}, "Nobody at Acme may decide that.")), "Nobody at Acme may decide that."),
        (NotSent("Your session has ended.", "Sign in again."), "Your session has ended."),
    ],
    ids=["a no", "no token"],
)
async def test_where_it_can_not_be_opened_it_is_told_and_closed(office: Office, trouble: NotSent, said: str) -> None:
    office.board.troubles = [trouble]
    person, events = await parked(office)
    assert kinds(events, Parked) == []
    assert answers(office)[0]["sentence"] == f"{said} Nothing was sent."
    assert office.desk.session._parts.ledger.state(person.proposals[0].id) == "forbidden"  # noqa: SLF001  # as kept
    assert await office.desk.resume() == []


async def test_where_nobody_knows_whether_it_was_opened_it_never_runs(office: Office) -> None:
    office.board.late = [LOST] * 3
    await parked(office)
    assert "it will not run, whatever they say" in str(answers(office)[0]["sentence"])
    office.board.decide("approved")
    assert await office.desk.resume() == []
    assert office.tokens.acts == []


async def test_a_platform_that_wants_a_fresher_sign_in_first_gets_it_once(office: Office) -> None:
    office.board.troubles = [OLD]
    _, events = await parked(office)
    assert kinds(events, Confirming, Parked) == [Confirming, Confirming, Parked]
    office.board.troubles = [OLD, OLD]
    _, events = await parked(office)
    assert kinds(events, Confirming, Parked) == [Confirming, Confirming]


async def test_a_platform_that_wants_no_fresh_sign_in_asks_for_none(tmp_path: Path) -> None:
    async with office_for(tmp_path, "second_person") as office:
        _, events = await parked(office)
        assert kinds(events, Confirming, Parked) == [Parked]
        office.board.troubles = [OLD]
        _, events = await parked(office)
        assert kinds(events, Confirming, Parked) == [Confirming, Parked]


async def test_an_approval_of_something_else_is_none(office: Office) -> None:
    opening = office.board.open

    async def swapped(waiting: object) -> object:
        return replace(await opening(waiting), change="sha-256:other")  # type: ignore[arg-type]  # as it came

    office.board.open = swapped  # type: ignore[method-assign, assignment]  # a platform that lies
    person, events = await parked(office)
    assert kinds(events, Parked) == []
    assert "another change wait than this one" in str(answers(office)[0]["sentence"])
    assert office.seconds.of(person.proposals[0].id) is None


async def test_rules_that_have_changed_since_the_card_let_nobody_else_be_asked(office: Office) -> None:
    ids = await office.desk.some(1)
    office.desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Well."))
    pdp = office.desk.session._parts.pdp  # noqa: SLF001  # the rules as the session has them

    def later(point: Point) -> None:
        if point == "decided":
            pdp.bundle = "sha-256:others"

    before = pdp.bundle
    office.desk.ground = replace(office.desk.ground, mark=later)
    await office.reopen()
    await office.desk.turn("Delete it", Person())
    pdp.bundle = before
    assert office.board.asked == []
    assert answers(office)[0]["status"] == "overtaken"


async def test_what_has_run_out_before_anybody_else_was_asked_asks_nobody(office: Office) -> None:
    office.dies_at("decided")
    await office.reopen()
    await parked(office)
    office.desk.clock.now += 25 * 3600
    await office.reopen(office.cut)
    await office.desk.resume(nobody)
    assert office.board.asked == []
    assert answers(office)[0]["status"] == "expired"


async def test_without_a_platform_that_takes_approvals_it_is_a_no_in_words(office: Office) -> None:
    office.desk.ground = replace(office.desk.ground, approvals=None)
    await office.reopen()
    person, _ = await parked(office)
    assert person.asked == []
    assert "a second person, which this version can't ask for" in str(answers(office)[0]["sentence"])


async def test_a_turn_that_is_stopped_afterwards_leaves_what_waits_alone(office: Office) -> None:
    ids = await office.desk.some(1)
    office.desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("It waits."))
    async for event in office.desk.session.turn("Delete it", Person()):
        if isinstance(event, Parked):
            await office.desk.session.stop()
    assert len(office.seconds.pending()) == 1
    office.board.decide("approved")
    office.desk.model.then(says("Done."))
    await office.desk.resume()
    assert await office.desk.deletions() == 1


async def test_stopping_all_work_ends_what_waits_too(office: Office) -> None:
    await parked(office)
    assert office.desk.ground.folder is not None
    with Store.open(office.desk.ground.folder, KEY) as store:
        stop_all(store, office.desk.clock)
    office.board.decide("approved")
    assert await office.desk.resume() == []
    assert office.tokens.acts == []


POINTS: list[tuple[Point, int]] = [
    ("decided", 1),
    ("opening", 1),
    ("opened", 1),
    ("parked", 1),
    ("acted", 1),
    ("model called", 2),
]


@pytest.mark.parametrize(("point", "time"), POINTS)
async def test_killed_at_any_point_it_waits_once_and_is_done_once(office: Office, point: Point, time: int) -> None:
    office.dies_at(point, time)
    await office.reopen()
    await parked(office)
    office.desk.model._script.clear()  # noqa: SLF001  # the old process says nothing more
    await office.reopen(office.cut)
    office.desk.model.then(says("It waits."))
    events = await office.desk.resume(Person())
    assert events[-1] == Ended("done")
    assert len(office.board.opened) == 1
    assert len(office.board.asked) == {"opening": 1, "opened": 2}.get(point, 1)
    assert len(office.seconds.pending()) == 1
    office.board.decide("approved")
    office.desk.model.then(says("Done."))
    events = await office.desk.resume(nobody)
    assert kinds(events, Seconded, Acted) == [Seconded, Acted]
    assert await office.desk.deletions() == 1
    assert office.tokens.approvals == ["ap_0"]
    assert await office.desk.resume(nobody) == []


async def test_nothing_of_what_waits_lies_open_in_the_folder(office: Office) -> None:
    person, _ = await parked(office, note="Only this once")
    assert office.desk.ground.folder is not None
    kept = b"".join(path.read_bytes() for path in office.desk.ground.folder.rglob("*") if path.is_file())
    assert b"finance or an admin" not in kept
    assert person.proposals[0].change.rows[0].label.encode() not in kept
    assert encode(office.board.only) not in kept
