from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
import pytest

from app.sandbox.platform.freshness import STEP_UP
from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_money import payment, transfer
from tests.sandbox.fakes_planted import deed, plant, writes
from tests.sandbox.fakes_platform import ACT, START, Stand, details_for, platform_for
from tools.wire import Wire

NOW = int(START)


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


async def move(stand: Stand, claims: Mapping[str, object], one: Wire | None = None) -> httpx.Response:
    one = one or transfer(100)
    action = "invoices.pay" if one.path.endswith("/pay") else "transfers.create"
    details = details_for(one, person="acme_finance", action=action)
    return await stand.send(one, stand.mint("acme_finance", ACT, details, claims=claims))


@pytest.mark.parametrize("one", [transfer(100), payment()], ids=["transfer", "payment"])
async def test_money_wants_a_step_up_and_the_challenge_says_which(stand: Stand, one: Wire) -> None:
    answer = await move(stand, {}, one)
    assert (answer.status_code, answer.json()["title"]) == (401, "Step up needed")
    challenge = answer.headers["www-authenticate"]
    assert challenge.startswith('Bearer error="insufficient_user_authentication", ')
    assert 'acr_values="urn:countersign:acr:step-up", max_age="300"' in challenge
    assert 'resource_metadata="http://127.0.0.1:41002/.well-known/oauth-protected-resource"' in challenge


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"acr": STEP_UP, "auth_time": NOW}, 201),
        ({"acr": STEP_UP, "auth_time": NOW - 299}, 201),
        ({"acr": STEP_UP, "auth_time": NOW - 301}, 401),
        ({"acr": STEP_UP, "auth_time": NOW + 60}, 401),
        ({"acr": STEP_UP, "auth_time": None}, 401),
        ({"acr": None, "auth_time": NOW}, 401),
        ({"acr": "urn:countersign:acr:pin", "auth_time": NOW}, 401),
    ],
)
async def test_a_sign_in_counts_if_it_is_strong_enough_and_fresh(
    stand: Stand, claims: Mapping[str, object], status: int
) -> None:
    assert (await move(stand, claims)).status_code == status


async def test_a_refused_transfer_goes_through_after_the_step_up_under_the_same_key(stand: Stand) -> None:
    one = transfer(100)
    refused = await move(stand, {}, one)
    done = await move(stand, {"acr": STEP_UP, "auth_time": NOW}, one)
    assert (refused.status_code, done.status_code) == (401, 201)


async def test_a_finished_transfer_is_answered_again_without_another_step_up(stand: Stand) -> None:
    one = transfer(100)
    first = await move(stand, {"acr": STEP_UP, "auth_time": NOW}, one)
    assert (await move(stand, {}, one)).content == first.content


async def test_nothing_but_money_and_deciding_wants_a_step_up(stand: Stand) -> None:
    for action in sorted(writes()):
        if RULES[action].fresh:
            continue
        one = deed(action, "acme", "acme_admin")
        details = details_for(one, person="acme_admin", action=action) if RULES[action].confirmed else ()
        assert (await stand.send(one, stand.mint("acme_admin", ACT, details))).is_success
