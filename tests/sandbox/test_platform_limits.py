from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.sandbox.platform.moments import DAY
from tests.sandbox.fakes_approvals import decided, done, opened
from tests.sandbox.fakes_money import TO, held, move, payment, transfer
from tests.sandbox.fakes_planted import plant
from tests.sandbox.fakes_platform import Stand, platform_for


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        with made.app.state.platform.database.transaction() as db:
            db.execute("UPDATE budgets SET ceiling = 1000000000, balance = 100000000 WHERE id LIKE 'bud_%_acme'")
        yield made


async def limits(stand: Stand, person: str = "acme_lead") -> dict[str, Any]:
    found: dict[str, Any] = (await stand.get("/v1/limits", person)).json()
    return found


def told(answer: httpx.Response) -> tuple[int, str, str]:
    document = answer.json()
    return answer.status_code, document["title"], document["detail"]


async def agreed(stand: Stand, amount: int, decider: str = "acme_finance") -> httpx.Response:
    one = transfer(amount)
    approval = await opened(stand, one)
    answer = await decided(stand, approval, person=decider)
    return await done(stand, approval, one) if answer.is_success else answer


@pytest.mark.parametrize(
    ("person", "at_once", "in_a_day"), [("acme_lead", 1_000_000, 2_000_000), ("acme_finance", 10_000_000, 20_000_000),
                                        ("acme_admin", 0, 0)]
)  # fmt: skip
async def test_whoever_moves_or_runs_money_is_told_their_limits(
    stand: Stand, person: str, at_once: int, in_a_day: int
) -> None:
    assert await limits(stand, person) == {
        "per_transfer": at_once,
        "per_day": in_a_day,
        "moved_today": 0,
        "tenant_per_day": 25_000_000,
        "tenant_moved_today": 0,
        "currency": "EUR",
    }


async def test_what_was_moved_counts_for_24_hours_toward_its_person_and_their_company(stand: Stand) -> None:
    await move(stand, transfer(100_000), "acme_lead")
    stand.clock.now += DAY - 1
    await move(stand, payment(), "acme_finance")
    found = await limits(stand)
    assert (found["moved_today"], found["tenant_moved_today"]) == (100_000, 150_000)
    assert (await limits(stand, "globex_lead"))["tenant_moved_today"] == 0
    stand.clock.now += 1
    found = await limits(stand)
    assert (found["moved_today"], found["tenant_moved_today"]) == (0, 50_000)


async def test_more_at_once_than_ones_limit_needs_a_second_person(stand: Stand) -> None:
    answer = await move(stand, transfer(1_250_000), "acme_lead")
    assert told(answer) == (
        403,
        "Second person needed",
        (
            "Leads can't transfer money beyond 10,000.00 EUR at once at Acme without a second person, "
            "and this is 12,500.00 EUR. Ask finance or an admin to agree."
        ),
    )
    document = answer.json()
    assert (document["limit"], document["amount"], document["moved_today"]) == (1_000_000, 1_250_000, 0)


async def test_more_in_a_day_than_ones_limit_needs_a_second_person(stand: Stand) -> None:
    for _ in range(2):
        assert (await move(stand, transfer(800_000), "acme_lead")).status_code == 201
    assert told(await move(stand, transfer(400_001), "acme_lead")) == (
        403,
        "Second person needed",
        (
            "lead of acme has moved 16,000.00 EUR in the last 24 hours and may move 20,000.00 EUR "
            "without a second person. This is 4,000.01 EUR. Ask finance or an admin to agree."
        ),
    )
    assert (await move(stand, transfer(400_000), "acme_lead")).status_code == 201
    stand.clock.now += DAY
    assert (await move(stand, transfer(1_000_000), "acme_lead")).status_code == 201


async def test_what_a_second_person_agreed_to_counts_toward_their_day_and_not_the_askers(stand: Stand) -> None:
    assert (await agreed(stand, 5_000_000)).status_code == 201
    assert [(await limits(stand, one))["moved_today"] for one in ("acme_lead", "acme_finance")] == [0, 5_000_000]
    assert (await limits(stand))["tenant_moved_today"] == 5_000_000


async def test_a_second_person_agrees_to_no_more_than_their_own_day_holds(stand: Stand) -> None:
    for _ in range(2):
        await agreed(stand, 9_000_000)
    one = transfer(2_000_001)
    approval = await opened(stand, one)
    assert told(await decided(stand, approval)) == (
        403,
        "Over daily limit",
        (
            "finance of acme has moved 180,000.00 EUR in the last 24 hours and may move 200,000.00 EUR, "
            "and this is 20,000.01 EUR. Nothing was moved."
        ),
    )
    assert (await stand.get(f"/v1/approvals/{approval['id']}", "acme_finance")).json()["may_decide"] is False
    assert (await decided(stand, approval, "reject")).status_code == 200


async def test_a_day_that_filled_up_after_the_second_person_agreed_keeps_the_money_where_it_is(stand: Stand) -> None:
    one = transfer(5_000_000)
    approval = await opened(stand, one)
    assert (await decided(stand, approval)).status_code == 200
    for _ in range(2):
        assert (await move(stand, transfer(8_000_000))).status_code == 201
    before = await held(stand)
    assert told(await done(stand, approval, one))[:2] == (403, "Over daily limit")
    assert await held(stand) == before


async def test_a_company_moves_no_more_in_a_day_than_its_limit_whoever_agrees(stand: Stand) -> None:
    for _ in range(2):
        assert (await agreed(stand, 10_000_000)).status_code == 201
    assert (await agreed(stand, 4_900_000, "acme_admin")).status_code == 201
    assert told(await agreed(stand, 100_001, "acme_admin")) == (
        403,
        "Over daily limit",
        (
            "Acme as a whole has moved 249,000.00 EUR in the last 24 hours and may move 250,000.00 EUR, "
            "and this is 1,000.01 EUR. Nothing was moved."
        ),
    )
    assert (await agreed(stand, 100_000, "acme_admin")).status_code == 201
    assert (await move(stand, transfer(1), "acme_lead")).json()["title"] == "Over daily limit"


async def test_what_was_refused_or_sent_again_does_not_count(stand: Stand) -> None:
    one = transfer(100_000)
    for _ in range(3):
        await move(stand, one, "acme_lead")
    await move(stand, transfer(2_000_000), "acme_lead")
    await move(stand, transfer(100, TO, TO), "acme_lead")
    found = await limits(stand)
    assert (found["moved_today"], found["tenant_moved_today"]) == (100_000, 100_000)
