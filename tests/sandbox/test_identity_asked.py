import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.identity import IdentityConfig
from app.sandbox.identity.asked import Asked, read_asked
from app.sandbox.identity.errors import InvalidDetails
from tests.sandbox.fakes_identity import ISSUER, NOON, PLATFORM, refusal
from tests.sandbox.fakes_stepup import TRANSFER, Teller, request_of, stand, whole_of
from tools.wire import Sender, Wire, change_digest

OTHER = request_of({**TRANSFER, "amount": 500_001})
CONFIG = IdentityConfig(Path(), ISSUER, PLATFORM, lambda: NOON)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WIRES = st.builds(
    Wire,
    audience=st.just(PLATFORM),
    method=st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]),
    path=st.from_regex(r"/[!-~]{0,20}", fullmatch=True),
    query=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    content_type=st.none() | TEXTS,
    body=TEXTS.map(str.encode),
    if_match=st.none() | TEXTS,
    idempotency_key=st.text("abc", min_size=1, max_size=5),
)


def asked(shown: list[Wire], digested: list[Wire]) -> Asked:
    """Ask to confirm some requests under the digests of, perhaps, others."""
    digests = [one.digest for one in digested]
    detail = {
        "type": "countersign_change",
        "locations": [PLATFORM],
        "actions": ["transfers.create"],
        "change": change_digest(digested, PLATFORM, Sender("usr_alice", "ten_acme", "cl_1"), NOON + 60),
        "requests": digests,
        "expires_at": NOON + 60,
        "whole": [whole_of(one) for one in shown],
    }
    return read_asked(json.dumps([detail]), "usr_alice", "cl_1", CONFIG)


@given(st.lists(WIRES, min_size=1, max_size=3, unique_by=lambda one: one.digest))
def test_whatever_is_sent_is_taken_as_it_will_be_sent_and_tokens_carry_only_digests(wires: list[Wire]) -> None:
    found = asked(wires, wires)

    assert list(found.whole) == [whole_of(one) for one in wires]
    assert "whole" not in found.detail
    assert found.detail["requests"] == [one.digest for one in wires]


@given(st.lists(WIRES, min_size=1, max_size=3), st.lists(WIRES, min_size=1, max_size=3))
def test_no_requests_are_shown_under_the_digests_of_others(shown: list[Wire], digested: list[Wire]) -> None:
    if [one.digest for one in shown] == [one.digest for one in digested]:
        return
    with pytest.raises(InvalidDetails):
        asked(shown, digested)


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
        {"requests": [OTHER.digest]},
        {"requests": [request_of().digest, OTHER.digest]},
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
