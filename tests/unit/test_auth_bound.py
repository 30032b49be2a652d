import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from app.auth.confirmations import Confirmed
from app.auth.events import Denied, Unreachable
from app.auth.exchange import Broker
from app.auth.tokens import TokenSet
from tests.unit.fakes_auth import PLATFORM, last, tokens
from tests.unit.fakes_provider import ALICE, CHANGE, MONEY, Bank, bank, changing, confirm, deciding, sent


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Bank]:
    async with bank(tmp_path) as built:
        yield built


@pytest.fixture
def broker(desk: Bank) -> Broker:
    return desk.login.broker()


async def token_of(auth: httpx.Auth) -> str:
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"].removeprefix("Bearer "))
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(note)) as client:
        await client.post(f"{PLATFORM}/v1/transfers", auth=auth)
    return seen[0]


@dataclass
class Gate:
    """Where an exchange is held up until it is let through."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)


def held_up(desk: Bank) -> Gate:
    gate = Gate()

    async def wait(request: httpx.Request) -> None:
        if request.url.path == "/token":
            gate.reached.set()
            await gate.opened.wait()

    desk.wire.meddle = wait
    return gate


def subjects(desk: Bank) -> list[str]:
    return [form["subject_token"] for form in desk.provider.exchanged]


async def test_a_confirmed_change_goes_out_on_its_confirmation_and_not_on_the_session(
    desk: Bank, broker: Broker
) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    await broker.act(MONEY, [sent(detail)])
    form = desk.provider.exchanged[0]
    assert form["subject_token"] != "the-session"
    assert form["scope"] == "transfers:create"
    assert form["resource"] == PLATFORM
    assert json.loads(form["authorization_details"]) == [sent(detail)]


async def test_a_confirmation_is_used_once(desk: Bank, broker: Broker) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    await broker.act(MONEY, [sent(detail)])
    assert not broker.holds(CHANGE)
    desk.clock.now += 61
    await broker.act(MONEY, [sent(detail)])
    assert subjects(desk)[1] == "the-session", "which a real provider refuses"


async def test_what_it_was_exchanged_for_may_be_sent_again_until_its_end(desk: Bank, broker: Broker) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    first = await token_of(await broker.act(MONEY, [sent(detail)]))
    desk.clock.now += 59
    assert await token_of(await broker.act(MONEY, [sent(detail)])) == first
    assert await token_of(await desk.login.broker().act(MONEY, [sent(detail)])) == first
    assert len(desk.provider.exchanged) == 1
    desk.clock.now += 1
    assert await token_of(await broker.act(MONEY, [sent(detail)])) != first


@pytest.mark.parametrize("other", [{"change": "sha-256:" + "B" * 43}, {"approval": "ap_1"}, {"requests": []}])
async def test_what_it_was_exchanged_for_serves_nothing_else(
    desk: Bank, broker: Broker, other: dict[str, object]
) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    first = await token_of(await broker.act(MONEY, [sent(detail)]))
    assert await token_of(await broker.act(MONEY, [sent(detail, **other)])) != first
    assert await token_of(await broker.act(["invoices:pay"], [sent(detail)])) != first
    assert await token_of(await broker.act(MONEY, [])) != first


async def test_a_confirmation_of_one_change_is_no_subject_for_another(desk: Bank, broker: Broker) -> None:
    await confirm(desk)
    await broker.act(MONEY, [sent(changing(desk.clock, "B"))])
    await broker.act(["tasks:write"], [])
    assert set(subjects(desk)) == {"the-session"}
    assert broker.holds(CHANGE), "and it waits for its own"


async def test_a_confirmation_serves_the_change_of_which_a_second_person_has_an_approval(
    desk: Bank, broker: Broker
) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    await broker.act(MONEY, [sent(detail, approval="ap_1")])
    assert subjects(desk) != ["the-session"]


async def test_many_who_want_the_same_at_once_are_one_exchange(desk: Bank, broker: Broker) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    gate = held_up(desk)
    acts = [asyncio.ensure_future(broker.act(MONEY, [sent(detail)])) for _ in range(10)]
    await gate.reached.wait()
    gate.opened.set()
    auths = await asyncio.gather(*acts)
    assert len({await token_of(auth) for auth in auths}) == 1
    assert len(desk.provider.exchanged) == 1


async def test_a_turn_that_is_cancelled_loses_no_token_that_was_paid_for(desk: Bank, broker: Broker) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    gate = held_up(desk)
    task = asyncio.ensure_future(broker.act(MONEY, [sent(detail)]))
    await gate.reached.wait()
    task.cancel()
    await asyncio.wait([task])
    gate.opened.set()
    await broker.settle()
    await broker.act(MONEY, [sent(detail)])
    assert len(desk.provider.exchanged) == 1


async def test_a_confirmation_waits_where_the_provider_is_away(desk: Bank, broker: Broker) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    desk.wire.fail(httpx.ConnectError("no"), "/token")
    with pytest.raises(Unreachable, match="cannot be reached"):
        await broker.act(MONEY, [sent(detail)])
    assert broker.holds(CHANGE)
    desk.wire.meddle = None
    await broker.act(MONEY, [sent(detail)])
    assert subjects(desk) != ["the-session"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("invalid_grant", "was used or has run out"),
        ("unmet_authentication_requirements", "confirm this very change with you first"),
        ("invalid_authorization_details", "no token bound to this change"),
    ],
)
async def test_a_confirmation_that_is_refused_is_gone_so_that_it_can_be_given_anew(
    desk: Bank, broker: Broker, code: str, words: str
) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    desk.wire.answer("/token", 400, json={"error": code})
    with pytest.raises(Denied, match=words) as caught:
        await broker.act(MONEY, [sent(detail)])
    assert "Nothing was sent" in caught.value.next_step
    assert not broker.holds(CHANGE)
    assert desk.login.session.account == ALICE, "the session has nothing to do with it"
    desk.wire.meddle = None
    await confirm(desk, detail)
    await broker.act(MONEY, [sent(detail)])
    assert "the-session" not in subjects(desk)


async def test_a_confirmation_is_not_counted_on_near_its_end(desk: Bank, broker: Broker) -> None:
    await confirm(desk)
    desk.clock.now += 289
    assert broker.holds(CHANGE)
    desk.clock.now += 2
    assert not broker.holds(CHANGE)


async def test_it_ends_with_the_session_and_so_does_what_it_was_exchanged_for(desk: Bank, broker: Broker) -> None:
    detail, other = changing(desk.clock), changing(desk.clock, "B")
    await confirm(desk, detail)
    await confirm(desk, other)
    first = await token_of(await broker.act(MONEY, [sent(other)]))
    await desk.login.session.adopt(ALICE, desk.session())
    assert not broker.holds(CHANGE)
    assert await token_of(await broker.act(MONEY, [sent(other)])) != first


async def test_it_is_in_memory_only(desk: Bank) -> None:
    await confirm(desk)
    assert not desk.elsewhere().broker().holds(CHANGE)
    kept = await desk.login.session.find()
    assert kept is not None
    assert kept.refresh == "the-refresh"


async def test_a_decision_goes_out_on_the_confirmation_of_exactly_it(desk: Bank, broker: Broker) -> None:
    await desk.login.step_up().confirm([deciding()], desk.visit, ["approvals:decide"])
    for approval, change, choice in [
        ("ap_2", CHANGE, "approve"),
        ("ap_1", "sha-256:" + "B" * 43, "approve"),
        ("ap_1", CHANGE, "reject"),
    ]:
        with pytest.raises(Denied, match="own word on their provider's page"):
            await broker.decide(approval, change, choice)
    assert desk.provider.exchanged == []
    first = await token_of(await broker.decide("ap_1", CHANGE, "approve"))
    form = desk.provider.exchanged[0]
    assert form["scope"] == "approvals:decide"
    assert form["subject_token"] != "the-session"
    assert json.loads(form["authorization_details"]) == [deciding()]
    assert await token_of(await broker.decide("ap_1", CHANGE, "approve")) == first
    desk.clock.now += 61
    with pytest.raises(Denied):
        await broker.decide("ap_1", CHANGE, "approve")


async def test_nobody_decides_on_a_confirmed_change_or_acts_on_a_confirmed_decision(desk: Bank, broker: Broker) -> None:
    await confirm(desk)
    with pytest.raises(Denied, match="own word"):
        await broker.decide("ap_1", CHANGE, "approve")
    await desk.login.step_up().confirm([deciding()], desk.visit, ["approvals:decide"])
    with pytest.raises(Denied, match="own word"):
        await broker.act(MONEY, [deciding()])
    with pytest.raises(Denied, match="own word"):
        await broker.act(["approvals:decide"], [deciding()])
    assert desk.provider.exchanged == []


@pytest.mark.parametrize("scopes", [["approvals:decide"], ["me:read", "approvals:decide"]])
async def test_the_deciding_scope_is_not_for_looking_or_acting(desk: Bank, broker: Broker, scopes: list[str]) -> None:
    with pytest.raises(Denied, match="Deciding what a colleague asks"):
        await broker.look(scopes)
    with pytest.raises(Denied, match="Deciding what a colleague asks"):
        await broker.act(scopes, [])
    assert desk.provider.exchanged == []


async def test_the_deciding_scope_is_never_asked_for_at_sign_in_even_if_configured(desk: Bank) -> None:
    login = desk.elsewhere(scopes=("me:read", "approvals:decide", "approvals:open"))
    events = login.with_browser()
    await anext(events)
    await login.give_up()
    await last(events)
    assert httpx.URL(desk.opened[0]).params["scope"] == "openid profile offline_access me:read approvals:open"


def test_no_token_is_in_what_is_shown_of_a_confirmation() -> None:
    confirmed = Confirmed(("countersign_change", CHANGE), TokenSet("very-secret", 9), 1)
    assert "very-secret" not in repr(confirmed)
    assert "at-1" not in repr(tokens())
