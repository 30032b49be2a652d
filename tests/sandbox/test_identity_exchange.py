import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.sandbox.fakes_identity import (
    ACCESS,
    EXCHANGE,
    ISSUER,
    NOON,
    PLATFORM,
    SCOPES,
    Agent,
    changing,
    claims,
    refusal,
    registered,
)


@pytest_asyncio.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    async with registered(tmp_path) as agent:
        yield agent


async def test_a_look_token_names_the_person_the_installation_and_the_platform(agent: Agent) -> None:
    tokens = await agent.sign_in()
    agent.clock.now += 10
    response = await agent.exchange(tokens["access_token"], "tasks:read projects:read")
    body = response.json()
    header, said = claims(body.pop("access_token"), await agent.keys())
    _, session = claims(tokens["access_token"], await agent.keys())

    assert response.headers["cache-control"] == "no-store"
    assert body == {
        "issued_token_type": ACCESS,
        "token_type": "Bearer",
        "expires_in": 60,
        "scope": "tasks:read projects:read",
    }
    assert header["typ"] == "at+jwt"
    assert said.pop("jti") != session["jti"]
    assert said == {
        "iss": ISSUER,
        "sub": "usr_alice",
        "aud": PLATFORM,
        "client_id": agent.client_id,
        "act": {"sub": agent.client_id, "installation": agent.key.thumbprint()},
        "scope": "tasks:read projects:read",
        "tenant": "ten_acme",
        "acr": "urn:countersign:acr:pin",
        "auth_time": NOON,
        "sid": session["sid"],
        "iat": NOON + 10,
        "exp": NOON + 70,
    }


async def test_a_token_for_an_approved_change_carries_exactly_that_change(agent: Agent) -> None:
    tokens = await agent.sign_in()
    details = [changing(agent.clock, approval="ap_1")]
    response = await agent.exchange(
        tokens["access_token"],
        "tasks:delete",
        authorization_details=json.dumps(details),
    )
    _, said = claims(response.json()["access_token"], await agent.keys())

    assert said["authorization_details"] == response.json()["authorization_details"] == details
    assert str(said["txn"]).startswith("txn_")
    assert (said["scope"], said["exp"]) == ("tasks:delete", NOON + 60)
    assert "refresh_token" not in response.json()


async def test_each_exchange_has_a_transaction_id_of_its_own(agent: Agent) -> None:
    tokens = await agent.sign_in()
    details = json.dumps([changing(agent.clock)])
    responses = [
        await agent.exchange(tokens["access_token"], "tasks:delete", authorization_details=details) for _ in range(2)
    ]
    said = [claims(response.json()["access_token"], await agent.keys())[1] for response in responses]

    assert said[0]["txn"] != said[1]["txn"]
    assert said[0]["jti"] != said[1]["jti"]


async def test_a_change_that_runs_unasked_gets_no_authorization_details(agent: Agent) -> None:
    tokens = await agent.sign_in()
    response = await agent.exchange(tokens["access_token"], "tasks:write")
    _, said = claims(response.json()["access_token"], await agent.keys())

    assert not {"authorization_details", "txn"} & set(said)
    assert "authorization_details" not in response.json()


async def test_a_token_never_outlives_the_approval_it_rests_on(agent: Agent) -> None:
    tokens = await agent.sign_in()
    details = json.dumps([changing(agent.clock, expires_at=NOON + 20)])
    response = await agent.exchange(tokens["access_token"], "tasks:delete", authorization_details=details)
    _, said = claims(response.json()["access_token"], await agent.keys())

    assert (response.json()["expires_in"], said["exp"]) == (20, NOON + 20)


@pytest.mark.parametrize(
    "scope",
    [
        None,
        "",
        "everything",
        "openid",
        "tasks:read openid",
        "offline_access",
        "tasks:read tasks:delete",
        "tasks:delete me:read",
    ],
)
async def test_a_scope_that_no_platform_token_may_hold_is_refused(agent: Agent, scope: str | None) -> None:
    tokens = await agent.sign_in()

    assert refusal(await agent.exchange(tokens["access_token"], scope)) == "invalid_scope"


@pytest.mark.parametrize("scope", ["tasks:delete", "me:read", "tasks:read me:read"])
async def test_more_than_was_consented_to_is_refused(agent: Agent, scope: str) -> None:
    tokens = await agent.sign_in(scope="openid offline_access tasks:read tasks:write")

    assert refusal(await agent.exchange(tokens["access_token"], scope)) == "invalid_scope"


@pytest.mark.parametrize(
    "fields",
    [
        {"resource": None},
        {"resource": ISSUER},
        {"resource": f"{PLATFORM}/"},
        {"resource": "https://elsewhere.example"},
        {"resource": [PLATFORM, ISSUER]},
        {"resource": [PLATFORM, PLATFORM]},
        {"audience": "https://elsewhere.example"},
        {"audience": [PLATFORM, ISSUER]},
    ],
)
async def test_another_target_than_the_platform_is_refused(
    agent: Agent,
    fields: dict[str, str | list[str] | None],
) -> None:
    tokens = await agent.sign_in()

    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read", **fields)) == "invalid_target"


@pytest.mark.parametrize(
    "fields",
    [
        {"subject_token_type": None},
        {"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"},
        {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
        {"actor_token": "x", "actor_token_type": ACCESS},
        {"subject_token": None},
    ],
)
async def test_another_kind_of_exchange_is_refused(agent: Agent, fields: dict[str, str | None]) -> None:
    tokens = await agent.sign_in()

    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read", **fields)) == "invalid_request"


async def test_a_platform_token_is_never_a_subject(agent: Agent) -> None:
    tokens = await agent.sign_in()
    look = (await agent.exchange(tokens["access_token"], "tasks:read")).json()["access_token"]

    assert refusal(await agent.exchange(look, "tasks:read")) == "invalid_grant"


@pytest.mark.parametrize("which", ["id_token", "refresh_token"])
async def test_no_other_token_of_the_session_is_a_subject(agent: Agent, which: str) -> None:
    tokens = await agent.sign_in()

    assert refusal(await agent.exchange(tokens[which], "tasks:read")) == "invalid_grant"


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é"])
async def test_a_subject_that_is_no_token_is_refused(agent: Agent, token: str) -> None:
    assert refusal(await agent.exchange(token, "tasks:read")) == "invalid_grant"


async def test_a_session_token_that_somebody_else_signed_is_refused(agent: Agent) -> None:
    tokens = await agent.sign_in()
    header, said = claims(tokens["access_token"], await agent.keys())
    forged = jwt.encode({**header, "alg": "ES256"}, {**said, "sub": "usr_erin"}, agent.key, algorithms=["ES256"])

    assert refusal(await agent.exchange(forged, "tasks:read")) == "invalid_grant"


@pytest.mark.parametrize(
    ("typ", "members"),
    [
        ("JWT", {}),
        ("at+jwt", {"aud": PLATFORM}),
        ("at+jwt", {"aud": [ISSUER, PLATFORM]}),
        ("at+jwt", {"iss": PLATFORM}),
        ("at+jwt", {"act": {"sub": "cl_1"}}),
        ("at+jwt", {"exp": NOON}),
    ],
)
async def test_a_token_of_our_own_that_is_no_session_token_is_refused(
    agent: Agent,
    tmp_path: Path,
    typ: str,
    members: dict[str, object],
) -> None:
    header, said = claims((await agent.sign_in())["access_token"], await agent.keys())
    ours = ECKey.import_key(json.loads((tmp_path / "identity.key").read_text()))
    good = jwt.encode({**header, "alg": "ES256"}, said, ours, algorithms=["ES256"])
    other = jwt.encode({**header, "alg": "ES256", "typ": typ}, {**said, **members}, ours, algorithms=["ES256"])

    assert (await agent.exchange(good, "tasks:read")).status_code == 200
    assert refusal(await agent.exchange(other, "tasks:read")) == "invalid_grant"


async def test_an_expired_session_token_is_refused(agent: Agent) -> None:
    tokens = await agent.sign_in()
    agent.clock.now += 300

    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read")) == "invalid_grant"


async def test_nothing_is_exchanged_once_the_session_is_revoked(agent: Agent) -> None:
    tokens = await agent.sign_in()
    assert (await agent.exchange(tokens["access_token"], "tasks:read")).status_code == 200
    await agent.post("/revoke", token=tokens["refresh_token"], token_type_hint="refresh_token")

    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read")) == "invalid_grant"


async def test_the_session_token_of_another_client_is_refused(agent: Agent) -> None:
    tokens = await agent.sign_in()
    other = Agent(agent.http, agent.clock)
    await other.register()

    assert refusal(await other.exchange(tokens["access_token"], "tasks:read")) == "invalid_grant"


async def test_a_client_that_did_not_register_the_exchange_may_not_do_it(agent: Agent) -> None:
    await agent.register(grant_types=["authorization_code", "refresh_token"])
    tokens = await agent.sign_in()

    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read")) == "unauthorized_client"


async def test_a_public_client_may_sign_in_but_not_exchange(agent: Agent) -> None:
    await agent.register(token_endpoint_auth_method="none", jwks=None)
    unsigned = {"client_id": agent.client_id, "client_assertion": None, "client_assertion_type": None}
    tokens = (await agent.redeem(await agent.code(), **unsigned)).json()

    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read", **unsigned)) == "unauthorized_client"


async def test_a_client_with_a_key_must_use_it(agent: Agent) -> None:
    tokens = await agent.sign_in()
    unsigned = {"client_id": agent.client_id, "client_assertion": None, "client_assertion_type": None}

    assert refusal(await agent.exchange(tokens["access_token"], "tasks:read", **unsigned)) == "invalid_client"


async def test_the_scopes_granted_are_the_scopes_asked_for_each_once(agent: Agent) -> None:
    tokens = await agent.sign_in()
    response = await agent.exchange(tokens["access_token"], "tasks:read me:read tasks:read")

    assert response.json()["scope"] == "tasks:read me:read"
    assert SCOPES.startswith("openid")
    assert EXCHANGE in str((await agent.http.get("/.well-known/openid-configuration")).json()["grant_types_supported"])
