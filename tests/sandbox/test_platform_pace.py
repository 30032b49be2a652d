from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.sandbox.platform.config import PlatformConfig, Rate
from app.sandbox.platform.pace import MOST_BUCKETS, Pace
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.tokens import Claims
from tests.sandbox.fakes_platform import ACT, LOOK, Clock, Stand, platform_for, wire


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path, reads=Rate(60, 3), writes=Rate(30, 2)) as made:
        yield made


async def reads(stand: Stand, times: int, person: str = "alice") -> list[int]:
    return [(await stand.get("/v1/me", person)).status_code for _ in range(times)]


async def test_a_burst_is_let_through_and_what_follows_is_told_when_to_come_back(stand: Stand) -> None:
    assert await reads(stand, 3) == [200, 200, 200]
    answer = await stand.get("/v1/me")
    assert (answer.status_code, answer.json()["title"]) == (429, "Too many calls")
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["detail"] == "These are too many calls in a short time. Send this one again in 1 second."


async def test_whoever_waits_as_long_as_told_is_let_through(stand: Stand) -> None:
    one = wire("POST", "/v1/tasks/restore", {"items": []})
    tried = [await stand.write(one) for _ in range(3)]
    assert [answer.status_code for answer in tried] == [422, 422, 429]
    stand.clock.now += int(tried[2].headers["retry-after"]) - 0.5
    assert (await stand.write(one)).status_code == 429
    stand.clock.now += 0.5
    assert (await stand.write(one)).status_code == 422
    assert (await stand.write(one)).headers["retry-after"] == "2"


async def test_a_refused_call_costs_nothing(stand: Stand) -> None:
    await reads(stand, 3)
    assert await reads(stand, 50) == [429] * 50
    stand.clock.now += 1
    assert await reads(stand, 2) == [200, 429]


async def test_no_rest_makes_a_burst_larger(stand: Stand) -> None:
    assert await reads(stand, 1) == [200]
    stand.clock.now += 3600
    assert await reads(stand, 4) == [200, 200, 200, 429]


async def as_client(stand: Stand, client: str) -> httpx.Response:
    bearer = stand.mint("alice", LOOK, claims={"client_id": client})
    return await stand.client.get("/v1/me", headers={"authorization": f"Bearer {bearer}"})


async def test_each_person_and_each_client_has_a_pace_of_its_own(stand: Stand) -> None:
    assert await reads(stand, 4) == [200, 200, 200, 429]
    assert await reads(stand, 4, "bob") == [200, 200, 200, 429]
    assert (await as_client(stand, "client_other")).status_code == 200


async def test_reads_and_writes_are_counted_apart(stand: Stand) -> None:
    await reads(stand, 4)
    assert (await stand.write(wire("POST", "/v1/tasks/restore", {"items": []}))).status_code == 422


async def test_a_call_without_a_valid_token_is_not_counted(stand: Stand) -> None:
    for _ in range(5):
        await stand.client.get("/v1/me", headers={"authorization": f"Bearer {stand.mint(claims={'aud': 'x'})}"})
    assert await reads(stand, 1) == [200]


async def test_a_write_that_came_too_soon_was_not_done(stand: Stand) -> None:
    project = (await stand.get("/v1/projects")).json()["items"][0]["id"]
    one = [wire("POST", "/v1/tasks", {"project": project, "title": "A"}, key=str(n)) for n in range(3)]
    statuses = [(await stand.send(each, stand.mint("alice", ACT))).status_code for each in one]
    assert statuses == [201, 201, 429]
    stand.clock.now += 2
    assert (await stand.write(one[2])).status_code == 201


def test_the_pace_is_as_agreed_unless_it_is_set(tmp_path: Path) -> None:
    config = PlatformConfig(tmp_path, "", "", Clock())
    assert (config.reads, config.writes) == (Rate(600, 120), Rate(120, 40))


def test_whoever_rested_long_enough_is_forgotten() -> None:
    clock = Clock()
    pace = Pace(Rate(60, 2), clock)

    def call(name: str) -> None:
        said = {"iss": "", "sub": name, "aud": "", "client_id": "c", "scope": "", "tenant": "t", "jti": ""}
        pace.take(Claims.model_validate({**said, "exp": 0, "iat": 0}))

    for number in range(MOST_BUCKETS):
        call(str(number))
    clock.now += 1
    call("busy")
    call("busy")
    with pytest.raises(Problem):
        call("busy")
    assert pace.known == 1
