import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.fakes_identity import NOON, PLATFORM, Agent, Clock, challenge, changing, refusal, registered

DIGEST = "sha-256:" + challenge("x")


@pytest_asyncio.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    async with registered(tmp_path) as agent:
        yield agent


@pytest.mark.parametrize(
    "members",
    [
        {"type": "payment_initiation"},
        {"type": None},
        {"locations": []},
        {"locations": [PLATFORM, "https://elsewhere.example"]},
        {"locations": [f"{PLATFORM}/"]},
        {"locations": PLATFORM},
        {"actions": []},
        {"actions": [""]},
        {"actions": [" "]},
        {"actions": ["tasks.delete", "tasks.delete"]},
        {"actions": ["tasks.delete", 1]},
        {"actions": "tasks.delete"},
        {"change": None},
        {"change": challenge("x")},
        {"change": "sha-256:" + "A" * 42},
        {"change": "sha-256:" + "A" * 42 + "B"},
        {"change": DIGEST + "="},
        {"change": DIGEST + "\n"},
        {"change": "sha-512:" + challenge("x")},
        {"change": [DIGEST]},
        {"requests": []},
        {"requests": [DIGEST, DIGEST]},
        {"requests": [DIGEST, "x"]},
        {"requests": [DIGEST, None]},
        {"requests": DIGEST},
        {"expires_at": None},
        {"expires_at": NOON},
        {"expires_at": NOON - 1},
        {"expires_at": NOON + 600.5},
        {"expires_at": True},
        {"expires_at": str(NOON + 600)},
        {"approval": ""},
        {"approval": "yes"},
        {"approval": "ap_"},
        {"approval": ["ap_1"]},
        {"privileges": ["admin"]},
    ],
)
async def test_a_change_that_is_not_well_formed_is_refused(agent: Agent, members: dict[str, object]) -> None:
    tokens = await agent.sign_in()
    details = json.dumps([changing(agent.clock, **members)])
    response = await agent.exchange(tokens["access_token"], "tasks:delete", authorization_details=details)

    assert refusal(response) == "invalid_authorization_details"


async def test_an_approval_of_null_is_refused(agent: Agent) -> None:
    tokens = await agent.sign_in()
    details = json.dumps([{**changing(agent.clock), "approval": None}])
    response = await agent.exchange(tokens["access_token"], "tasks:delete", authorization_details=details)

    assert refusal(response) == "invalid_authorization_details"


ONE = json.dumps(changing(Clock()))


@pytest.mark.parametrize(
    "details",
    [
        "{}",
        "[]",
        "null",
        "[1]",
        ONE,
        f"[{ONE},{ONE}]",
        "[{",
        "[" * 20_000,
        f'[{ONE[:-1]}, "type": "countersign_change"}}]',
        f'[{ONE[:-1]}, "extra": NaN}}]',
    ],
)
async def test_details_that_are_not_one_object_in_a_list_are_refused(agent: Agent, details: str) -> None:
    tokens = await agent.sign_in()
    response = await agent.exchange(tokens["access_token"], "tasks:delete", authorization_details=details)

    assert refusal(response) == "invalid_authorization_details"


async def test_a_token_for_looking_confirms_no_change(agent: Agent) -> None:
    tokens = await agent.sign_in()
    details = json.dumps([changing(agent.clock)])
    response = await agent.exchange(tokens["access_token"], "tasks:read", authorization_details=details)

    assert refusal(response) == "invalid_authorization_details"
