import json
import re
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.identity.backchannel import showable
from app.sandbox.identity.totp import hotp, secret_of, step_at
from app.sandbox.seed.people import PEOPLE
from tests.sandbox.fakes_identity import ISSUER, NOON, PLATFORM, Page, answer, claims
from tests.sandbox.fakes_stepup import TOLD, Facts, Teller, request_of, stand, whole_of

ALICE = PEOPLE[0]
RIGHT_NOW = hotp(secret_of(ALICE.totp), step_at(NOON))


@pytest_asyncio.fixture
async def teller(tmp_path: Path) -> AsyncIterator[Teller]:
    async with stand(tmp_path) as teller:
        yield teller


async def test_the_platform_is_asked_about_the_very_requests(teller: Teller) -> None:
    await teller.shown()

    assert teller.platform.paths == ["/v1/changes/describe"]
    assert json.loads(teller.platform.bodies[0]) == {"requests": [whole_of(request_of())]}
    assert teller.platform.headers[0]["content-type"] == "application/json"


async def test_the_platform_is_asked_with_a_token_for_asking_alone(teller: Teller) -> None:
    await teller.shown()
    header, said = claims(teller.platform.token, await teller.agent.keys())

    assert header["typ"] == "at+jwt"
    assert isinstance(said.pop("jti"), str)
    assert said == {
        "iss": ISSUER,
        "sub": "usr_alice",
        "aud": PLATFORM,
        "client_id": teller.agent.client_id,
        "act": {"sub": ISSUER},
        "scope": "changes:describe",
        "tenant": "ten_acme",
        "iat": NOON,
        "exp": NOON + 60,
    }


async def test_the_platform_is_not_asked_before_the_pin_was_right(teller: Teller) -> None:
    login = Page((await teller.open(await teller.uri())).text)
    again = await teller.agent.log_in(login, "alice", "0000")

    assert Page(again.text).action == "/login"
    assert set(Page(again.text).people) == {"alice"}
    assert teller.platform.paths == []


async def test_without_the_platform_the_page_offers_only_no(teller: Teller) -> None:
    teller.platform.down = True
    page = await teller.shown()
    facts = Facts(page.text)

    assert "cannot be reached" in Page(page.text).alert
    assert facts.buttons == ["deny"]
    assert facts.names == ["tx"]
    assert facts.code == ""
    assert facts.facts == {}
    said = answer(await teller.confirm(page, decision="deny", otp="-"))
    assert (said["error"], said["state"]) == ("access_denied", "st-1")
    assert "platform did not say" in said["error_description"]


async def test_what_the_platform_did_not_tell_is_not_confirmed_with_the_right_code_either(teller: Teller) -> None:
    teller.platform.down = True
    page = await teller.shown()
    teller.platform.down = False
    said = answer(await teller.confirm(page, RIGHT_NOW))

    assert said["error"] == "access_denied"
    assert "code" not in said


@pytest.mark.parametrize(
    ("status", "told", "words"),
    [
        (200, {}, "did not say"),
        (200, [], "did not say"),
        (200, {**TOLD, "headline": ""}, "did not say"),
        (200, {**TOLD, "lines": [{"label": "Amount"}]}, "did not say"),
        (200, {**TOLD, "rows": [1]}, "did not say"),
        (500, {}, "would not say"),
        (302, TOLD, "would not say"),
        (403, {"detail": "Viewers can't see budgets at Acme."}, "Viewers can't see budgets at Acme."),
    ],
)
async def test_a_platform_that_does_not_describe_the_change_leaves_only_no(
    teller: Teller,
    status: int,
    told: object,
    words: str,
) -> None:
    teller.platform.status, teller.platform.told = status, told
    page = await teller.shown()

    assert words in Page(page.text).alert
    assert Facts(page.text).buttons == ["deny"]


@given(st.text())
def test_whatever_is_said_is_one_line_of_seen_characters(text: str) -> None:
    said = showable(text)

    assert said == " ".join(said.split())
    assert not {unicodedata.category(letter) for letter in said} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert showable(said) == said


async def test_what_the_platform_says_is_text_and_hides_nothing(teller: Teller) -> None:
    note = "<script>x</script>\u202e00.000,1\u2066 \U000e0041\x1b[2J\u200bok\nsecond line"
    teller.platform.told = {
        **TOLD,
        "headline": f"Move {note}",
        "lines": [{"label": note, "text": note}],
        "rows": [note],
    }
    response = await teller.shown()
    facts = Facts(response.text)

    assert "script" not in Page(response.text).tags
    assert set(facts.facts) == {"fact-script-x-script-00-000-1-2j-ok-second-line"}
    for text in (facts.headline, *facts.facts.values(), *facts.rows):
        assert "<script>x</script>" in text
        assert not re.search("[\u202e\u2066\U000e0041\x1b\u200b\n]", text)
        assert "ok second line" in text
