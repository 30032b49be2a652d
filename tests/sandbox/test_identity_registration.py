from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from joserfc.jwk import ECKey, RSAKey

from tests.sandbox.fakes_identity import EXCHANGE, ISSUER, SCOPES, Agent, provider

KEY = ECKey.generate_key("P-256")
WELL_KNOWN = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]


@pytest_asyncio.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    async with provider(tmp_path) as agent:
        yield agent


@pytest.mark.parametrize("place", WELL_KNOWN)
async def test_the_metadata_announces_what_the_provider_does(agent: Agent, place: str) -> None:
    said = (await agent.http.get(place)).json()

    assert said["issuer"] == ISSUER
    for name in ("authorization", "token", "registration", "revocation"):
        assert said[f"{name}_endpoint"].startswith(f"{ISSUER}/")
    assert said["jwks_uri"] == f"{ISSUER}/jwks"
    assert said["response_types_supported"] == ["code"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert "private_key_jwt" in said["token_endpoint_auth_methods_supported"]
    assert said["token_endpoint_auth_signing_alg_values_supported"] == ["ES256"]
    assert set(said["grant_types_supported"]) == {"authorization_code", "refresh_token", EXCHANGE}
    assert set(said["scopes_supported"]) == {*SCOPES.split(), "approvals:decide"}
    assert said["authorization_response_iss_parameter_supported"] is True
    assert said["authorization_details_types_supported"] == ["countersign_change", "countersign_decision"]
    assert said["pushed_authorization_request_endpoint"] == f"{ISSUER}/par"
    assert said["acr_values_supported"] == ["urn:countersign:acr:pin", "urn:countersign:acr:step-up"]


async def test_the_published_key_is_public_and_for_es256(agent: Agent) -> None:
    (key,) = (await agent.http.get("/jwks")).json()["keys"]

    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
    assert key["kid"] == ECKey.import_key(key).thumbprint()
    assert "d" not in key


async def test_it_says_that_it_is_well(agent: Agent) -> None:
    assert (await agent.http.get("/healthz")).json() == {"service": "identity", "issuer": ISSUER}


async def test_a_client_registers_and_gets_what_removes_it_again(agent: Agent) -> None:
    response = await agent.http.post("/register", json=agent.metadata(software_id="ignored"))
    said = response.json()

    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    assert said["client_name"] == "Countersign on laptop-7"
    assert said["jwks"] == {"keys": [agent.key.as_dict(private=False)]}
    assert said["registration_client_uri"] == f"{ISSUER}/register/{said['client_id']}"
    assert len(said["registration_access_token"]) >= 43
    assert "client_secret" not in said


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/callback",
        "http://localhost/callback",
        "http://[::1]/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1:80@evil.example/callback",
        "http://127.0.0.1/callback?x=1",
        "http://127.0.0.1/callback#x",
        "http://127.0.0.1",
        "javascript:alert(1)",
    ],
)
async def test_only_loopback_redirect_uris_are_registered(agent: Agent, uri: str) -> None:
    response = await agent.http.post("/register", json=agent.metadata(redirect_uris=[uri]))

    assert (response.status_code, response.json()["error"]) == (400, "invalid_redirect_uri")


@pytest.mark.parametrize(
    "members",
    [
        {"client_name": None},
        {"client_name": " "},
        {"client_name": "x" * 81},
        {"client_name": "safe\u202egnp"},
        {"client_name": "two\nlines"},
        {"application_type": "web"},
        {"redirect_uris": []},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"token_endpoint_auth_method": "none"},
        {"jwks": None},
        {"jwks": {"keys": []}},
        {"jwks": {"keys": [KEY.as_dict(private=False), KEY.as_dict(private=False)]}},
        {"jwks": {"keys": [KEY.as_dict(private=True)]}},
        {"jwks": {"keys": [ECKey.generate_key("P-384").as_dict(private=False)]}},
        {"jwks": {"keys": [RSAKey.generate_key(2048).as_dict(private=False)]}},
        {"jwks": {"keys": [{**KEY.as_dict(private=False), "y": "A" * 43}]}},
        {"grant_types": ["client_credentials"]},
        {"response_types": ["token"]},
        {"scope": "openid everything"},
    ],
)
async def test_metadata_that_cannot_be_used_is_refused(agent: Agent, members: dict[str, object]) -> None:
    said = {name: value for name, value in {**agent.metadata(), **members}.items() if value is not None}
    response = await agent.http.post("/register", json=said)

    assert (response.status_code, response.json()["error"]) == (400, "invalid_client_metadata")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"{" + b" " * 70_000 + b"}", b"[" * 60_000])
async def test_a_body_that_is_no_object_is_refused(agent: Agent, body: bytes) -> None:
    response = await agent.http.post("/register", content=body, headers={"Content-Type": "application/json"})

    assert (response.status_code, response.json()["error"]) == (400, "invalid_client_metadata")


async def test_a_form_is_no_registration(agent: Agent) -> None:
    response = await agent.http.post("/register", content=b"{}", headers={"Content-Type": "text/plain"})

    assert response.status_code == 400


async def test_unregistering_ends_everything_that_was_issued(agent: Agent) -> None:
    await agent.register()
    tokens = await agent.sign_in()
    access = {"Authorization": f"Bearer {agent.registered['registration_access_token']}"}
    response = await agent.http.delete(agent.registered["registration_client_uri"], headers=access)

    assert response.status_code == 204
    assert (await agent.refresh(tokens["refresh_token"])).json()["error"] == "invalid_client"
    assert (await agent.exchange(tokens["access_token"], "tasks:read")).json()["error"] == "invalid_client"
    assert (await agent.authorize()).status_code == 400
    again = await agent.http.delete(agent.registered["registration_client_uri"], headers=access)
    assert again.status_code == 401


@pytest.mark.parametrize("authorization", [None, "Bearer made-up", "Basic x", "Bearer"])
async def test_nobody_else_unregisters_a_client(agent: Agent, authorization: str | None) -> None:
    await agent.register()
    headers = {"Authorization": authorization} if authorization else {}
    response = await agent.http.delete(agent.registered["registration_client_uri"], headers=headers)

    assert response.status_code == 401
    assert await agent.sign_in()


async def test_the_token_of_one_client_does_not_remove_another(agent: Agent) -> None:
    other = Agent(agent.http, agent.clock)
    await other.register()
    await agent.register()
    access = {"Authorization": f"Bearer {other.registered['registration_access_token']}"}
    response = await agent.http.delete(agent.registered["registration_client_uri"], headers=access)

    assert response.status_code == 401
