from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.fakes_identity import ISSUER, NOON, PLATFORM, SCOPES, Agent, challenge, claims, refusal, registered


@pytest_asyncio.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    async with registered(tmp_path) as agent:
        yield agent


async def test_a_code_becomes_session_refresh_and_id_token(agent: Agent) -> None:
    response = await agent.redeem(await agent.code())
    body = response.json()
    header, session = claims(body["access_token"], await agent.keys())

    assert response.headers["cache-control"] == "no-store"
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 300, SCOPES)
    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
    assert len(body["refresh_token"]) >= 43
    assert session.pop("jti")
    assert session.pop("sid")
    assert session == {
        "iss": ISSUER,
        "sub": "usr_alice",
        "aud": ISSUER,
        "client_id": agent.client_id,
        "scope": SCOPES,
        "tenant": "ten_acme",
        "acr": "urn:countersign:acr:pin",
        "auth_time": NOON,
        "iat": NOON,
        "exp": NOON + 300,
    }


async def test_the_id_token_says_who_it_is_and_for_whom(agent: Agent) -> None:
    tokens = await agent.sign_in("grace")
    header, said = claims(tokens["id_token"], await agent.keys())
    _, session = claims(tokens["access_token"], await agent.keys())

    assert header["typ"] == "JWT"
    assert (said["iss"], said["sub"], said["aud"], said["azp"]) == (
        ISSUER,
        "usr_grace",
        agent.client_id,
        agent.client_id,
    )
    assert (said["nonce"], said["auth_time"], said["sid"]) == ("no-1", NOON, session["sid"])
    assert (said["name"], said["email"]) == ("Grace Novak", "grace@globex.example")
    assert (said["tenant"], said["tenant_name"]) == ("ten_globex", "Globex")


async def test_without_openid_and_offline_access_there_is_only_a_session_token(agent: Agent) -> None:
    assert set(await agent.sign_in(scope="tasks:read")) == {"access_token", "token_type", "expires_in", "scope"}


async def test_a_client_without_the_refresh_grant_gets_no_refresh_token(agent: Agent) -> None:
    await agent.register(grant_types=["authorization_code"])

    assert "refresh_token" not in await agent.sign_in()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"code_verifier": "v" * 43}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1:53124/callback"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"resource": PLATFORM}, "invalid_target"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"client_id": "cl_other"}, "invalid_client"),
        ({"client_assertion": None}, "invalid_client"),
    ],
)
async def test_a_faulty_redemption_gets_nothing_and_leaves_the_code(
    agent: Agent,
    fields: dict[str, str | None],
    name: str,
) -> None:
    code = await agent.code()
    form: dict[str, str | list[str] | None] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "http://127.0.0.1:53123/callback",
        "code_verifier": agent.verifier,
    }

    assert refusal(await agent.post("/token", **{**form, **fields})) == name
    assert (await agent.redeem(code)).status_code == 200


async def test_a_challenge_sent_as_verifier_is_refused(agent: Agent) -> None:
    assert refusal(await agent.redeem(await agent.code(), code_verifier=challenge(agent.verifier))) == "invalid_grant"


async def test_a_code_lives_for_a_minute(agent: Agent) -> None:
    code = await agent.code()
    agent.clock.now += 60

    assert refusal(await agent.redeem(code)) == "invalid_grant"


async def test_a_code_that_comes_twice_ends_everything_that_came_of_it(agent: Agent) -> None:
    code = await agent.code()
    tokens = (await agent.redeem(code)).json()

    assert refusal(await agent.redeem(code)) == "invalid_grant"
    assert refusal(await agent.refresh(tokens["refresh_token"])) == "invalid_grant"
    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read")) == "invalid_grant"


async def test_another_client_gets_nothing_for_a_code_and_does_no_harm(agent: Agent) -> None:
    code = await agent.code()
    other = Agent(agent.http, agent.clock, verifier=agent.verifier)
    await other.register()

    assert refusal(await other.redeem(code)) == "invalid_grant"
    assert (await agent.redeem(code)).status_code == 200


async def test_a_refresh_token_is_exchanged_for_the_next_one(agent: Agent) -> None:
    first = await agent.sign_in()
    agent.clock.now += 400
    response = await agent.refresh(first["refresh_token"], resource=ISSUER)
    second = response.json()
    _, before = claims(first["access_token"], await agent.keys())
    _, after = claims(second["access_token"], await agent.keys())

    assert second["refresh_token"] != first["refresh_token"]
    assert (after["sid"], after["auth_time"], after["scope"]) == (before["sid"], NOON, SCOPES)
    assert (after["iat"], after["exp"]) == (NOON + 400, NOON + 700)
    assert after["jti"] != before["jti"]
    assert (await agent.refresh(second["refresh_token"])).status_code == 200


async def test_an_old_refresh_token_ends_the_whole_family(agent: Agent) -> None:
    first = await agent.sign_in()
    second = (await agent.refresh(first["refresh_token"])).json()

    assert refusal(await agent.refresh(first["refresh_token"])) == "invalid_grant"
    assert refusal(await agent.refresh(second["refresh_token"])) == "invalid_grant"
    assert refusal(await agent.exchange(second["access_token"], "tasks:read")) == "invalid_grant"


async def test_the_end_of_one_family_leaves_another_alive(agent: Agent) -> None:
    first, other = await agent.sign_in(), await agent.sign_in()
    await agent.refresh(first["refresh_token"])
    await agent.refresh(first["refresh_token"])

    assert (await agent.refresh(other["refresh_token"])).status_code == 200


async def test_a_refresh_may_narrow_the_scope_but_not_widen_it(agent: Agent) -> None:
    tokens = await agent.sign_in(scope="openid offline_access tasks:read me:read")

    assert refusal(await agent.refresh(tokens["refresh_token"], scope="tasks:read tasks:delete")) == "invalid_scope"
    narrow = (await agent.refresh(tokens["refresh_token"], scope="tasks:read")).json()
    assert narrow["scope"] == "tasks:read"
    assert refusal(await agent.exchange(narrow["access_token"], "me:read")) == "invalid_scope"
    wide = (await agent.refresh(narrow["refresh_token"])).json()
    assert wide["scope"] == "openid offline_access tasks:read me:read"


async def test_a_refresh_for_the_platform_is_an_invalid_target(agent: Agent) -> None:
    tokens = await agent.sign_in()

    assert refusal(await agent.refresh(tokens["refresh_token"], resource=PLATFORM)) == "invalid_target"
    assert (await agent.refresh(tokens["refresh_token"])).status_code == 200


async def test_another_client_cannot_refresh(agent: Agent) -> None:
    tokens = await agent.sign_in()
    other = Agent(agent.http, agent.clock)
    await other.register()

    assert refusal(await other.refresh(tokens["refresh_token"])) == "invalid_grant"
    assert (await agent.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_session_ends_after_thirty_days(agent: Agent) -> None:
    tokens = await agent.sign_in()
    agent.clock.now += 30 * 24 * 3600

    assert refusal(await agent.refresh(tokens["refresh_token"])) == "invalid_grant"


@pytest.mark.parametrize("which", ["refresh_token", "access_token"])
@pytest.mark.parametrize("hint", [None, "refresh_token", "nonsense"])
async def test_revoking_either_token_ends_the_session(agent: Agent, which: str, hint: str | None) -> None:
    tokens = await agent.sign_in()
    response = await agent.post("/revoke", token=tokens[which], token_type_hint=hint)

    assert response.status_code == 200
    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read")) == "invalid_grant"
    assert refusal(await agent.refresh(tokens["refresh_token"])) == "invalid_grant"


async def test_revoking_a_token_that_nobody_knows_is_fine(agent: Agent) -> None:
    assert (await agent.post("/revoke", token="made-up")).status_code == 200
    assert refusal(await agent.post("/revoke")) == "invalid_request"


async def test_another_client_cannot_revoke(agent: Agent) -> None:
    tokens = await agent.sign_in()
    other = Agent(agent.http, agent.clock)
    await other.register()

    assert refusal(await other.post("/revoke", token=tokens["refresh_token"])) == "invalid_grant"
    assert (await agent.refresh(tokens["refresh_token"])).status_code == 200
