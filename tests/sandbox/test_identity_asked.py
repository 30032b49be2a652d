from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.fakes_identity import NOON, refusal
from tests.sandbox.fakes_stepup import TRANSFER, Teller, request_of, stand, whole_of

OTHER = request_of({**TRANSFER, "amount": 500_001})


@pytest_asyncio.fixture
async def teller(tmp_path: Path) -> AsyncIterator[Teller]:
    async with stand(tmp_path) as teller:
        yield teller


@pytest.mark.parametrize(
    "members",
    [
        {"method": "PUT"},
        {"path": "/v1/invoices/inv_1/pay"},
        {"path": "v1/transfers"},
        {"path": "/v1/tränsfers"},
        {"query": [["a", "b"]]},
        {"query": [["a"]]},
        {"query": {}},
        {"query": [["a", "\ud800"]]},
        {"content_type": None},
        {"content_type": "application/json; charset=utf-8"},
        {"body": None},
        {"body": "{}"},
        {"body": request_of().body.decode() + " "},
        {"body": "\ud800"},
        {"body": {}},
        {"if_match": '"1"'},
        {"idempotency_key": "key-2"},
        {"idempotency_key": None},
        {"note": "more"},
    ],
)
async def test_a_whole_request_that_is_not_the_one_digested_is_refused(
    teller: Teller,
    members: dict[str, object],
) -> None:
    swapped = [{**whole_of(request_of()), **members}]

    assert refusal(await teller.push(teller.whole(whole=swapped))) == "invalid_authorization_details"


@pytest.mark.parametrize("member", ["method", "path", "query", "content_type", "body", "if_match", "idempotency_key"])
async def test_a_whole_request_names_every_member(teller: Teller, member: str) -> None:
    whole = whole_of(request_of())
    del whole[member]

    assert refusal(await teller.push(teller.whole(whole=[whole]))) == "invalid_authorization_details"


@pytest.mark.parametrize("whole", [None, [], {}, "x", [[]], [None], [whole_of(OTHER)], [whole_of(request_of())] * 2])
async def test_other_requests_than_those_digested_are_refused(teller: Teller, whole: object) -> None:
    assert refusal(await teller.push(teller.whole(whole=whole))) == "invalid_authorization_details"


async def test_requests_in_another_order_are_refused(teller: Teller) -> None:
    two = (request_of(), request_of(key="key-2"))
    detail = teller.whole(*two)
    turned = {**detail, "whole": [whole_of(one) for one in reversed(two)]}

    assert (await teller.push(detail)).status_code == 201
    assert refusal(await teller.push(turned)) == "invalid_authorization_details"
    wholly = {**turned, "requests": [one.digest for one in reversed(two)]}
    assert refusal(await teller.push(wholly)) == "invalid_authorization_details"


@pytest.mark.parametrize(
    "members",
    [
        {"change": "sha-256:" + "A" * 43},
        {"expires_at": NOON + 601},
        {"expires_at": NOON},
        {"expires_at": 2**60},
        {"locations": ["https://elsewhere.example"]},
        {"type": "payment_initiation"},
        {"approval": "yes"},
        {"privileges": ["admin"]},
    ],
)
async def test_a_detail_that_is_not_the_change_of_its_requests_is_refused(
    teller: Teller,
    members: dict[str, object],
) -> None:
    assert refusal(await teller.push({**teller.whole(), **members})) == "invalid_authorization_details"


async def test_a_change_of_another_tenants_name_is_another_change(teller: Teller) -> None:
    grace = replace(teller, person="grace")
    assert (await grace.push()).status_code == 201

    assert refusal(await grace.push(teller.whole())) == "invalid_authorization_details"


@pytest.mark.parametrize(
    "members",
    [
        {"approval": None},
        {"approval": "yes"},
        {"change": None},
        {"change": "x"},
        {"choice": None},
        {"choice": "perhaps"},
        {"choice": ["approve"]},
        {"locations": []},
        {"locations": ["https://elsewhere.example"]},
        {"whole": []},
        {"expires_at": NOON + 600},
    ],
)
async def test_a_decision_that_is_not_well_formed_is_refused(teller: Teller, members: dict[str, object]) -> None:
    detail = teller.decision(**members)

    assert refusal(await teller.push(detail, scope="openid approvals:decide")) == "invalid_authorization_details"


@pytest.mark.parametrize("scope", ["openid transfers:create", "openid approvals:decide transfers:create", "openid"])
async def test_a_decision_gives_the_scope_for_deciding_and_no_other(teller: Teller, scope: str) -> None:
    assert refusal(await teller.push(teller.decision(), scope=scope)) == "invalid_scope"
