import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.inbox.deciding import ANOTHER, LOOK_AGAIN, NOT_KNOWN, TRIES, Choice
from app.ui.inbox import Decided, Opening, Outcome, Refused
from tests.inbox.fakes_town import Terminal, Town, Way, town
from tools.approvals import Approval

ASKED = "You asked for this yourself, so somebody else must decide on it: finance or an admin at Acme."


@pytest.fixture
async def built(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


class Hall:
    """Alice has asked for a transfer, and Dave may decide on it."""

    alice: Terminal
    dave: Terminal
    approval: Approval

    async def now(self) -> Approval:
        return await self.alice.line.approvals.get(self.approval.id)


@pytest.fixture
async def hall(built: Town) -> Hall:
    made = Hall()
    made.alice, made.dave = await built.terminal("alice"), await built.terminal("dave")
    made.approval = await built.transfer(made.alice)
    return made


def refused(outcomes: list[Outcome]) -> Refused:
    assert isinstance(outcomes[-1], Refused), outcomes
    assert all(isinstance(outcome, Opening) for outcome in outcomes[:-1])
    return outcomes[-1]


async def test_it_waits_for_one_and_for_others_of_another_and_nobody_else_sees_it(built: Town, hall: Hall) -> None:
    (mine,), (theirs,) = await hall.alice.inbox.waiting(), await hall.dave.inbox.waiting()
    assert (mine.id, mine.waits, mine.state, mine.reason) == (hall.approval.id, "others", "pending", ASKED)
    assert (theirs.id, theirs.waits, theirs.by, theirs.reason) == (hall.approval.id, "second", "Alice Moreau", "")
    assert (theirs.typed, theirs.why) == ("15,000.00 EUR", "The printers are due.")
    assert ("Amount", "15,000.00 EUR") in theirs.lines
    for person in ("carol", "bob", "grace"):
        assert await (await built.terminal(person)).inbox.waiting() == []


@pytest.mark.parametrize(("choice", "state"), [("approve", "approved"), ("reject", "rejected")])
async def test_what_is_decided_on_the_providers_page_is_taken_once_with_its_reason(
    hall: Hall, choice: Choice, state: str
) -> None:
    opening, decided = await hall.dave.decide(hall.approval.id, choice, "As we said.")
    assert isinstance(opening, Opening)
    assert isinstance(decided, Decided)
    assert decided.choice == choice
    assert hall.dave.facts["your-decision"] == ("Approve it" if choice == "approve" else "Reject it")
    now = await hall.now()
    assert (now.state, now.comment, now.decided_by and now.decided_by.name) == (state, "As we said.", "Dave Okafor")
    (told,) = await hall.dave.inbox.waiting()
    assert told.state == state
    assert ("Decided by", f"Dave Okafor: {state}") in told.lines
    assert hall.dave.sent == 1


async def test_whoever_asked_is_not_even_sent_to_the_page(hall: Hall) -> None:
    assert await hall.alice.decide(hall.approval.id) == [Refused(ASKED, LOOK_AGAIN)]
    assert hall.alice.sent == 0


@pytest.mark.parametrize("person", ["bob", "carol", "grace"])
async def test_whoever_may_not_see_it_is_told_that_there_is_none(built: Town, hall: Hall, person: str) -> None:
    told = refused(await (await built.terminal(person)).decide(hall.approval.id))
    assert told == Refused("There is no such approval.", LOOK_AGAIN)
    assert (await hall.now()).state == "pending"


@pytest.mark.parametrize("name", ["ap_none", "../v1/me", "", "ap_1?x=y"])
async def test_what_is_no_approval_is_refused_in_words(hall: Hall, name: str) -> None:
    told = refused(await hall.dave.decide(name))
    assert told.sentence.endswith(".")
    assert hall.dave.sent == 0


async def test_what_would_do_another_thing_than_was_seen_is_not_even_brought_to_the_page(hall: Hall) -> None:
    seen = replace(await hall.dave.sees(hall.approval.id), change="sha-256:what-stood-there-before")
    assert [outcome async for outcome in hall.dave.inbox.decide(seen, "approve", "")] == [Refused(ANOTHER, LOOK_AGAIN)]
    assert (hall.dave.sent, (await hall.now()).state) == (0, "pending")


async def test_what_was_decided_is_refused_by_the_name_of_who_decided(built: Town, hall: Hall) -> None:
    await hall.dave.decide(hall.approval.id, "reject")
    erin = await built.terminal("erin")
    assert await erin.decide(hall.approval.id) == [Refused("Dave Okafor has rejected this already.", LOOK_AGAIN)]


async def test_who_decides_while_another_does_too_is_told_of_the_other(built: Town, hall: Hall) -> None:
    erin = await built.terminal("erin")
    meanwhile = Way(meanwhile=lambda: hall.dave.decide(hall.approval.id, "reject"))
    told = refused(await erin.decide(hall.approval.id, way=meanwhile))
    assert told == Refused("Dave Okafor has rejected this already.", LOOK_AGAIN)
    assert (erin.sent, (await hall.now()).state) == (1, "rejected")


async def test_what_has_run_out_is_decided_by_nobody(built: Town, hall: Hall) -> None:
    built.clock.now = hall.approval.expires_at
    assert refused(await hall.dave.decide(hall.approval.id)).sentence == "The time to decide on this has run out."
    assert [one.state for one in await hall.dave.inbox.waiting()] == ["expired"]


async def test_what_runs_out_while_the_page_is_open_is_not_decided(built: Town, hall: Hall) -> None:
    async def late() -> None:
        built.clock.now = hall.approval.expires_at

    built.clock.now = hall.approval.expires_at - 100
    assert refused(await hall.dave.decide(hall.approval.id, way=Way(meanwhile=late))).sentence.endswith(".")
    assert (await hall.now()).decided_by is None


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ({"decision": "deny"}, "declined on your provider's page"),
        ({"code": "000000"}, "one-time code was wrong too often"),
        ({"person": "erin", "person_pin": "3318"}, "Somebody else than dave@acme.example"),
    ],
)
async def test_what_the_page_refuses_is_not_sent_and_waits_on(hall: Hall, way: dict[str, str], words: str) -> None:
    told = refused(await hall.dave.decide(hall.approval.id, way=Way(way)))
    assert words in told.sentence
    assert "nothing is lost" in told.next_step
    assert (hall.dave.sent, (await hall.now()).state) == (0, "pending")
    assert isinstance((await hall.dave.decide(hall.approval.id))[-1], Decided)


async def test_a_decision_that_was_left_at_the_page_decides_nothing_and_can_be_made_again(hall: Hall) -> None:
    deciding = hall.dave.inbox.decide(await hall.dave.sees(hall.approval.id), "approve", "")
    opening = await anext(deciding)
    await deciding.aclose()
    assert isinstance(opening, Opening)
    assert "start one first" in await hall.dave.inbox.paste("http://127.0.0.1:1/callback?code=1&state=2")
    assert (hall.dave.sent, (await hall.now()).state) == (0, "pending")
    assert isinstance((await hall.dave.decide(hall.approval.id))[-1], Decided)


async def test_a_wait_that_is_given_up_ends_in_words(hall: Hall) -> None:
    outcomes: list[Outcome] = []
    async for outcome in hall.dave.inbox.decide(await hall.dave.sees(hall.approval.id), "approve", ""):
        outcomes.append(outcome)
        await hall.dave.login.give_up()
    assert "You stopped waiting" in refused(outcomes).sentence


async def test_a_wrong_address_is_refused_and_the_wait_goes_on(hall: Hall) -> None:
    outcomes: list[Outcome] = []
    async for outcome in hall.dave.inbox.decide(await hall.dave.sees(hall.approval.id), "approve", ""):
        outcomes.append(outcome)
        if isinstance(outcome, Opening):
            for wrong in ("", "hello", "http://127.0.0.1:9/callback?code=x&state=y"):
                assert (await hall.dave.inbox.paste(wrong)).endswith(".")
            await hall.dave.walk(outcome.url, Way())
    assert isinstance(outcomes[-1], Decided)


async def test_whoever_has_signed_out_is_told_to_sign_in(hall: Hall) -> None:
    await hall.dave.login.sign_out(everywhere=False)
    told = refused(await hall.dave.decide(hall.approval.id))
    assert "not signed in" in told.sentence
    assert "Sign in" in told.next_step


def failing(times: int, error: Exception) -> Callable[[httpx.Request], Awaitable[None]]:
    left = [times]

    async def hook(request: httpx.Request) -> None:
        if request.url.path.endswith("/decision") and left[0]:
            left[0] -= 1
            raise error

    return hook


LOST = [httpx.ReadError(""), httpx.ReadTimeout(""), httpx.RemoteProtocolError("")]


@pytest.mark.parametrize("error", LOST)
@pytest.mark.parametrize("times", [1, TRIES - 1])
async def test_an_answer_that_was_lost_is_asked_for_again_and_decides_once(
    hall: Hall, error: Exception, times: int
) -> None:
    hall.dave.way.behind = failing(times, error)
    assert isinstance((await hall.dave.decide(hall.approval.id, note="Once."))[-1], Decided)
    bodies = {
        (request.headers["idempotency-key"], request.content)
        for request in hall.dave.way.sent
        if request.url.path.endswith("/decision")
    }
    now = await hall.now()
    assert (hall.dave.sent, len(bodies)) == (times + 1, 1)
    assert (now.state, now.version) == ("approved", "2")


async def test_where_no_answer_ever_comes_nobody_says_that_it_was_not_taken(hall: Hall) -> None:
    hall.dave.way.behind = failing(TRIES, httpx.ReadError(""))
    assert refused(await hall.dave.decide(hall.approval.id)) == Refused(NOT_KNOWN, LOOK_AGAIN)
    assert hall.dave.sent == TRIES
    assert [one.state for one in await hall.dave.inbox.waiting()] == ["approved"]


async def test_what_never_left_is_known_not_to_be_decided(hall: Hall) -> None:
    hall.dave.way.before = failing(9, httpx.ConnectError(""))
    told = refused(await hall.dave.decide(hall.approval.id))
    assert told.sentence == "The platform can't be reached."
    assert (hall.dave.sent, (await hall.now()).state) == (1, "pending")


async def test_what_may_have_been_sent_is_not_known_however_the_next_try_fails(hall: Hall) -> None:
    hall.dave.way.behind = failing(1, httpx.ReadError(""))
    after = failing(9, httpx.ConnectError(""))

    async def before(request: httpx.Request) -> None:
        if hall.dave.sent > 1:
            await after(request)

    hall.dave.way.before = before
    assert refused(await hall.dave.decide(hall.approval.id)) == Refused(NOT_KNOWN, LOOK_AGAIN)


async def test_who_leaves_while_it_is_being_sent_has_decided(hall: Hall) -> None:
    arrived, going_on = asyncio.Event(), asyncio.Event()

    async def hold(request: httpx.Request) -> None:
        if request.url.path.endswith("/decision"):
            arrived.set()
            await going_on.wait()

    hall.dave.way.before = hold
    deciding = asyncio.ensure_future(hall.dave.decide(hall.approval.id))
    await asyncio.wait_for(arrived.wait(), 5)
    deciding.cancel()
    going_on.set()
    with pytest.raises(asyncio.CancelledError):
        await deciding
    assert (await hall.now()).state == "approved"


async def test_a_platform_that_cannot_be_asked_is_told_in_words(hall: Hall) -> None:
    async def gone(_: httpx.Request) -> None:
        raise httpx.ConnectError("")

    hall.dave.way.before = gone
    assert refused(await hall.dave.decide(hall.approval.id)).sentence == "The platform can't be reached."
