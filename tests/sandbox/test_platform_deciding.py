from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.sandbox.platform.freshness import STEP_UP
from tests.sandbox.fakes_approvals import HOUR, decided, decision, done, opened, seen, under
from tests.sandbox.fakes_money import PLANTED, held, move, transfer
from tests.sandbox.fakes_planted import deed, plant
from tests.sandbox.fakes_platform import ACT, START, Stand, details_for, platform_for, wire
from tools.change import Json

ONE = transfer(5_000_000)
NOW = int(START)


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


def told(answer: httpx.Response) -> tuple[int, str, str]:
    document = answer.json()
    return answer.status_code, document["title"], document["detail"]


OWN = "You asked for this yourself, so somebody else must decide, wherever you sign in."
MAY = "may not decide on this. It waits for finance or an admin at Acme."


@pytest.mark.parametrize(
    ("person", "status", "title", "detail"),
    [
        ("acme_lead", 403, "Own approval", OWN),
        ("acme_viewer", 403, "Not permitted", "Viewers can't decide for others at Acme."),
        ("acme_member", 403, "Not permitted", f"member of acme {MAY}"),
        ("alice", 403, "Not permitted", f"Alice Moreau {MAY}"),
        ("globex_finance", 404, "No such approval", "There is no such approval."),
    ],
)  # fmt: skip
async def test_whoever_may_not_decide_is_told_why(
    stand: Stand, person: str, status: int, title: str, detail: str
) -> None:
    approval = await opened(stand, ONE)
    for choice in ("approve", "reject"):
        assert told(await decided(stand, approval, choice, person)) == (status, title, detail)
    assert (await seen(stand, approval))["state"] == "pending"


async def test_the_asker_is_the_asker_in_any_session_and_client(stand: Stand) -> None:
    approval = await opened(stand, ONE, person="acme_finance")
    one = decision(approval)
    details = details_for(one, person="acme_finance", action="approvals.decide")
    other = {"client_id": "other", "act": {"sub": "other", "installation": "x"}, "sid": "sid_other"}
    claims = {**other, "acr": STEP_UP, "auth_time": NOW}
    answer = await stand.send(one, stand.mint("acme_finance", ACT, details, claims=claims))
    assert told(answer)[:2] == (403, "Own approval")


async def test_a_second_decision_is_refused_in_words(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    assert (await decided(stand, approval, "reject", comment="No.")).json()["state"] == "rejected"
    for person, choice in (("acme_finance", "approve"), ("acme_admin", "approve"), ("acme_admin", "reject")):
        answer = await decided(stand, approval, choice, person)
        assert told(answer) == (409, "Decided already", "finance of acme has rejected this already.")


async def test_a_decision_sent_again_gives_its_first_answer(stand: Stand) -> None:
    one = decision(await opened(stand, ONE))
    first, again = [await stand.stepped(one, "acme_finance", "approvals.decide") for _ in range(2)]
    assert (first.status_code, again.content) == (200, first.content)


async def test_what_has_expired_is_decided_by_nobody(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    stand.clock.now += HOUR - 1
    assert (await seen(stand, approval))["state"] == "pending"
    stand.clock.now += 1
    answer = await decided(stand, approval)
    assert told(answer) == (409, "Expired", "The time to decide on this has run out. Let it be asked for again.")
    assert (await seen(stand, approval))["state"] == "expired"


@pytest.mark.parametrize(
    ("more", "told_"),
    [
        ({"type": "countersign_change"}, "The token confirms no decision that this platform understands."),
        ({"extra": 1}, "The token confirms no decision that this platform understands."),
        ({"locations": ["http://127.0.0.1:1"]}, "The decision that was confirmed is meant for another place."),
        ({"approval": "ap_other"}, "The person confirmed a decision about something else."),
        ({"change": "sha-256:other"}, "The person confirmed a decision about another change."),
        ({"choice": "reject"}, "The person confirmed the other choice."),
    ],
)
async def test_a_decision_is_taken_only_as_the_person_confirmed_it(stand: Stand, more: Json, told_: str) -> None:
    approval = await opened(stand, ONE)
    one = decision(approval)
    details = details_for(one, person="acme_finance", action="approvals.decide", more=more)
    token = stand.mint("acme_finance", ACT, details, claims={"acr": STEP_UP, "auth_time": NOW})
    assert told(await stand.send(one, token)) == (403, "Unconfirmed decision", told_)
    assert told(await stand.write(one, "acme_finance"))[1] == "Unconfirmed decision"
    assert (await seen(stand, approval))["state"] == "pending"


async def test_a_decision_about_another_change_is_refused(stand: Stand) -> None:
    approval, other = await opened(stand, ONE), await opened(stand, transfer(4_000_000))
    answer = await decided(stand, {**approval, "change": other["change"]})
    assert told(answer)[:2] == (409, "Other change")


@pytest.mark.parametrize(
    "claims",
    [{}, {"acr": STEP_UP, "auth_time": NOW - 301}, {"acr": "urn:countersign:acr:pin", "auth_time": NOW}],
)
async def test_a_decision_wants_a_fresh_sign_in_for_it(stand: Stand, claims: Json) -> None:
    for deed_ in (ONE, deed("tasks.delete", "acme", "")):
        one = decision(await opened(stand, deed_))
        details = details_for(one, person="acme_admin", action="approvals.decide")
        answer = await stand.send(one, stand.mint("acme_admin", ACT, details, claims=claims))
        assert told(answer)[:2] == (401, "Step up needed")
        assert "urn:countersign:acr:step-up" in answer.headers["www-authenticate"]


async def test_a_token_to_act_decides_nothing_and_one_to_decide_does_nothing(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    one = decision(approval)
    details = details_for(one, person="acme_finance", action="approvals.decide")
    fresh = {"acr": STEP_UP, "auth_time": NOW}
    acting = stand.mint("acme_finance", ACT.replace("approvals:decide", ""), details, claims=fresh)
    assert told(await stand.send(one, acting))[1] == "Insufficient scope"
    deciding = stand.mint("acme_finance", ACT, details, claims=fresh)
    assert told(await stand.send(transfer(1), deciding))[1] == "Unconfirmed change"


async def test_what_was_approved_is_done_once_without_another_fresh_sign_in(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    assert (await decided(stand, approval)).json()["state"] == "approved"
    stand.clock.now += HOUR - 1
    first, again = [await done(stand, approval, ONE) for _ in range(2)]
    assert (first.status_code, again.content) == (201, first.content)
    assert await held(stand) == [PLANTED - 5_000_000, PLANTED + 5_000_000]
    found = await seen(stand, approval)
    assert (found["state"], found["version"]) == ("used", "3")


@pytest.mark.parametrize(
    ("choice", "wait", "told_"),
    [
        (None, 0, "Nobody has decided on this yet. It waits for a second person."),
        ("reject", 0, "finance of acme has rejected this."),
    ],
)
async def test_what_was_not_approved_is_not_done(stand: Stand, choice: str | None, wait: int, told_: str) -> None:
    approval = await opened(stand, ONE)
    if choice:
        await decided(stand, approval, choice)
    stand.clock.now += wait
    assert told(await done(stand, approval, ONE)) == (403, "Not approved", told_)
    assert await held(stand) == [PLANTED, PLANTED]


async def test_an_approval_dies_with_its_change(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    await decided(stand, approval)
    stand.clock.now += HOUR
    assert told(await done(stand, approval, ONE))[:2] == (403, "Expired change")
    assert (await seen(stand, approval))["state"] == "expired"


async def test_an_approval_is_good_for_its_own_change_and_asker_only(stand: Stand) -> None:
    approval, other = await opened(stand, ONE), transfer(5_000_000)
    await decided(stand, approval)
    claims = {"acr": STEP_UP, "auth_time": NOW}
    for person, one, named in (("acme_lead", other, approval["id"]), ("acme_lead", ONE, "ap_unknown")):
        details = details_for(one, person=person, action="transfers.create", more={"approval": named},
                              expires_at=approval["expires_at"])  # fmt: skip
        plain = await stand.send(one, stand.mint(person, ACT, details))
        fresh = await stand.send(one, stand.mint(person, ACT, details, claims=claims))
        assert told(plain)[:2] == (401, "Step up needed")
        assert told(fresh) == (403, "Not approved", "The token names an approval that is none of this change.")
    mine = details_for(ONE, person="alice", action="transfers.create", more={"approval": approval["id"]})
    assert told(await stand.send(ONE, stand.mint("alice", ACT, mine, claims=claims)))[1] == "Not approved"
    assert await held(stand) == [PLANTED, PLANTED]


async def test_an_approval_counts_for_as_long_as_the_second_person_may_give_it(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    await decided(stand, approval)
    role = wire("PATCH", "/v1/members/usr_acme_finance", {"role": "member"}, if_match='"1"')
    assert (await stand.confirmed(role, "acme_admin", "members.update")).status_code == 200
    answer = await done(stand, approval, ONE)
    assert told(answer)[2] == "finance of acme, who approved this, may not do so any more."


async def test_what_the_asker_may_not_do_any_more_is_not_done_whoever_agreed(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    await decided(stand, approval)
    role = wire("PATCH", "/v1/members/usr_acme_lead", {"role": "member"}, if_match='"1"')
    await stand.confirmed(role, "acme_admin", "members.update")
    assert told(await done(stand, approval, ONE))[1] == "Not permitted"


async def test_an_approval_for_several_requests_is_used_up_by_the_last_of_them(stand: Stand) -> None:
    many = [transfer(1_500_000), transfer(1_600_000), deed("tasks.delete", "acme", "")]
    approval = await opened(stand, *many)
    assert approval["who"] == "an admin at Acme"
    await decided(stand, approval, person="acme_admin")
    for number, one in enumerate(many):
        assert (await seen(stand, approval))["state"] == "approved", number
        assert (await stand.send(one, under(stand, approval, *many))).is_success
    assert (await seen(stand, approval))["state"] == "used"


async def test_a_request_that_fails_uses_nothing_up(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    await decided(stand, approval)
    await move(stand, transfer(100_000))
    assert told(await done(stand, approval, ONE))[:2] == (409, "Over ceiling")
    assert (await seen(stand, approval))["state"] == "approved"
    await move(stand, transfer(100_000, "bud_to_acme", "bud_from_acme"))
    assert (await done(stand, approval, ONE)).status_code == 201


async def test_what_anybody_may_do_alone_is_done_under_an_approval_too(stand: Stand) -> None:
    one = deed("tasks.delete", "acme", "")
    approval = await opened(stand, one)
    await decided(stand, approval, person="acme_member")
    assert (await done(stand, approval, one)).status_code == 200
    assert (await seen(stand, approval))["state"] == "used"
