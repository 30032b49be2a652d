import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.auth.events import AuthError, Denied, Refused, SessionEnded, Unreachable
from app.auth.stepup import Stepped
from tests.unit.fakes_auth import ISSUER, last
from tests.unit.fakes_provider import ACR, ALICE, CHANGE, MONEY, Bank, bank, changing, confirm, deciding, refused


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Bank]:
    async with bank(tmp_path) as built:
        yield built


async def test_a_change_that_is_confirmed_says_how_and_when_and_is_held(desk: Bank) -> None:
    stepped = await confirm(desk)
    assert stepped == Stepped(CHANGE, ACR, int(desk.clock()))
    assert desk.login.broker().holds(CHANGE)
    assert not desk.login.broker().holds("sha-256:" + "B" * 43)


async def test_what_is_pushed_is_what_the_protocol_wants(desk: Bank) -> None:
    detail = changing(desk.clock)
    await confirm(desk, detail)
    form = desk.provider.pushed[0]
    wanted = {
        "response_type": "code",
        "client_id": "cl_1",
        "scope": "openid transfers:create",
        "code_challenge_method": "S256",
        "resource": ISSUER,
        "acr_values": ACR,
        "max_age": "300",
        "prompt": "login",
        "login_hint": "usr_alice",
    }
    assert {name: form[name] for name in wanted} == wanted
    assert json.loads(form["authorization_details"]) == [detail]
    assert form["redirect_uri"].startswith("http://127.0.0.1:")
    assert min(len(form[name]) for name in ("state", "nonce", "code_challenge")) == 43
    assert form["client_assertion"], "the program proves itself as at the token endpoint"


async def test_the_address_of_the_page_holds_nothing_but_who_asks_and_a_name_for_the_request(desk: Bank) -> None:
    await confirm(desk)
    (url, opened) = desk.pages[0]
    assert opened
    assert desk.opened == [url]
    assert set(httpx.URL(url).params) == {"client_id", "request_uri"}


async def test_the_answer_comes_to_the_loopback_address_too(desk: Bank) -> None:
    desk.pastes = False
    assert (await confirm(desk)).change == CHANGE


async def test_a_decision_is_confirmed_in_the_same_way(desk: Bank) -> None:
    await desk.login.step_up().confirm([deciding()], desk.visit, ["approvals:decide"])
    assert desk.provider.pushed[0]["scope"] == "openid approvals:decide"
    assert not desk.login.broker().holds(CHANGE), "a decision confirms no Change of one's own"


async def test_the_session_is_the_same_afterwards(desk: Bank) -> None:
    desk.provider.answer["refresh_token"] = "another"
    await confirm(desk)
    endpoint = await desk.login.provider.endpoint("cl_1")
    kept = await desk.login.session.find()
    assert await desk.login.session.token(endpoint) == "the-session"
    assert kept is not None
    assert (kept.refresh, kept.account) == ("the-refresh", ALICE)


async def test_a_provider_that_may_only_be_asked_openly_is_not_asked(desk: Bank) -> None:
    desk.provider.metadata["pushed_authorization_request_endpoint"] = None
    error = await refused(desk, Denied, "can't show a change on its own page")
    assert "money" in error.next_step
    assert desk.pages == []


async def test_nobody_signed_in_confirms_nothing(desk: Bank) -> None:
    await desk.login.session.leave()
    with pytest.raises(SessionEnded, match="not signed in"):
        await confirm(desk)
    assert desk.pages == []


async def test_a_page_that_is_abandoned_is_told_after_five_minutes(desk: Bank) -> None:
    step_up = desk.login.step_up(patience=0.001)
    with pytest.raises(AuthError, match="Nobody confirmed this on your provider's page") as caught:
        await step_up.confirm([changing(desk.clock)], desk.watch, MONEY)
    assert "nothing is lost" in caught.value.next_step
    assert desk.login.step_up.__kwdefaults__ == {"patience": 300.0}
    assert "start one first" in await desk.login.paste("http://127.0.0.1:1/callback?state=x&code=y")


async def test_the_wait_for_a_page_can_be_given_up(desk: Bank) -> None:
    waiting = asyncio.ensure_future(desk.login.step_up().confirm([changing(desk.clock)], desk.watch, MONEY))
    await asyncio.wait([waiting], timeout=0)
    while not desk.pages:
        await asyncio.wait([waiting], timeout=0.005)
    await desk.login.give_up()
    with pytest.raises(AuthError, match="stopped waiting") as caught:
        await asyncio.wait_for(waiting, 5)
    assert "Start again" in caught.value.next_step
    assert desk.login.session.account == ALICE


async def test_a_wait_that_is_given_up_before_the_page_is_known_opens_none(desk: Bank) -> None:
    async def give_up(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/par":
            await desk.login.give_up()
        return None

    desk.wire.meddle = give_up
    with pytest.raises(AuthError, match="stopped waiting"):
        await confirm(desk)
    assert (desk.pages, desk.opened) == ([], [])


async def test_giving_up_when_nothing_waits_does_nothing(desk: Bank) -> None:
    await desk.login.give_up()
    assert (await confirm(desk)).change == CHANGE


async def test_giving_up_ends_a_sign_in_as_a_refusal(desk: Bank) -> None:
    desk.provider.metadata["revocation_endpoint"] = None
    events = desk.login.with_browser()
    await anext(events)
    await desk.login.give_up()
    ended = await last(events)
    assert isinstance(ended, Refused)
    assert "stopped waiting" in ended.sentence


async def test_a_sign_in_that_is_begun_meanwhile_takes_the_wait_over(desk: Bank) -> None:
    waiting = asyncio.ensure_future(desk.login.step_up().confirm([changing(desk.clock)], desk.watch, MONEY))
    while not desk.pages:
        await asyncio.wait([waiting], timeout=0.005)
    events = desk.login.with_browser()
    await anext(events)
    with pytest.raises(AuthError, match="replaced by a newer one"):
        await asyncio.wait_for(waiting, 5)
    await events.aclose()


async def test_one_fixed_port_serves_one_page_after_another(desk: Bank, unused_tcp_port: int) -> None:
    desk.login = desk.elsewhere(redirect_port=unused_tcp_port)
    await desk.login.session.adopt(ALICE, desk.session())
    older = asyncio.ensure_future(desk.login.step_up().confirm([changing(desk.clock)], desk.watch, MONEY))
    while not desk.pages:
        await asyncio.wait([older], timeout=0.005)
    assert (await confirm(desk)).change == CHANGE
    with pytest.raises(AuthError, match="replaced by a newer one"):
        await asyncio.wait_for(older, 5)


async def test_a_fixed_port_is_free_for_the_next_page_even_before_the_last_one_has_heard(
    desk: Bank, unused_tcp_port: int
) -> None:
    desk.login = desk.elsewhere(redirect_port=unused_tcp_port)
    await desk.login.session.adopt(ALICE, desk.session())
    left_alone = desk.login.with_browser()
    await anext(left_alone)
    assert (await confirm(desk)).change == CHANGE
    await left_alone.aclose()


async def test_somebody_who_signs_out_meanwhile_has_confirmed_nothing(desk: Bank) -> None:
    async def leave(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/token":
            await desk.login.session.leave()
        return None

    desk.wire.meddle = leave
    with pytest.raises(SessionEnded, match="while your provider's page was open"):
        await confirm(desk)
    assert not desk.login.broker().holds(CHANGE)


async def test_signing_out_ends_the_wait_at_once(desk: Bank) -> None:
    waiting = asyncio.ensure_future(desk.login.step_up().confirm([changing(desk.clock)], desk.watch, MONEY))
    while not desk.pages:
        await asyncio.wait([waiting], timeout=0.005)
    await desk.login.sign_out(everywhere=False)
    with pytest.raises(AuthError, match="signed out meanwhile"):
        await asyncio.wait_for(waiting, 5)


@pytest.mark.parametrize("path", ["/par", "/token", "/jwks"])
@pytest.mark.parametrize(
    ("error", "words"), [(httpx.ConnectError("no"), "cannot be reached"), (httpx.ReadTimeout("slow"), "in time")]
)
async def test_a_provider_that_is_away_is_told_and_nothing_is_lost(
    desk: Bank, path: str, error: Exception, words: str
) -> None:
    desk.wire.fail(error, path)
    await refused(desk, Unreachable, words)
    desk.wire.meddle = None
    assert (await confirm(desk)).change == CHANGE


@pytest.mark.parametrize("path", ["/par", "/token"])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("invalid_client", "does not know this installation"),
        ("invalid_grant", "too late, or was used before"),
        ("invalid_scope", "does not let you confirm"),
        ("invalid_authorization_details", "not what it says it is"),
        ("invalid_request", r"would not show its page \(invalid_request\)"),
    ],
)
async def test_a_refusal_on_the_way_is_told_for_somebody_who_confirms(
    desk: Bank, path: str, code: str, words: str
) -> None:
    desk.wire.answer(path, 400, json={"error": code})
    with pytest.raises(Denied, match=words):
        await confirm(desk)


@pytest.mark.parametrize("body", [{}, {"request_uri": ""}, []])
async def test_a_pushed_request_without_a_name_leads_nowhere(desk: Bank, body: object) -> None:
    desk.wire.answer("/par", 201, json=body)
    await refused(desk, Unreachable, "something else instead of a page")
    assert desk.pages == []


ONE, OTHER = changing(time.time), changing(time.time, "B")


@pytest.mark.parametrize(
    ("details", "scopes"),
    [
        ([], ["transfers:create"]),
        ([ONE, OTHER], ["transfers:create"]),
        ([{"type": "another", "change": CHANGE}], ["transfers:create"]),
        ([{**ONE, "change": 7}], ["transfers:create"]),
        ([ONE], []),
        ([ONE], ["approvals:decide"]),
        ([ONE], ["transfers:create", "approvals:decide"]),
        ([deciding()], ["transfers:create"]),
        ([deciding()], ["approvals:decide", "transfers:create"]),
    ],
)
async def test_only_one_change_or_one_decision_is_put_on_the_page_and_only_a_decision_may_decide(
    desk: Bank, details: list[dict[str, object]], scopes: list[str]
) -> None:
    with pytest.raises(Denied):
        await desk.login.step_up().confirm(details, desk.visit, scopes)
    assert desk.provider.pushed == []
