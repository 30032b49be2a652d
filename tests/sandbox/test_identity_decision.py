from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.fakes_identity import ISSUER, NOON, PLATFORM, Page, answer, claims, refusal
from tests.sandbox.fakes_stepup import STEP_UP, TOLD, Facts, Teller, stand

DECIDE = "openid approvals:decide"
UNMET = "unmet_authentication_requirements"


def waiting(teller: Teller, **members: object) -> dict[str, object]:
    asked = {
        "id": "ap_1",
        "state": "pending",
        "change": teller.detail()["change"],
        "why": "The venue wants its deposit today.",
        "by": {"id": "usr_alice", "name": "Alice Moreau"},
    }
    return {**TOLD, **asked, **members}


@pytest_asyncio.fixture
async def teller(tmp_path: Path) -> AsyncIterator[Teller]:
    async with stand(tmp_path) as teller:
        teller.person = "dave"
        teller.platform.told = waiting(teller)
        yield teller


async def test_the_page_of_a_decision_shows_what_waits_at_the_platform(teller: Teller) -> None:
    response = await teller.shown(teller.decision(), scope=DECIDE)
    facts = Facts(response.text)

    assert facts.headline == TOLD["headline"]
    assert facts.facts["fact-amount"] == "5,000.00 EUR"
    assert facts.facts["fact-your-decision"] == "Approve it"
    assert facts.facts["fact-asked-by"] == "Alice Moreau"
    assert facts.facts["fact-why"] == "The venue wants its deposit today."
    assert 'data-totp="dave"' in response.text
    assert teller.platform.paths == ["/v1/approvals/ap_1"]


async def test_the_page_of_a_rejection_says_so(teller: Teller) -> None:
    page = await teller.shown(teller.decision(choice="reject"), scope=DECIDE)

    assert Facts(page.text).facts["fact-your-decision"] == "Reject it"


async def test_the_platform_is_asked_as_the_person_who_decides(teller: Teller) -> None:
    await teller.shown(teller.decision(), scope=DECIDE)
    said = claims(teller.platform.token, await teller.agent.keys())[1]

    assert (said["sub"], said["scope"], said["aud"]) == ("usr_dave", "approvals:read", PLATFORM)
    assert said["act"] == {"sub": ISSUER}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"change": "sha-256:" + "A" * 43}, "not what you were asked to decide"),
        ({"state": "approved"}, "nothing to decide any more"),
        ({"state": "expired"}, "nothing to decide any more"),
        ({"by": None}, "did not say"),
        ({"change": None}, "did not say"),
    ],
)
async def test_what_does_not_wait_for_this_decision_leaves_only_no(
    teller: Teller,
    members: dict[str, object],
    words: str,
) -> None:
    teller.platform.told = waiting(teller, **members)
    page = await teller.shown(teller.decision(), scope=DECIDE)

    assert words in Page(page.text).alert
    assert Facts(page.text).buttons == ["deny"]


async def test_the_token_of_a_decision_is_bound_to_approval_change_and_choice(teller: Teller) -> None:
    body = await teller.step_up(teller.decision(), scope=DECIDE)
    said = claims(body["access_token"], await teller.agent.keys())[1]

    assert said["authorization_details"] == body["authorization_details"] == [teller.decision()]
    assert said["change"] == teller.decision()["change"]
    assert (said["sub"], said["acr"], said["scope"]) == ("usr_dave", STEP_UP, DECIDE)
    assert "refresh_token" not in body


async def test_a_decision_is_exchanged_once_for_exactly_itself(teller: Teller) -> None:
    subject = (await teller.step_up(teller.decision(), scope=DECIDE))["access_token"]
    for members in ({"choice": "reject"}, {"approval": "ap_2"}, {"change": "sha-256:" + "A" * 43}):
        other = teller.decision(**members)
        assert refusal(await teller.exchange(subject, "approvals:decide", other)) == UNMET
    response = await teller.exchange(subject, "approvals:decide", teller.decision())
    said = claims(response.json()["access_token"], await teller.agent.keys())[1]

    assert said["authorization_details"] == [teller.decision()]
    assert (said["scope"], said["acr"], said["auth_time"]) == ("approvals:decide", STEP_UP, NOON)
    assert said["exp"] == NOON + 60
    assert refusal(await teller.exchange(subject, "approvals:decide", teller.decision())) == "invalid_grant"


async def test_deciding_without_naming_the_decision_is_refused(teller: Teller) -> None:
    subject = (await teller.step_up(teller.decision(), scope=DECIDE))["access_token"]

    for details in ((), (teller.detail(),)):
        response = await teller.exchange(subject, "approvals:decide", *details)
        assert refusal(response) == "invalid_authorization_details"


async def test_a_decision_is_not_a_confirmation_of_the_change(teller: Teller) -> None:
    session = (await teller.agent.sign_in("dave"))["access_token"]
    await teller.step_up(teller.decision(), scope=DECIDE)

    assert refusal(await teller.exchange(session, "transfers:create", teller.detail(approval="ap_1"))) == UNMET


async def test_the_step_up_of_a_change_decides_nothing(teller: Teller) -> None:
    teller.platform.told = TOLD
    subject = (await teller.step_up())["access_token"]

    assert refusal(await teller.exchange(subject, "approvals:decide", teller.decision())) == "invalid_scope"
    assert refusal(await teller.exchange(subject, "transfers:create", teller.decision())) == (
        "invalid_authorization_details"
    )


@pytest.mark.parametrize("scope", ["approvals:decide", "approvals:decide approvals:read"])
async def test_no_ordinary_session_decides(teller: Teller, scope: str) -> None:
    session = (await teller.agent.sign_in("dave"))["access_token"]

    assert refusal(await teller.exchange(session, scope, teller.decision())) == "invalid_scope"


@pytest.mark.parametrize("scope", ["approvals:open", "tasks:delete", "approvals:read"])
async def test_a_decision_goes_with_no_other_scope(teller: Teller, scope: str) -> None:
    session = (await teller.agent.sign_in("dave"))["access_token"]

    assert refusal(await teller.exchange(session, scope, teller.decision())) == "invalid_authorization_details"


async def test_a_decision_is_the_asked_persons_alone(teller: Teller) -> None:
    login = Page((await teller.open(await teller.uri(teller.decision(), scope=DECIDE))).text)

    assert set(login.people) == {"dave"}
    assert answer(await teller.agent.log_in(login, "alice", "4821"))["error_description"] == "other account"
