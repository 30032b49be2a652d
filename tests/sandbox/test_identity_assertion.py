from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from joserfc.jwk import ECKey

from tests.sandbox.fakes_identity import ISSUER, NOON, PLATFORM, Agent, refusal, registered


@pytest_asyncio.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    async with registered(tmp_path) as agent:
        yield agent


async def test_an_assertion_is_good_once(agent: Agent) -> None:
    tokens = await agent.sign_in()
    assertion = agent.assertion()

    assert (await agent.refresh(tokens["refresh_token"], client_assertion=assertion)).status_code == 200
    assert refusal(await agent.post("/revoke", token="x", client_assertion=assertion)) == "invalid_client"


@pytest.mark.parametrize(
    "members",
    [
        {"aud": PLATFORM},
        {"aud": None},
        {"aud": [ISSUER, PLATFORM]},
        {"exp": NOON - 6},
        {"exp": NOON + 306},
        {"exp": None},
        {"exp": 1e12},
        {"exp": True},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 201},
        {"iss": "cl_other"},
        {"iss": None},
        {"sub": "cl_other"},
        {"sub": None},
        {"sub": 7},
        {"nbf": NOON + 60},
    ],
)
async def test_an_assertion_with_a_wrong_claim_is_refused(agent: Agent, members: dict[str, object]) -> None:
    response = await agent.post("/revoke", token="x", client_assertion=agent.assertion(None, **members))

    assert refusal(response) == "invalid_client"


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/token", f"{ISSUER}/par", [ISSUER], [f"{ISSUER}/token"]])
async def test_an_assertion_may_name_the_issuer_or_an_endpoint(agent: Agent, audience: object) -> None:
    response = await agent.post("/revoke", token="x", client_assertion=agent.assertion(aud=audience))

    assert response.status_code == 200


async def test_an_assertion_signed_with_another_key_is_refused_and_takes_no_id(agent: Agent) -> None:
    forged = agent.assertion(ECKey.generate_key("P-256"), jti="once")

    assert refusal(await agent.post("/revoke", token="x", client_assertion=forged)) == "invalid_client"
    assert (await agent.post("/revoke", token="x", client_assertion=agent.assertion(jti="once"))).status_code == 200


@pytest.mark.parametrize("assertion", ["x", "a.b.c", "...", "é.é.é", "eyJhbGciOiJub25lIn0.e30.", "W10." * 3])
async def test_an_assertion_that_is_no_jwt_is_refused(agent: Agent, assertion: str) -> None:
    assert refusal(await agent.post("/revoke", token="x", client_assertion=assertion)) == "invalid_client"


async def test_a_parameter_that_stands_twice_is_refused(agent: Agent) -> None:
    tokens = await agent.sign_in()

    assert refusal(await agent.refresh(tokens["refresh_token"], scope=["me:read", "tasks:read"])) == "invalid_request"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"{}", "application/json"),
        (b"a=%ff", "application/x-www-form-urlencoded"),
        ("a=\u00e9".encode(), "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded"),
        (b"a=1&" * 60, "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_that_is_no_form_is_refused(agent: Agent, content: bytes, content_type: str) -> None:
    response = await agent.http.post("/token", content=content, headers={"Content-Type": content_type})

    assert refusal(response) == "invalid_request"
