from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.sandbox.seed.people import PEOPLE
from tests.sandbox.fakes_identity import ACCESS, ISSUER, NOON, PLATFORM, Agent, answer, claims, refusal
from tests.sandbox.fakes_stepup import STEP_UP, TRANSFER, Teller, request_of, stand

UNMET = "unmet_authentication_requirements"
OTHER = request_of({**TRANSFER, "amount": 500_001})


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


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
    assert said["authorization_details"] == response.json()["authorization_details"] == [teller.detail()]
    assert str(said["txn"]).startswith("txn_")
    assert "refresh_token" not in response.json()


async def test_the_time_of_a_step_up_is_when_the_code_was_right(teller: Teller) -> None:
    page = await teller.shown()
    teller.agent.clock.now += 40
    code = answer(await teller.confirm(await teller.confirm(page, "000000")))["code"]
    teller.agent.clock.now += 10
    body = (await teller.agent.redeem(code)).json()
    said = claims(body["access_token"], await teller.agent.keys())[1]

    assert (said["auth_time"], said["iat"], said["exp"]) == (NOON + 40, NOON + 50, NOON + 350)


async def test_a_step_up_is_exchanged_once(teller: Teller) -> None:
    subject = (await teller.step_up())["access_token"]
    assert (await teller.exchange(subject, "transfers:create", teller.detail())).status_code == 200

    assert refusal(await teller.exchange(subject, "transfers:create", teller.detail())) == "invalid_grant"
    assert refusal(await teller.exchange(subject, "transfers:create", teller.detail(OTHER))) == "invalid_grant"


async def test_a_step_up_is_for_no_other_change_and_a_wrong_try_does_not_use_it_up(teller: Teller) -> None:
    subject = (await teller.step_up())["access_token"]
    for detail in (
        teller.detail(OTHER),
        teller.detail(OTHER, change=teller.detail()["change"]),
        teller.detail(expires_at=NOON + 601),
        teller.detail(OTHER, approval="ap_1"),
    ):
        assert refusal(await teller.exchange(subject, "transfers:create", detail)) == UNMET

    assert (await teller.exchange(subject, "transfers:create", teller.detail())).status_code == 200


@pytest.mark.parametrize("scope", ["transfers:create", "approvals:open"])
async def test_a_step_up_is_exchanged_only_with_the_details_it_is_bound_to(teller: Teller, scope: str) -> None:
    subject = (await teller.step_up(scope="openid transfers:create approvals:open"))["access_token"]

    assert refusal(await teller.exchange(subject, scope)) == UNMET


@pytest.mark.parametrize(
    "scope", ["tasks:read", "me:read", "tasks:delete", "invoices:pay", "approvals:decide", "openid"]
)
async def test_a_step_up_gives_no_scope_that_was_not_asked_for_in_it(teller: Teller, scope: str) -> None:
    subject = (await teller.step_up())["access_token"]

    assert refusal(await teller.exchange(subject, scope, teller.detail())) == "invalid_scope"


async def test_a_step_up_is_gone_after_five_minutes(teller: Teller) -> None:
    subject = (await teller.step_up())["access_token"]
    teller.agent.clock.now += 300

    assert refusal(await teller.exchange(subject, "transfers:create", teller.detail())) == "invalid_grant"


async def test_a_step_up_that_is_revoked_is_good_for_nothing(teller: Teller) -> None:
    subject = (await teller.step_up())["access_token"]
    await teller.agent.post("/revoke", token=subject)

    assert refusal(await teller.exchange(subject, "transfers:create", teller.detail())) == "invalid_grant"


async def test_a_code_that_comes_twice_ends_its_step_up(teller: Teller) -> None:
    code = await teller.code()
    subject = (await teller.agent.redeem(code)).json()["access_token"]
    assert refusal(await teller.agent.redeem(code)) == "invalid_grant"

    assert refusal(await teller.exchange(subject, "transfers:create", teller.detail())) == "invalid_grant"


async def test_the_step_up_of_another_client_is_refused(teller: Teller) -> None:
    subject = (await teller.step_up())["access_token"]
    other = Agent(teller.agent.http, teller.agent.clock)
    await other.register()

    assert refusal(await Teller(other, teller.platform).exchange(subject, "transfers:create", teller.detail())) == (
        "invalid_grant"
    )


@pytest.mark.parametrize("scope", ["transfers:create", "invoices:pay", "transfers:create tasks:write"])
async def test_an_ordinary_session_moves_no_money_however_fresh(teller: Teller, scope: str) -> None:
    session = (await teller.agent.sign_in())["access_token"]

    assert refusal(await teller.exchange(session, scope)) == UNMET
    assert refusal(await teller.exchange(session, scope, teller.detail())) == UNMET
    assert refusal(await teller.exchange(session, scope, teller.detail(approval="ap_1"))) == UNMET


async def test_an_ordinary_sign_in_that_asks_for_a_step_up_gets_none(teller: Teller) -> None:
    tokens = await teller.agent.sign_in(acr_values=STEP_UP, max_age="0", prompt="login", login_hint="usr_alice")
    for token in ("access_token", "id_token"):
        assert claims(tokens[token], await teller.agent.keys())[1]["acr"] == "urn:countersign:acr:pin"

    assert refusal(await teller.exchange(tokens["access_token"], "transfers:create", teller.detail())) == UNMET


async def test_an_ordinary_session_still_does_what_moves_no_money(teller: Teller) -> None:
    session = (await teller.agent.sign_in())["access_token"]
    detail = teller.detail(actions=["tasks.delete"])

    assert (await teller.exchange(session, "tasks:delete", detail)).status_code == 200
    assert (await teller.exchange(session, "approvals:read")).status_code == 200


async def test_a_second_person_is_asked_about_money_after_a_step_up_only(teller: Teller) -> None:
    session = (await teller.agent.sign_in())["access_token"]
    assert refusal(await teller.exchange(session, "approvals:open", teller.detail())) == UNMET
    subject = (await teller.step_up(scope="openid transfers:create approvals:open"))["access_token"]
    response = await teller.exchange(subject, "approvals:open", teller.detail())

    assert claims(response.json()["access_token"], await teller.agent.keys())[1]["acr"] == STEP_UP


async def test_a_second_person_is_asked_about_anything_else_without_one(teller: Teller) -> None:
    session = (await teller.agent.sign_in())["access_token"]
    detail = teller.detail(actions=["tasks.delete"])

    assert (await teller.exchange(session, "approvals:open", detail)).status_code == 200


async def test_what_was_confirmed_here_moves_under_an_approval_from_an_ordinary_session(teller: Teller) -> None:
    session = (await teller.agent.sign_in())["access_token"]
    await teller.step_up(scope="openid transfers:create approvals:open")
    response = await teller.exchange(session, "transfers:create", teller.detail(approval="ap_1"))
    said = claims(response.json()["access_token"], await teller.agent.keys())[1]

    assert said["acr"] == "urn:countersign:acr:pin"
    assert said["authorization_details"] == [teller.detail(approval="ap_1")]
    assert refusal(await teller.exchange(session, "transfers:create", teller.detail())) == UNMET
    assert refusal(await teller.exchange(session, "transfers:create", teller.detail(OTHER, approval="ap_1"))) == UNMET


async def test_what_was_confirmed_is_remembered_for_that_person_and_program_alone(teller: Teller) -> None:
    await teller.step_up()
    detail = teller.detail(approval="ap_1")
    bob = (await teller.agent.sign_in("bob"))["access_token"]
    other = Agent(teller.agent.http, teller.agent.clock)
    await other.register()
    elsewhere = (await other.sign_in())["access_token"]

    assert refusal(await teller.exchange(bob, "transfers:create", detail)) == UNMET
    assert refusal(await Teller(other, teller.platform).exchange(elsewhere, "transfers:create", detail)) == UNMET


async def test_what_was_denied_or_never_redeemed_is_not_remembered(teller: Teller) -> None:
    session = (await teller.agent.sign_in())["access_token"]
    await teller.confirm(await teller.shown(), decision="deny")
    await teller.code()

    assert refusal(await teller.exchange(session, "transfers:create", teller.detail(approval="ap_1"))) == UNMET


async def test_what_was_confirmed_is_remembered_across_a_restart_until_it_expires(tmp_path: Path) -> None:
    async with stand(tmp_path / "kept") as first:
        first.expires_at = NOON + 86_400
        tokens = await first.agent.sign_in()
        await first.step_up()
    async with stand(tmp_path / "kept") as second:
        again = Agent(second.agent.http, second.agent.clock, first.agent.key, client_id=first.agent.client_id)
        later = Teller(again, second.platform, expires_at=NOON + 86_400)
        again.clock.now += 86_000
        session = (await again.refresh(tokens["refresh_token"])).json()["access_token"]
        detail = later.detail(approval="ap_1")
        assert (await later.exchange(session, "transfers:create", detail)).status_code == 200
        again.clock.now += 400
        session = (await again.sign_in())["access_token"]

        assert refusal(await later.exchange(session, "transfers:create", detail)) == "invalid_authorization_details"


async def test_no_code_or_token_of_a_step_up_is_in_the_folder(tmp_path: Path) -> None:
    async with stand(tmp_path) as teller:
        code = await teller.code()
        body = (await teller.agent.redeem(code)).json()
        kept = everything_in(tmp_path)

    assert code.encode() not in kept
    assert body["access_token"].split(".")[2].encode() not in kept
    assert not any(person.totp.encode() in kept for person in PEOPLE)
