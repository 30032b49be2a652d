import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.inbox.hearing import EVENTS
from app.ui.inbox import Decided
from tests.inbox.fakes_time import Time
from tests.inbox.fakes_town import Terminal, Town, town
from tools.approvals import PATH

PATIENCE = 60
LONGER_THAN_A_TOKEN = 90


@pytest.fixture
async def built(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


@asynccontextmanager
async def watching(terminal: Terminal) -> AsyncIterator[AsyncGenerator[int, None]]:
    """Watch, once the stream is open and what came before it was looked at."""
    changes = terminal.inbox.changes()
    try:
        await anext(changes)
        yield changes
    finally:
        await changes.aclose()


async def soon(changes: AsyncGenerator[int, None]) -> int:
    return await asyncio.wait_for(anext(changes), PATIENCE)


async def test_asker_and_decider_hear_of_each_step_without_any_time_passing(built: Town) -> None:
    alice, dave = await built.terminal("alice", time=Time()), await built.terminal("dave", time=Time())
    async with watching(alice) as hers, watching(dave) as his:
        approval = await built.transfer(alice)
        assert await soon(his) == 1
        assert await soon(hers) == 0
        assert isinstance((await dave.decide(approval.id))[-1], Decided)
        assert await soon(hers) == 0
        assert await soon(his) == 0
        assert [one.state for one in await alice.inbox.waiting()] == ["approved"]


async def test_a_stream_that_the_platform_ends_is_opened_again_with_a_token_of_its_own(built: Town) -> None:
    time = Time()
    alice, dave = await built.terminal("alice"), await built.terminal("dave", time=time)
    built.set_pace(0.01, 0.05)
    async with watching(dave) as his:
        counting = asyncio.ensure_future(soon(his))
        for _ in range(3):
            built.clock.now += LONGER_THAN_A_TOKEN
            async with asyncio.timeout(PATIENCE):
                opened = dave.way.count(EVENTS)
                while dave.way.count(EVENTS) == opened:
                    await time.forward(30)
        tokens = [request.headers["authorization"] for request in dave.way.sent if request.url.path == EVENTS]
        await built.transfer(alice)
        async with asyncio.timeout(PATIENCE):
            while not counting.done():
                await time.forward(30)
        assert await counting == 1
    assert len(set(tokens)) == len(tokens) >= 4


async def test_where_the_platform_has_no_events_asking_finds_what_waits(built: Town) -> None:
    time = Time()
    alice, dave = await built.terminal("alice"), await built.terminal("dave", time=time)
    hide_events(built)
    async with watching(dave) as his:
        await built.transfer(alice)
        counting = asyncio.ensure_future(soon(his))
        async with asyncio.timeout(PATIENCE):
            while not counting.done():
                await time.forward(30)
        assert await counting == 1
        assert dave.way.count(PATH) >= 2


def hide_events(built: Town) -> None:
    """Take the events away, as an older platform has none."""
    kept = [route for route in built.app.router.routes if getattr(route, "path", "") != EVENTS]
    built.app.router.routes[:] = kept
