from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.sandbox.fakes_identity import ACCESS, ISSUER, NOON, PLATFORM, claims
from tests.sandbox.fakes_stepup import STEP_UP, Teller, stand


@pytest_asyncio.fixture
async def teller(tmp_path: Path) -> AsyncIterator[Teller]:
    async with stand(tmp_path) as teller:
        yield teller


async def test_the_token_of_a_step_up_names_the_one_change_it_is_for(teller: Teller) -> None:
    body = await teller.step_up(scope="openid transfers:create approvals:open")
    header, said = claims(body["access_token"], await teller.agent.keys())

    assert header["typ"] == "at+jwt"
    assert isinstance(said.pop("jti"), str)
    assert isinstance(said.pop("sid"), str)
    assert said == {
        "iss": ISSUER,
        "sub": "usr_alice",
        "aud": ISSUER,
        "client_id": teller.agent.client_id,
        "scope": "openid transfers:create approvals:open",
        "tenant": "ten_acme",
        "acr": STEP_UP,
        "auth_time": NOON,
        "iat": NOON,
        "exp": NOON + 300,
        "authorization_details": [teller.detail()],
        "change": teller.detail()["change"],
    }
    assert body["authorization_details"] == [teller.detail()]
    assert "refresh_token" not in body


async def test_the_id_token_of_a_step_up_says_who_when_and_how(teller: Teller) -> None:
    body = await teller.step_up()
    _, said = claims(body["id_token"], await teller.agent.keys())

    assert (said["sub"], said["nonce"], said["aud"]) == ("usr_alice", "no-1", teller.agent.client_id)
    assert (said["acr"], said["auth_time"]) == (STEP_UP, NOON)


async def test_a_step_up_is_exchanged_for_its_change_with_its_acr(teller: Teller) -> None:
    body = await teller.step_up()
    teller.agent.clock.now += 20
    response = await teller.exchange(body["access_token"], "transfers:create", teller.detail())
    said = claims(response.json()["access_token"], await teller.agent.keys())[1]

    assert response.json()["issued_token_type"] == ACCESS
    assert (said["aud"], said["acr"], said["auth_time"]) == (PLATFORM, STEP_UP, NOON)
    assert said["act"] == {"sub": teller.agent.client_id, "installation": teller.agent.key.thumbprint()}
