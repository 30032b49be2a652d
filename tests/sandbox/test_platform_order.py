from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.sandbox.platform.config import Rate
from app.sandbox.platform.freshness import STEP_UP
from app.sandbox.platform.moments import DAY
from tests.sandbox.fakes_approvals import decision, opened, under
from tests.sandbox.fakes_money import payment, transfer
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


async def test_a_transfer_is_told_first_what_stands_first(stand: Stand) -> None:
    plant(stand)
    big, late = transfer(5_000_000), payment(version="9")
    with stand.app.state.platform.database.transaction() as db:
        db.execute("UPDATE budgets SET balance = 0 WHERE id = 'bud_from_acme'")
        db.execute("UPDATE people SET role = 'finance' WHERE id = 'usr_acme_admin'")
    approval = {"id": "ap_unknown", "expires_at": int(START) + 600}
    answers = [
        await stand.stepped(transfer(10_000_001), "acme_member"),
        await stand.confirmed(transfer(10_000_001), "acme_lead", "transfers.create"),
        await stand.stepped(replace(big, idempotency_key=""), "acme_lead"),
        await stand.confirmed(big, "acme_lead", "transfers.create"),
        await stand.send(big, under(stand, approval, big)),
        await stand.stepped(big, "acme_lead"),
    ]
    with stand.app.state.platform.database.transaction() as db:
        db.execute("INSERT INTO moved VALUES (1, 'ten_acme', 'usr_acme_finance', 25000000, '', ?)", (int(START),))
    answers += [
        await stand.stepped(big, "acme_lead"),
        await stand.stepped(transfer(1), "acme_lead"),
        await stand.stepped(late, "acme_admin", "invoices.pay"),
    ]
    stand.clock.now += DAY
    answers += [await stand.stepped(late, "acme_admin", "invoices.pay"), await stand.stepped(transfer(1), "acme_lead")]
    assert [(answer.status_code, answer.json().get("title")) for answer in answers] == [
        (403, "Not permitted"),
        (403, "Over limit"),
        (400, "No idempotency key"),
        (401, "Step up needed"),
        (401, "Step up needed"),
        (403, "Second person needed"),
        (403, "Second person needed"),
        (403, "Over daily limit"),
        (403, "Over daily limit"),
        (412, "Changed meanwhile"),
        (409, "Overdraft"),
    ]


async def test_a_decision_is_told_first_what_stands_first(stand: Stand) -> None:
    plant(stand)
    approval = await opened(stand, transfer(5_000_000))
    one, unknown = decision(approval), decision({"id": "ap_unknown", "change": "sha-256:x"})
    keyless, fresh = replace(one, idempotency_key=""), {"acr": STEP_UP, "auth_time": int(START)}
    wrong = details_for(unknown, person="acme_viewer", action="approvals.decide")
    plain = {who: details_for(one, person=who, action="approvals.decide") for who in ("acme_viewer", "acme_finance")}
    tokens = [
        (one, stand.mint("acme_viewer", ACT, claims={**NO_ACTOR, **fresh})),
        (one, stand.mint("acme_viewer", LOOK, wrong, claims=fresh)),
        (one, stand.mint("acme_viewer", ACT, wrong, claims=fresh)),
        (one, stand.mint("acme_viewer", ACT, plain["acme_viewer"])),
        (keyless, stand.mint("acme_finance", ACT, plain["acme_finance"])),
        (one, stand.mint("acme_finance", ACT, plain["acme_finance"])),
        (unknown, stand.mint("acme_finance", ACT, wrong, claims=fresh)),
        (one, stand.mint("acme_finance", ACT, plain["acme_finance"], claims=fresh)),
        (one, stand.mint("acme_finance", ACT, plain["acme_finance"])),
    ]
    answers = [await stand.send(*each) for each in tokens]
    assert [(answer.status_code, answer.json().get("title")) for answer in answers] == [
        (403, "No actor"),
        (403, "Insufficient scope"),
        (403, "Unconfirmed decision"),
        (403, "Not permitted"),
        (400, "No idempotency key"),
        (401, "Step up needed"),
        (404, "No such approval"),
        (200, None),
        (200, None),
    ]


async def test_a_call_that_comes_too_soon_is_told_so_before_its_scope_is_looked_at(tmp_path: Path) -> None:
    async with platform_for(tmp_path / "slow", reads=Rate(1, 1)) as slow:
        answers = [await slow.client.get("/v1/me", headers={"authorization": bearer}) for bearer in ("Bearer x", "")]
        for _ in range(2):
            headers = {"authorization": f"Bearer {slow.mint('alice', 'tasks:read')}"}
            answers.append(await slow.client.get("/v1/me", headers=headers))
    assert [answer.status_code for answer in answers] == [401, 401, 403, 429]
