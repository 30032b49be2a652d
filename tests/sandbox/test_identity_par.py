import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.fakes_identity import (
    ISSUER,
    PLATFORM,
    SCOPES,
    Agent,
    Page,
    answer,
    refusal,
)
from tests.sandbox.fakes_stepup import Teller, request_of, stand


@pytest_asyncio.fixture
async def teller(tmp_path: Path) -> AsyncIterator[Teller]:
    async with stand(tmp_path) as teller:
        yield teller


async def test_a_pushed_request_is_answered_with_a_uri_for_ninety_seconds(teller: Teller) -> None:
    response = await teller.push()
    uri = response.json().pop("request_uri")

    assert response.status_code == 201
    assert response.json() == {"request_uri": uri, "expires_in": 90}
    assert uri.startswith("urn:ietf:params:oauth:request_uri:")
    assert response.headers["cache-control"] == "no-store"
    assert uri != await teller.uri()


async def test_the_uri_leads_to_the_login_page_of_the_one_person_asked(teller: Teller) -> None:
    page = Page((await teller.open(await teller.uri())).text)

    assert page.action == "/login"
    assert page.people == {"alice": "Alice Moreau, lead at Acme"}
    assert set(page.pins) == {"alice"}


async def test_a_uri_is_good_once(teller: Teller) -> None:
    uri = await teller.uri()
    assert Page((await teller.open(uri)).text).action == "/login"
    again = await teller.open(uri)

    assert again.status_code == 400
    assert "location" not in again.headers
    assert "used before" in Page(again.text).alert


async def test_a_uri_is_gone_after_ninety_seconds(teller: Teller) -> None:
    first, second = await teller.uri(), await teller.uri()
    teller.agent.clock.now += 89
    assert (await teller.open(first)).status_code == 200
    teller.agent.clock.now += 1

    assert (await teller.open(second)).status_code == 400


async def test_a_uri_is_its_own_clients_and_another_ones_try_takes_nothing(teller: Teller) -> None:
    other = Agent(teller.agent.http, teller.agent.clock)
    await other.register()
    uri = await teller.uri()

    assert (await teller.open(uri, client_id=other.client_id)).status_code == 400
    assert (await teller.agent.http.get("/authorize", params={"request_uri": uri})).status_code == 400
    assert (await teller.open(uri)).status_code == 200


@pytest.mark.parametrize("uri", ["x", "urn:ietf:params:oauth:request_uri:x", "https://elsewhere.example/request"])
async def test_a_uri_that_nobody_pushed_leads_nowhere(teller: Teller, uri: str) -> None:
    response = await teller.open(uri)

    assert response.status_code == 400
    assert "location" not in response.headers


async def test_a_uri_beside_a_whole_request_is_what_counts(teller: Teller) -> None:
    query = {**teller.agent.authorization(), "request_uri": "urn:ietf:params:oauth:request_uri:x"}

    assert (await teller.agent.http.get("/authorize", params=query)).status_code == 400


async def test_a_uri_given_twice_is_refused(teller: Teller) -> None:
    uri = await teller.uri()
    query = {"client_id": teller.agent.client_id, "request_uri": [uri, "urn:ietf:params:oauth:request_uri:x"]}

    assert (await teller.agent.http.get("/authorize", params=query)).status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"client_assertion": None, "client_assertion_type": None},
        {"client_assertion": "x"},
        {"client_id": "cl_other"},
    ],
)
async def test_only_a_client_that_proves_itself_may_push(teller: Teller, fields: dict[str, str | None]) -> None:
    assert refusal(await teller.push(**fields)) == "invalid_client"


async def test_a_pushed_request_by_another_client_is_not_this_clients_change(teller: Teller) -> None:
    detail = teller.whole()
    other = Agent(teller.agent.http, teller.agent.clock)
    await other.register()
    there = Teller(other, teller.platform)

    assert refusal(await there.push(detail)) == "invalid_authorization_details"
    assert (await there.push(there.whole())).status_code == 201


async def test_a_public_client_gets_no_step_up(teller: Teller) -> None:
    await teller.agent.register(token_endpoint_auth_method="none", jwks=None)
    unsigned = {"client_assertion": None, "client_assertion_type": None}

    assert refusal(await teller.push(**unsigned)) == "unauthorized_client"


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"redirect_uri": "https://evil.example/callback"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"request": "ey"}, "invalid_request"),
        ({"resource": PLATFORM}, "invalid_target"),
        ({"resource": [ISSUER, PLATFORM]}, "invalid_target"),
        ({"login_hint": None}, "invalid_request"),
        ({"login_hint": "alice"}, "invalid_request"),
        ({"login_hint": "usr_mallory"}, "invalid_request"),
        ({"acr_values": None}, "invalid_request"),
        ({"acr_values": "urn:countersign:acr:pin"}, "invalid_request"),
        ({"authorization_details": None}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"scope": "transfers:create"}, "invalid_scope"),
        ({"scope": "openid transfers:create offline_access"}, "invalid_scope"),
        ({"scope": "openid transfers:create profile"}, "invalid_scope"),
        ({"scope": "openid transfers:create tasks:read"}, "invalid_scope"),
        ({"scope": "openid transfers:create approvals:decide"}, "invalid_scope"),
        ({"scope": "openid approvals:decide"}, "invalid_scope"),
        ({"scope": "openid everything"}, "invalid_scope"),
    ],
)
async def test_a_fault_is_told_to_the_program_itself_and_never_in_a_redirect(
    teller: Teller,
    members: dict[str, str | list[str] | None],
    error: str,
) -> None:
    response = await teller.push(**members)

    assert refusal(response) == error
    assert "location" not in response.headers
    assert set(response.json()) <= {"error", "error_description"}


async def test_another_persons_hint_is_another_change(teller: Teller) -> None:
    assert refusal(await teller.push(login_hint="usr_bob")) == "invalid_authorization_details"


async def test_an_ordinary_sign_in_may_be_pushed_too_and_is_no_step_up(teller: Teller) -> None:
    ordinary = {"authorization_details": None, "acr_values": None, "login_hint": None, "resource": ISSUER}
    response = await teller.push(scope=SCOPES, **ordinary)
    login = Page((await teller.open(response.json()["request_uri"])).text)
    consent = Page((await teller.agent.log_in(login, "bob")).text)

    assert len(login.people) == 8
    assert consent.action == "/consent"
    assert answer(await teller.agent.decide(consent, "allow"))["code"]


@pytest.mark.parametrize("scope", ["openid approvals:decide", f"{SCOPES} approvals:decide"])
async def test_no_ordinary_sign_in_asks_for_deciding(teller: Teller, scope: str) -> None:
    await teller.agent.register(scope=f"{SCOPES} approvals:decide")
    ordinary = {"authorization_details": None, "acr_values": None, "resource": ISSUER}

    assert answer(await teller.agent.authorize(scope=scope))["error"] == "invalid_scope"
    assert refusal(await teller.push(scope=scope, **ordinary)) == "invalid_scope"


async def test_no_step_up_begins_without_a_pushed_request(teller: Teller) -> None:
    details = json.dumps([teller.whole()])
    response = await teller.agent.authorize(scope="openid transfers:create", authorization_details=details)

    assert answer(response)["error"] == "invalid_authorization_details"


async def test_a_large_change_may_be_pushed_and_a_boundless_one_not(teller: Teller) -> None:
    large = request_of({"items": [{"id": f"tsk_{n}", "version": "1" * 500} for n in range(150)]})
    boundless = request_of({"items": ["x" * 600_000]})

    assert (await teller.push(teller.whole(large))).status_code == 201
    assert refusal(await teller.push(teller.whole(boundless))) == "invalid_request"
