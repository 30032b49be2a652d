from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

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
