import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.sandbox.identity.totp import hotp, secret_of, step_at
from app.sandbox.seed.people import PEOPLE
from tests.sandbox.fakes_identity import ISSUER, NOON, REDIRECT, Page, answer
from tests.sandbox.fakes_stepup import TOLD, Facts, Teller, stand

ALICE = PEOPLE[0]
RIGHT_NOW = hotp(secret_of(ALICE.totp), step_at(NOON))
WRONG = "000000"


@pytest_asyncio.fixture
async def teller(tmp_path: Path) -> AsyncIterator[Teller]:
    async with stand(tmp_path) as teller:
        yield teller


async def test_the_page_shows_what_the_platform_says_and_nothing_of_the_programs(teller: Teller) -> None:
    response = await teller.shown()
    facts = Facts(response.text)

    assert Page(response.text).action == "/confirm"
    assert facts.headline == TOLD["headline"]
    assert facts.facts == {
        "fact-amount": "5,000.00 EUR",
        "fact-from": "Marketing 2026: 41,250.00 → 36,250.00 EUR",
        "fact-to": "Apollo 2026: 86,400.00 → 91,400.00 EUR",
        "fact-moved-today-and-limit": "0.00 of 20,000.00 EUR",
    }
    assert facts.rows == ["Marketing 2026", "Apollo 2026"]
    assert facts.buttons == ["allow", "deny"]
    assert facts.names == ["tx", "otp"]
    assert facts.code == RIGHT_NOW
    assert 'data-totp="alice"' in response.text
    assert "Countersign on laptop-7" in Page(response.text).text


async def test_confirming_sends_code_state_and_issuer_back(teller: Teller) -> None:
    response = await teller.confirm(await teller.shown())

    assert response.headers["location"].startswith(f"{REDIRECT}?")
    assert set(answer(response)) == {"code", "state", "iss"}
    assert (answer(response)["state"], answer(response)["iss"]) == ("st-1", ISSUER)


async def test_saying_no_is_access_denied_whatever_the_code(teller: Teller) -> None:
    for decision in ("deny", "perhaps", ""):
        said = answer(await teller.confirm(await teller.shown(), decision=decision))

        assert (said["error"], said["state"], said["iss"]) == ("access_denied", "st-1", ISSUER)
        assert "code" not in said


async def test_saying_no_uses_no_code_up(teller: Teller) -> None:
    await teller.confirm(await teller.shown(), decision="deny")

    assert answer(await teller.confirm(await teller.shown(), RIGHT_NOW))["code"]


@pytest.mark.parametrize("pin", ["1937", "4821", "0000"])
async def test_another_account_is_access_denied_even_with_its_right_pin(teller: Teller, pin: str) -> None:
    login = Page((await teller.open(await teller.uri())).text)
    said = answer(await teller.agent.log_in(login, "bob", pin))

    assert (said["error"], said["error_description"]) == ("access_denied", "other account")
    assert (said["state"], said["iss"]) == ("st-1", ISSUER)
    assert teller.platform.paths == []


async def test_a_wrong_code_shows_the_page_again_with_a_message(teller: Teller) -> None:
    page = await teller.confirm(await teller.shown(), WRONG)

    assert Page(page.text).action == "/confirm"
    assert "2 more times" in Page(page.text).alert
    assert Facts(page.text).headline == TOLD["headline"]
    assert answer(await teller.confirm(page))["code"]


async def test_the_third_wrong_code_is_access_denied(teller: Teller) -> None:
    page = await teller.shown()
    for _ in range(2):
        page = await teller.confirm(page, WRONG)
    last = page
    said = answer(await teller.confirm(last, WRONG))

    assert (said["error"], said["error_description"]) == ("access_denied", "wrong code")
    assert (await teller.confirm(last, RIGHT_NOW)).status_code == 400


async def test_wrong_pins_leave_all_three_codes(teller: Teller) -> None:
    login = Page((await teller.open(await teller.uri())).text)
    for _ in range(4):
        login = Page((await teller.agent.log_in(login, "alice", "0000")).text)
    page = await teller.agent.log_in(login, "alice")

    assert "2 more times" in Page((await teller.confirm(page, WRONG)).text).alert


async def test_the_fifth_wrong_pin_is_access_denied(teller: Teller) -> None:
    login = Page((await teller.open(await teller.uri())).text)
    for _ in range(4):
        login = Page((await teller.agent.log_in(login, "alice", "0000")).text)

    said = answer(await teller.agent.log_in(login, "alice", "0000"))
    assert (said["error"], said["error_description"]) == ("access_denied", "wrong PIN")


async def test_a_code_that_confirmed_one_change_confirms_no_other(teller: Teller) -> None:
    assert answer(await teller.confirm(await teller.shown(), RIGHT_NOW))["code"]
    page = await teller.shown()
    assert Facts(page.text).code != RIGHT_NOW
    again = await teller.confirm(page, RIGHT_NOW)

    assert "used before" in Page(again.text).alert
    assert answer(await teller.confirm(again))["code"]


async def test_a_page_cannot_be_sent_in_twice(teller: Teller) -> None:
    page = await teller.shown()
    assert answer(await teller.confirm(page))["code"]

    assert (await teller.confirm(page)).status_code == 400


async def test_nobody_confirms_without_having_signed_in(teller: Teller) -> None:
    login = Page((await teller.open(await teller.uri())).text)
    form = {"tx": login.tx, "otp": RIGHT_NOW, "decision": "allow"}

    assert (await teller.agent.http.post("/confirm", data=form)).status_code == 400


async def test_the_consent_page_is_no_way_around_the_code(teller: Teller) -> None:
    page = Page((await teller.shown()).text)
    response = await teller.agent.http.post("/consent", data={"tx": page.tx, "decision": "allow"})

    assert response.status_code == 400
    assert "location" not in response.headers


async def test_an_ordinary_sign_in_is_not_confirmed_with_a_code(teller: Teller) -> None:
    consent = Page((await teller.agent.log_in(Page((await teller.agent.authorize()).text), "alice")).text)
    form = {"tx": consent.tx, "otp": RIGHT_NOW, "decision": "allow"}

    assert (await teller.agent.http.post("/confirm", data=form)).status_code == 400


async def test_a_form_sent_by_another_site_is_refused(teller: Teller) -> None:
    page = Page((await teller.shown()).text)
    form = {"tx": page.tx, "otp": RIGHT_NOW, "decision": "allow"}
    response = await teller.agent.http.post("/confirm", data=form, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 400


async def test_a_page_left_open_for_ten_minutes_is_over(teller: Teller) -> None:
    page = await teller.shown()
    teller.agent.clock.now += 601

    assert (await teller.confirm(page)).status_code == 400


async def test_a_change_that_expired_on_the_page_is_not_confirmed(teller: Teller) -> None:
    teller.expires_at = NOON + 60
    page = await teller.shown()
    teller.agent.clock.now += 60
    said = answer(await teller.confirm(page, hotp(secret_of(ALICE.totp), step_at(NOON + 60))))

    assert (said["error"], said["error_description"]) == ("access_denied", "expired")


async def test_the_page_carries_no_script_and_lets_nothing_else_in(teller: Teller) -> None:
    response = await teller.shown()
    policy = response.headers["content-security-policy"]

    assert "script" not in Page(response.text).tags
    assert not re.search(r"\son\w+=|javascript:| style=", response.text)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "autofocus" not in response.text, "a page that scrolls past what it shows"
    assert "form-action 'self' http://127.0.0.1:53123;" in policy
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-frame-options"] == "DENY"
    assert not any(person.totp in response.text for person in PEOPLE)


async def test_a_client_that_has_gone_gets_no_code_and_no_redirect(teller: Teller) -> None:
    pages = [await teller.shown(), await teller.shown()]
    access = {"Authorization": f"Bearer {teller.agent.registered['registration_access_token']}"}
    await teller.agent.http.delete(teller.agent.registered["registration_client_uri"], headers=access)

    assert (await teller.confirm(pages[0])).status_code == 400
    assert (await teller.confirm(pages[1], decision="deny")).status_code == 400
