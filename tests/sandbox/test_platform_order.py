from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.sandbox.platform.config import Rate
from tests.sandbox.fakes_money import payment
from tests.sandbox.fakes_planted import plant
from tests.sandbox.fakes_platform import ACT, LOOK, START, Stand, details_for, platform_for, wire

CALL = wire("POST", "/v1/tasks/delete", {"items": [{"id": "tsk_none", "version": "1"}]})
NO_ACTOR = {"act": None}


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


async def test_the_first_rule_that_a_call_breaks_is_the_one_it_is_told(stand: Stand) -> None:
    confirmed = details_for(CALL, person="carol")
    tokens = [
        stand.mint("carol", LOOK, claims={**NO_ACTOR, "exp": int(START) - 60}, header={"typ": "JWT"}),
        stand.mint("carol", LOOK, claims={**NO_ACTOR, "exp": int(START) - 60}),
        stand.mint("carol", LOOK, claims=NO_ACTOR),
        stand.mint("carol", LOOK),
        stand.mint("carol", ACT),
        stand.mint("carol", ACT, confirmed),
        stand.mint("alice", ACT, details_for(CALL)),
    ]
    told = [(await stand.send(CALL, token)).json()["detail"] for token in tokens]
    assert told == [
        "The token is no access token.",
        "The token has expired.",
        "The token does not name the client that acts for the person.",
        "The token is not for this: it lacks the scope tasks:delete.",
        "This needs a person's confirmation, and the token carries none.",
        "Viewers can't delete tasks at Acme. Ask a member, a lead or an admin.",
        "There is no such task.",
    ]


async def test_a_stranger_learns_nothing_from_a_broken_body(stand: Stand) -> None:
    broken = replace(CALL, body=b"{")
    assert (await stand.send(broken, "no token")).status_code == 401
    assert (await stand.send(broken, stand.mint("alice", LOOK))).status_code == 403
    assert (await stand.send(broken, stand.mint("alice", ACT))).status_code == 400


async def test_a_finished_call_is_answered_before_its_version_is_looked_at(stand: Stand) -> None:
    task = (await stand.get("/v1/tasks", q="APO-14")).json()["items"][0]
    version = f'"{task["version"]}"'
    one = wire("PATCH", f"/v1/tasks/{task['id']}", {"title": "New"}, if_match=version)
    first = await stand.write(one)
    assert (await stand.write(one)).content == first.content
    assert (await stand.write(replace(one, idempotency_key="another"))).status_code == 412


async def test_a_payment_is_told_first_what_stands_first(stand: Stand) -> None:
    plant(stand)
    with stand.app.state.platform.database.transaction() as db:
        db.execute("UPDATE invoices SET amount = 10000001 WHERE id = 'inv_globex'")
        db.execute("UPDATE budgets SET balance = 0 WHERE id = 'bud_to_acme'")
    late, over, poor = (
        payment("bud_from_acme", version="9"),
        payment("bud_from_globex", "inv_globex", version="9"),
        payment("bud_to_acme"),
    )
    plain = [stand.mint("acme_finance", LOOK), stand.mint("acme_finance", ACT)]
    answers = [await stand.send(late, token) for token in plain]
    answers += [
        await stand.confirmed(late, "acme_lead", "invoices.pay"),
        await stand.confirmed(over, "globex_finance", "invoices.pay"),
        await stand.confirmed(late, "acme_finance", "invoices.pay"),
        await stand.stepped(late, "acme_finance", "invoices.pay"),
        await stand.stepped(poor, "acme_finance", "invoices.pay"),
        await stand.stepped(payment("bud_from_acme"), "acme_finance", "invoices.pay"),
    ]
    assert [(answer.status_code, answer.json().get("title")) for answer in answers] == [
        (403, "Insufficient scope"),
        (403, "Unconfirmed change"),
        (403, "Not permitted"),
        (403, "Over limit"),
        (401, "Step up needed"),
        (412, "Changed meanwhile"),
        (409, "Overdraft"),
        (200, None),
    ]


async def test_a_call_that_comes_too_soon_is_told_so_before_its_scope_is_looked_at(tmp_path: Path) -> None:
    async with platform_for(tmp_path / "slow", reads=Rate(1, 1)) as slow:
        answers = [await slow.client.get("/v1/me", headers={"authorization": bearer}) for bearer in ("Bearer x", "")]
        for _ in range(2):
            headers = {"authorization": f"Bearer {slow.mint('alice', 'tasks:read')}"}
            answers.append(await slow.client.get("/v1/me", headers=headers))
    assert [answer.status_code for answer in answers] == [401, 401, 403, 429]
