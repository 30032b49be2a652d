from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.auth.events import AuthError, Denied, SignedIn, Unreachable
from app.auth.stepup import Stepped
from app.auth.vault import MemoryVault
from tests.sandbox.fakes_stepup import STEP_UP, TOLD, Platform, request_of, whole_of
from tests.unit.fakes_auth import ACT, LOOK, PLATFORM, claims_of, house, last
from tests.unit.fakes_till import MONEY, TRANSFER, Till
from tests.unit.test_auth_broker import token_of

OTHER = request_of({"from": "bud_mkt", "to": "bud_apo", "amount": 500_001}, key="key-2")


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
async def till(tmp_path: Path, platform: Platform) -> AsyncIterator[Till]:
    async with house(tmp_path, platform.transport) as built:
        built.config = built.with_scopes((*LOOK, *ACT, "approvals:read", "approvals:open", "transfers:create"))
        yield Till(built, await built.signed_in(), int(built.clock()) + 1200)


async def refused(till: Till, kind: type[AuthError], words: str, **way: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        await till.confirm(**way)  # type: ignore[arg-type]  # a test names the way
    assert "Nothing was sent and nothing is lost" in caught.value.next_step
    assert not till.login.broker().holds(str(till.detail()["change"]))


@pytest.mark.parametrize("pastes", [True, False])
async def test_a_person_confirms_a_transfer_with_pin_and_code_and_it_can_be_sent(till: Till, *, pastes: bool) -> None:
    stepped = await till.confirm(pastes=pastes)
    assert stepped == Stepped(str(till.detail()["change"]), STEP_UP, int(till.house.clock()))
    assert till.shown == [
        {
            "headline": TOLD["headline"],
            "amount": "5,000.00 EUR",
            "from": "Marketing 2026: 41,250.00 → 36,250.00 EUR",
            "to": "Apollo 2026: 86,400.00 → 91,400.00 EUR",
            "moved-today-and-limit": "0.00 of 20,000.00 EUR",
            "row": "Marketing 2026\nApollo 2026",
        }
    ]
    broker = till.login.broker()
    assert broker.holds(stepped.change)
    claims = claims_of(await token_of(await broker.act(MONEY, [till.detail()])))
    assert (claims["acr"], claims["auth_time"], claims["sub"]) == (STEP_UP, stepped.auth_time, "usr_alice")
    assert claims["authorization_details"] == [till.detail()]
    assert not broker.holds(stepped.change)


async def test_money_does_not_move_on_an_ordinary_session_however_fresh(till: Till) -> None:
    with pytest.raises(Denied, match="confirm this very change with you first"):
        await till.login.broker().act(MONEY, [till.detail()])


async def test_a_confirmation_does_nothing_for_another_transfer(till: Till) -> None:
    await till.confirm()
    broker = till.login.broker()
    with pytest.raises(Denied, match="confirm this very change"):
        await broker.act(MONEY, [till.detail(OTHER)])
    assert await token_of(await broker.act(MONEY, [till.detail()]))


async def test_a_confirmation_does_nothing_a_second_time(till: Till) -> None:
    await till.confirm()
    broker = till.login.broker()
    await broker.act(MONEY, [till.detail()])
    till.house.clock.now += 61
    with pytest.raises(Denied, match="confirm this very change"):
        await broker.act(MONEY, [till.detail()])


async def test_the_provider_too_takes_the_token_once(till: Till) -> None:
    await till.confirm()
    await till.login.broker().act(MONEY, [till.detail()])
    form = next(form for form in till.house.wire.posts("/token")[::-1] if "subject_token" in form)
    endpoint = await till.login.provider.endpoint()
    with pytest.raises(Denied, match="session has ended"):
        await endpoint.exchange(form["subject_token"][0], PLATFORM, MONEY, [till.detail()])


async def test_a_second_person_is_asked_on_the_confirmation_and_the_approved_change_sent_on_the_session(
    till: Till,
) -> None:
    stepped = await till.confirm(TRANSFER, "transfers:create", "approvals:open")
    broker = till.login.broker()
    opened = claims_of(await token_of(await broker.act(["approvals:open"], [till.detail()])))
    assert (opened["scope"], opened["acr"]) == ("approvals:open", STEP_UP)
    assert not broker.holds(stepped.change)
    till.house.clock.now += 400
    approved = {**till.detail(), "approval": "ap_1"}
    assert claims_of(await token_of(await broker.act(MONEY, [approved])))["authorization_details"] == [approved]


async def test_a_decision_is_confirmed_and_made(till: Till, platform: Platform) -> None:
    change = str(till.detail()["change"])
    platform.told = {**TOLD, "change": change, "state": "pending", "why": "Needed", "by": {"name": "Bob"}}
    detail = {"type": "countersign_decision", "locations": [PLATFORM], "approval": "ap_1", "change": change}
    await till.walk({**detail, "choice": "approve"}, ("approvals:decide",), pastes=True)
    assert till.shown[0]["your-decision"] == "Approve it"
    broker = till.login.broker()
    with pytest.raises(Denied):
        await broker.decide("ap_1", change, "reject")
    claims = claims_of(await token_of(await broker.decide("ap_1", change, "approve")))
    assert (claims["scope"], claims["acr"]) == ("approvals:decide", STEP_UP)
    assert claims["authorization_details"] == [{**detail, "choice": "approve"}]


async def test_a_person_who_says_no_sends_nothing(till: Till) -> None:
    await refused(till, Denied, "declined on your provider's page", decision="deny")
    assert (await till.confirm()).acr == STEP_UP


async def test_another_account_cannot_confirm(till: Till) -> None:
    await refused(till, Denied, "Somebody else than alice@acme.example", person="bob", person_pin="1937")


async def test_a_code_that_is_wrong_three_times_ends_it(till: Till) -> None:
    await refused(till, Denied, "one-time code was wrong too often", code="000000")
    assert "1 more time" in till.shown[0]["alert"]


async def test_a_platform_that_cannot_be_asked_leaves_only_a_no(till: Till, platform: Platform) -> None:
    platform.down = True
    await refused(till, Denied, "could not find out what this would do")
    assert till.shown[0]["headline"] == "This cannot be confirmed"
    assert "cannot be reached" in till.shown[0]["alert"]


@pytest.mark.parametrize("path", ["/par", "/token", "/jwks"])
async def test_a_provider_that_cannot_be_reached_is_told(till: Till, path: str) -> None:
    till.house.wire.fail(httpx.ConnectError("no"), path)
    await refused(till, Unreachable, "cannot be reached")
    till.house.wire.meddle = None
    assert (await till.confirm()).acr == STEP_UP


async def test_a_change_that_is_not_what_it_says_is_refused_before_any_page(till: Till) -> None:
    detail = {**till.detail(), "whole": [whole_of(OTHER)]}
    with pytest.raises(Denied, match="not what it says it is"):
        await till.walk(detail, MONEY, pastes=True)
    assert till.shown == []


async def test_confirmations_in_a_row_wait_for_the_codes_to_come(till: Till) -> None:
    for wire in (TRANSFER, OTHER, request_of(key="key-3"), request_of(key="key-4")):
        assert (await till.confirm(wire)).acr == STEP_UP


async def test_deciding_is_neither_registered_nor_signed_in_for_even_if_configured(till: Till) -> None:
    newcomer = till.house.terminal(MemoryVault(), scopes=(*LOOK, "approvals:decide"))
    assert isinstance(await last(newcomer.as_person("dave")), SignedIn)
    asked = [request for request in till.house.wire.sent if request.url.path in {"/register", "/authorize"}]
    assert len(asked) == 4
    assert not any(b"decide" in request.content + request.url.raw_path for request in asked)
