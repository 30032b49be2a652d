import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.auth.events import Denied, SessionEnded, Unreachable
from app.auth.login import Login
from tests.unit.fakes_auth import ACT, ISSUER, LOOK, PLATFORM, House, claims_of, house

DETAIL = {
    "type": "countersign_change",
    "locations": [PLATFORM],
    "actions": ["tasks.delete"],
    "change": "sha-256:" + "A" * 43,
    "requests": ["sha-256:" + "I" * 43],
}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as built:
        yield built


@pytest.fixture
async def alice(sandbox: House) -> Login:
    return await sandbox.signed_in()


async def token_of(auth: httpx.Auth) -> str:
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(note)) as client:
        await client.get(f"{PLATFORM}/v1/me", auth=auth)
    return seen[-1].removeprefix("Bearer ")


def exchanges(sandbox: House) -> list[dict[str, list[str]]]:
    return [form for form in sandbox.wire.posts("/token") if "subject_token" in form]


async def test_a_look_is_for_one_platform_one_minute_one_person_and_this_installation(
    sandbox: House, alice: Login
) -> None:
    claims = claims_of(await token_of(await alice.broker().look(["tasks:read", "me:read"])))
    account = alice.session.account
    assert account is not None
    assert (claims["iss"], claims["aud"], claims["sub"]) == (ISSUER, PLATFORM, "usr_alice")
    assert claims["act"] == {"sub": account.client_id, "installation": account.installation}
    assert set(str(claims["scope"]).split()) == {"tasks:read", "me:read"}
    assert int(str(claims["exp"])) == int(sandbox.clock.now) + 60


async def test_looks_share_a_token_until_ten_seconds_before_its_end(sandbox: House, alice: Login) -> None:
    broker = alice.broker()
    first = await token_of(await broker.look(["tasks:read", "me:read"]))
    sandbox.clock.now += 49
    assert await token_of(await broker.look(["me:read", "tasks:read"])) == first
    sandbox.clock.now += 2
    assert await token_of(await broker.look(["me:read", "tasks:read"])) != first


async def test_other_scopes_are_another_token(alice: Login) -> None:
    broker = alice.broker()
    assert await token_of(await broker.look(["tasks:read"])) != await token_of(await broker.look(["me:read"]))


async def test_many_looks_at_once_are_one_exchange(sandbox: House, alice: Login) -> None:
    broker = alice.broker()
    await asyncio.gather(*(broker.look(["tasks:read"]) for _ in range(20)))
    assert len(exchanges(sandbox)) == 1


async def test_a_look_that_is_used_for_longer_than_a_minute_renews_itself(sandbox: House, alice: Login) -> None:
    auth = await alice.broker().look(["tasks:read"])
    first = await token_of(auth)
    sandbox.clock.now += 400
    assert await token_of(auth) != first


async def test_an_act_is_never_shared_and_carries_what_was_approved(sandbox: House, alice: Login) -> None:
    broker = alice.broker()
    detail = {**DETAIL, "expires_at": int(sandbox.clock.now) + 600}
    one = await token_of(await broker.act(["tasks:delete"], [detail]))
    two = await token_of(await broker.act(["tasks:delete"], [detail]))
    assert one != two
    assert claims_of(one)["authorization_details"] == [detail]
    assert claims_of(one)["txn"]
    assert json.loads(exchanges(sandbox)[0]["authorization_details"][0]) == [detail]


async def test_an_act_that_nobody_was_asked_about_carries_no_details(sandbox: House, alice: Login) -> None:
    claims = claims_of(await token_of(await alice.broker().act(["tasks:write"], [])))
    assert "authorization_details" not in claims
    assert "authorization_details" not in exchanges(sandbox)[0]


async def test_the_session_token_is_no_token_for_the_platform(sandbox: House, alice: Login) -> None:
    await alice.broker().look(["tasks:read"])
    assert claims_of(exchanges(sandbox)[0]["subject_token"][0])["aud"] == ISSUER


async def test_looking_and_acting_in_one_token_is_refused_in_words(alice: Login) -> None:
    with pytest.raises(Denied, match="did not agree"):
        await alice.broker().look([LOOK[0], ACT[0]])


async def test_more_than_was_consented_is_refused_in_words(sandbox: House) -> None:
    terminal = sandbox.terminal(scopes=("tasks:read",))
    async for _ in terminal.as_person("alice"):
        pass
    with pytest.raises(Denied, match="did not agree to it") as caught:
        await terminal.broker().look(["projects:read"])
    assert "Sign in again" in caught.value.next_step


async def test_another_audience_is_refused_in_words(sandbox: House) -> None:
    await sandbox.signed_in()
    terminal = sandbox.terminal(platform="http://127.0.0.1:1")
    await terminal.restore()
    with pytest.raises(Denied, match="no tokens for this platform") as caught:
        await terminal.broker().look(["tasks:read"])
    assert "COUNTERSIGN_PLATFORM" in caught.value.next_step


async def test_details_that_the_provider_does_not_know_are_refused_in_words(alice: Login) -> None:
    with pytest.raises(Denied, match="bound to this change"):
        await alice.broker().act(["tasks:delete"], [{"type": "something_else"}])


async def test_nobody_signed_in_gets_no_token(sandbox: House) -> None:
    with pytest.raises(SessionEnded, match="not signed in"):
        await sandbox.terminal().broker().look(["tasks:read"])
    with pytest.raises(SessionEnded, match="not signed in"):
        await sandbox.terminal().broker().act(["tasks:write"], [])


async def test_a_session_token_that_is_refused_early_is_renewed_once(sandbox: House, alice: Login) -> None:
    refused: list[str] = []

    async def refuse_the_first(request: httpx.Request) -> httpx.Response | None:
        if b"subject_token=" in request.content and not refused:
            refused.append("once")
            return httpx.Response(400, json={"error": "invalid_grant"})
        return None

    sandbox.wire.meddle = refuse_the_first
    await alice.broker().look(["tasks:read"])
    subjects = [form["subject_token"][0] for form in exchanges(sandbox)]
    assert len(set(subjects)) == 2


async def test_whether_the_session_still_stands_is_asked_anew_whatever_tokens_are_kept(
    sandbox: House, alice: Login
) -> None:
    broker = alice.broker()
    await broker.look(["me:read"])
    await broker.alive()
    assert len(exchanges(sandbox)) == 2
    endpoint = await alice.provider.endpoint()
    assert await endpoint.revoke(await alice.session.token(endpoint))
    await broker.look(["me:read"])
    with pytest.raises(SessionEnded, match="ended") as caught:
        await broker.alive()
    assert caught.value.next_step.startswith("Sign in")


async def test_a_session_that_is_over_everywhere_asks_for_a_sign_in(alice: Login) -> None:
    account = alice.session.account
    endpoint = await alice.provider.endpoint()
    subject = await alice.session.token(endpoint)
    assert await endpoint.revoke(subject)
    with pytest.raises(SessionEnded, match="ended"):
        await alice.broker().look(["tasks:read"])
    assert alice.session.account is None
    assert account is not None


async def test_an_exchange_without_network_is_told_and_the_next_one_works(sandbox: House, alice: Login) -> None:
    broker = alice.broker()
    sandbox.wire.fail(httpx.ConnectError("no route"))
    with pytest.raises(Unreachable, match="cannot be reached"):
        await broker.look(["tasks:read"])
    sandbox.wire.meddle = None
    assert await token_of(await broker.look(["tasks:read"]))


@pytest.mark.parametrize(
    "body", [{"access_token": ""}, {"token_type": "Bearer"}, {"access_token": "x", "token_type": "mac"}, []]
)
async def test_a_token_answer_that_is_nonsense_is_told_without_repeating_it(
    sandbox: House, alice: Login, body: object
) -> None:
    sandbox.wire.answer("/token", json=body)
    with pytest.raises(Unreachable) as caught:
        await alice.broker().look(["tasks:read"])
    assert "access_token" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_token_for_more_than_was_asked_for_is_not_used(sandbox: House, alice: Login) -> None:
    given = {"access_token": "at", "token_type": "Bearer", "expires_in": 60, "scope": "tasks:read tasks:delete"}
    sandbox.wire.answer("/token", json=given)
    with pytest.raises(Unreachable, match="more than was asked"):
        await alice.broker().look(["tasks:read"])


async def test_another_persons_sign_in_gets_tokens_of_its_own(alice: Login) -> None:
    broker = alice.broker()
    first = claims_of(await token_of(await broker.look(["tasks:read"])))
    async for _ in alice.as_person("grace"):
        pass
    second = claims_of(await token_of(await broker.look(["tasks:read"])))
    assert (first["sub"], first["tenant"]) == ("usr_alice", "ten_acme")
    assert (second["sub"], second["tenant"]) == ("usr_grace", "ten_globex")


async def test_after_signing_out_a_kept_look_is_not_given_out_any_more(alice: Login) -> None:
    broker = alice.broker()
    auth = await broker.look(["tasks:read"])
    await alice.sign_out(everywhere=False)
    with pytest.raises(SessionEnded):
        await broker.look(["tasks:read"])
    with pytest.raises(SessionEnded):
        await token_of(auth)


async def test_a_broker_with_a_client_of_its_own_shares_the_session(sandbox: House, alice: Login) -> None:
    async with httpx.AsyncClient(transport=sandbox.wire) as other:
        assert await token_of(await alice.broker(other).look(["tasks:read"]))
    assert not any(form["grant_type"] == ["refresh_token"] for form in sandbox.wire.posts("/token"))


async def test_the_same_person_signing_in_again_gets_new_tokens(alice: Login) -> None:
    broker = alice.broker()
    first = await token_of(await broker.look(["tasks:read"]))
    await alice.sign_out(everywhere=False)
    async for _ in alice.as_person("alice"):
        pass
    assert await token_of(await broker.look(["tasks:read"])) != first


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_provider_that_is_busy_has_not_said_no(sandbox: House, alice: Login, status: int) -> None:
    sandbox.wire.answer("/token", status, json={"error": "invalid_grant"})
    with pytest.raises(Unreachable, match="having trouble"):
        await alice.broker().look(["tasks:read"])
    assert alice.session.account is not None


async def test_a_broker_made_for_somebody_gives_nothing_once_somebody_else_has_signed_in(alice: Login) -> None:
    whose = alice.session.account
    broker = alice.broker(whose=whose)
    await broker.look(["tasks:read"])
    async for _ in alice.as_person("bob"):
        pass
    for refused in (broker.look(["tasks:read"]), broker.act(["tasks:write"], [])):
        with pytest.raises(SessionEnded, match="Somebody else"):
            await refused
    await alice.broker().look(["tasks:read"])
