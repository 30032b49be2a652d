import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.sandbox.identity.scopes import MONEY
from tests.sandbox.fakes_identity import ISSUER, REDIRECT, SCOPES, Agent, Page, answer, registered


@pytest_asyncio.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    async with registered(tmp_path) as agent:
        yield agent


async def test_the_login_page_offers_eight_people_with_their_pins(agent: Agent) -> None:
    page = Page((await agent.authorize()).text)

    assert page.action == "/login"
    assert page.people["alice"] == "Alice Moreau, lead at Acme"
    assert page.people["heidi"] == "Heidi Brandt, viewer at Globex"
    assert len(page.people) == len(page.pins) == 8
    assert page.pins["alice"] == "4821"
    assert not page.alert


async def test_the_consent_page_names_the_agent_the_person_and_every_scope(agent: Agent) -> None:
    page = Page((await agent.log_in(Page((await agent.authorize()).text), "alice")).text)

    assert page.action == "/consent"
    assert "Countersign on laptop-7" in page.text
    assert "Alice Moreau" in page.text
    assert "may look at" in page.text
    assert "may change, after asking you" in page.text
    look, change = page.text.split("may change, after asking you")
    assert "tasks you can see" in look
    assert "Delete tasks" in change
    assert all(scope in page.text for scope in SCOPES.split())


async def test_the_consent_page_keeps_what_moves_money_apart(agent: Agent) -> None:
    page = Page((await agent.log_in(Page((await agent.authorize()).text), "dave")).text)

    changes, money = page.text.split("may move money, after you confirm each sum here")
    assert {scope for scope in MONEY if scope in changes} == set()
    assert all(words in money for words in MONEY.values())
    assert "No money moves until you have confirmed" in money


async def test_the_consent_page_names_only_what_was_asked_for(agent: Agent) -> None:
    page = Page((await agent.log_in(Page((await agent.authorize(scope="openid tasks:read")).text), "bob")).text)

    assert "tasks:read" in page.text
    assert "tasks:delete" not in page.text
    assert "may change" not in page.text
    assert "may move money" not in page.text
    assert "Stay signed in" not in page.text


async def test_saying_yes_sends_code_state_and_issuer_back(agent: Agent) -> None:
    consent = Page((await agent.log_in(Page((await agent.authorize()).text), "alice")).text)
    response = await agent.decide(consent, "allow")

    assert response.headers["location"].startswith(f"{REDIRECT}?")
    assert response.headers["cache-control"] == "no-store"
    assert set(answer(response)) == {"code", "state", "iss"}
    assert (answer(response)["state"], answer(response)["iss"]) == ("st-1", ISSUER)


async def test_saying_no_sends_access_denied_state_and_issuer_back(agent: Agent) -> None:
    consent = Page((await agent.log_in(Page((await agent.authorize()).text), "alice")).text)
    said = answer(await agent.decide(consent, "deny"))

    assert (said["error"], said["state"], said["iss"]) == ("access_denied", "st-1", ISSUER)
    assert "code" not in said


async def test_an_answer_that_is_neither_yes_nor_no_is_no(agent: Agent) -> None:
    consent = Page((await agent.log_in(Page((await agent.authorize()).text), "alice")).text)

    assert answer(await agent.decide(consent, "perhaps"))["error"] == "access_denied"


@pytest.mark.parametrize(("person", "pin"), [("alice", "1937"), ("alice", "482"), ("mallory", "4821"), ("alice", "é")])
async def test_a_wrong_pin_shows_the_login_page_again_with_a_message(agent: Agent, person: str, pin: str) -> None:
    page = Page((await agent.log_in(Page((await agent.authorize()).text), person, pin)).text)

    assert page.action == "/login"
    assert "4 more times" in page.alert
    assert Page((await agent.log_in(page, "alice")).text).action == "/consent"


async def test_the_fifth_wrong_pin_ends_the_sign_in_with_access_denied(agent: Agent) -> None:
    page = Page((await agent.authorize()).text)
    for _ in range(4):
        page = Page((await agent.log_in(page, "alice", "0000")).text)
    last = page

    assert answer(await agent.log_in(last, "alice", "0000"))["error"] == "access_denied"
    assert (await agent.log_in(last, "alice")).status_code == 400


async def test_an_old_page_cannot_be_sent_in_again(agent: Agent) -> None:
    login = Page((await agent.authorize()).text)
    consent = Page((await agent.log_in(login, "alice")).text)

    assert "over" in Page((await agent.log_in(login, "alice")).text).alert
    assert answer(await agent.decide(consent, "allow"))["code"]
    assert (await agent.decide(consent, "allow")).status_code == 400


async def test_nobody_agrees_without_having_signed_in(agent: Agent) -> None:
    login = Page((await agent.authorize()).text)
    response = await agent.http.post("/consent", data={"tx": login.tx, "decision": "allow"})

    assert response.status_code == 400
    assert "location" not in response.headers


async def test_a_page_left_open_for_ten_minutes_is_over(agent: Agent) -> None:
    login = Page((await agent.authorize()).text)
    agent.clock.now += 601

    assert (await agent.log_in(login, "alice")).status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_sent_by_another_site_is_refused(agent: Agent, site: str) -> None:
    login = Page((await agent.authorize()).text)
    form = {"tx": login.tx, "person": "alice", "pin": "4821"}
    response = await agent.http.post("/login", data=form, headers={"Sec-Fetch-Site": site})

    assert response.status_code == 400


async def test_a_request_for_another_host_is_refused(agent: Agent) -> None:
    response = await agent.http.get("/jwks", headers={"Host": "rebound.example:41001"})

    assert response.status_code == 400


async def test_pages_carry_no_script_and_let_nothing_else_in(agent: Agent) -> None:
    response = await agent.authorize()
    policy = response.headers["content-security-policy"]

    assert "script" not in Page(response.text).tags
    assert not re.search(r"\son\w+=|javascript:| style=", response.text)
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:53123;" in policy
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "members",
    [
        {"client_id": "cl_unknown"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "http://127.0.0.1:53123/other"},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "http://127.0.0.1:53123@evil.example/callback"},
        {"redirect_uri": "http://localhost:53123/callback"},
        {"redirect_uri": 'http://127.0.0.1:53123/callback"\\'},
        {"redirect_uri": "http://127.0.0.1:53123/callback#x"},
        {"redirect_uri": "http://127.0.0.1:53123/callback", "client_id": 'x"\\'},
    ],
)
async def test_an_unknown_client_or_redirect_uri_is_never_redirected_to(
    agent: Agent,
    members: dict[str, str | None],
) -> None:
    response = await agent.authorize(**members)

    assert response.status_code == 400
    assert "location" not in response.headers
    assert Page(response.text).alert


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
async def test_a_second_client_or_redirect_uri_is_never_redirected_to(agent: Agent, name: str) -> None:
    said = agent.authorization()
    response = await agent.http.get("/authorize", params={**said, name: [said[name], "http://evil.example/"]})

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": 'co"de'}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "openid everything"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"authorization_details": "[]"}, "invalid_authorization_details"),
        ({"request": "ey"}, "invalid_request"),
    ],
)
async def test_any_other_fault_goes_back_to_the_program_with_state_and_issuer(
    agent: Agent,
    members: dict[str, str | None],
    error: str,
) -> None:
    response = await agent.authorize(**members)

    assert response.headers["location"].startswith(f"{REDIRECT}?")
    assert answer(response)["error"] == error
    assert (answer(response)["state"], answer(response)["iss"]) == ("st-1", ISSUER)


async def test_a_resource_that_is_neither_provider_nor_platform_is_an_invalid_target(agent: Agent) -> None:
    query = {**agent.authorization(), "resource": "http://127.0.0.1:9"}

    assert answer(await agent.http.get("/authorize", params=query))["error"] == "invalid_target"


async def test_a_scope_that_the_client_did_not_register_is_refused(agent: Agent) -> None:
    await agent.register(scope="openid tasks:read")

    assert answer(await agent.authorize(scope="openid tasks:delete"))["error"] == "invalid_scope"


async def test_a_client_name_is_shown_as_text(agent: Agent) -> None:
    await agent.register(client_name="<b onclick=x>Agent</b>")
    response = await agent.authorize()

    assert "<b onclick" not in response.text
    assert "<b onclick=x>Agent</b>" in Page(response.text).text


async def test_a_client_that_has_gone_gets_no_code(agent: Agent) -> None:
    consent = Page((await agent.log_in(Page((await agent.authorize()).text), "alice")).text)
    access = {"Authorization": f"Bearer {agent.registered['registration_access_token']}"}
    await agent.http.delete(agent.registered["registration_client_uri"], headers=access)

    assert (await agent.decide(consent, "allow")).status_code == 400
