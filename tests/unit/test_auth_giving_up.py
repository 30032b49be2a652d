import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.auth.events import Account, AuthError
from app.auth.login import Login
from app.backstage import EngineSignIn
from app.engine import Engine
from app.ui.desk import Opened
from tests.unit.fakes_provider import MONEY, Bank, bank, changing


class Works:
    """The parts of a program, of which only signing in is there."""

    def __init__(self, sign_in: Login) -> None:
        self.sign_in = sign_in

    async def prepare(self) -> None:
        pass

    async def open(self, account: Account) -> Opened:
        raise LookupError(account)

    async def close(self) -> None:
        await self.sign_in.session.settle()


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    engine = Engine()
    engine.start()
    yield engine
    await engine.stop(_nothing)


async def _nothing() -> None:
    pass


async def test_the_screen_gives_up_a_wait_that_stands_in_the_engine(engine: Engine, tmp_path: Path) -> None:
    shown = asyncio.Event()
    here = asyncio.get_running_loop()
    desks: list[Bank] = []

    async def turn() -> str:
        async with bank(tmp_path) as desk:
            desks.append(desk)

            def opening(_: str, __: bool) -> None:  # noqa: FBT001  # the port's own signature
                here.call_soon_threadsafe(shown.set)

            with pytest.raises(AuthError) as caught:
                await desk.login.step_up().confirm([changing(desk.clock)], opening, MONEY)
            return caught.value.sentence

    waiting = asyncio.ensure_future(engine.run(turn()))
    await asyncio.wait_for(shown.wait(), 10)
    screen = EngineSignIn(engine, Works(desks[0].login))
    assert "another sign-in" in await screen.paste("http://127.0.0.1:1/callback?state=x&code=y")
    await screen.give_up()
    assert "stopped waiting" in await asyncio.wait_for(waiting, 10)
