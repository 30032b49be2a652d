import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from threading import Event
from types import ModuleType

import pytest

from app.auth.events import Account, SignIn
from app.backstage import EngineDesk, Libraries
from app.ui.desk import Opened, Standing
from graph.events import Ended
from graph.events import Event as TurnEvent
from graph.questions import Answer, Ask, Question
from tests.unit.test_engine import Talk

ACCOUNT = Account("https://id.example", "usr_1", "ten_1", "cl_1", "thumb", "Alice", "alice@acme.example", "pin", 0)
LIBRARIES = ("library_of_the_door", "first_library_of_the_agent", "second_library_of_the_agent")


class Works:
    """Notes which libraries were there at each step."""

    def __init__(self) -> None:
        self.there: dict[str, set[str]] = {}
        self.closing = Event()
        self.conversation = Talk()

    @property
    def sign_in(self) -> SignIn:
        raise LookupError

    async def prepare(self) -> None:
        self.there["prepare"] = set(sys.modules) & set(LIBRARIES)

    async def open(self, account: Account) -> Opened:
        self.there["open"] = set(sys.modules) & set(LIBRARIES)
        return Opened(self.conversation, Standing(account.name, "", "", "", "", ""))

    async def close(self) -> None:
        self.closing.set()


class Acts(Talk):
    """Has an act under way that ends after whoever lets go has begun to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.closing, self.is_done = asyncio.Event(), False

    async def turn(self, text: str, ask: Ask) -> AsyncIterator[TurnEvent]:
        assert callable(ask), text
        self.acting = asyncio.ensure_future(self._act())
        yield Ended("done")

    async def _act(self) -> None:
        await self.closing.wait()
        await asyncio.sleep(0)
        self.is_done = True

    async def close(self) -> None:
        self.closing.set()
        await asyncio.wait([self.acting])


async def no_answer(question: Question) -> Sequence[Answer]:
    raise LookupError(question)


class Gate(ModuleType):
    """What the libraries import: it says when the agent's first one begins, and holds it up there."""

    def __init__(self) -> None:
        super().__init__("gate_of_the_libraries")
        self.reached, self.opened = Event(), Event()


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate()
    monkeypatch.setitem(sys.modules, gate.__name__, gate)
    monkeypatch.syspath_prepend(tmp_path)
    for name in LIBRARIES:
        (tmp_path / f"{name}.py").write_text("")
    held = f"import {gate.__name__} as gate\ngate.reached.set()\ngate.opened.wait(20)\n"
    (tmp_path / f"{LIBRARIES[1]}.py").write_text(held)
    yield gate
    gate.opened.set()
    for name in LIBRARIES:
        sys.modules.pop(name, None)


@pytest.fixture
def works() -> Works:
    return Works()


@pytest.fixture
def desk(works: Works) -> EngineDesk:
    return EngineDesk(works, "sandbox", Libraries(LIBRARIES[:1], LIBRARIES[1:]))


async def test_each_step_finds_the_libraries_that_it_needs(desk: EngineDesk, works: Works, gate: Gate) -> None:
    gate.opened.set()
    await desk.prepare()
    await desk.open(ACCOUNT)
    await desk.leave()
    assert LIBRARIES[0] in works.there["prepare"]
    assert works.there["open"] == set(LIBRARIES)


async def test_the_agents_libraries_load_while_nobody_has_signed_in(desk: EngineDesk, works: Works, gate: Gate) -> None:
    await desk.prepare()
    assert await asyncio.to_thread(gate.reached.wait, 20)
    assert "open" not in works.there
    gate.opened.set()
    await desk.leave()


async def test_leaving_meanwhile_waits_for_no_further_library(desk: EngineDesk, works: Works, gate: Gate) -> None:
    await desk.prepare()
    assert await asyncio.to_thread(gate.reached.wait, 20)
    leaving = asyncio.create_task(desk.leave())
    assert await asyncio.to_thread(works.closing.wait, 20)
    gate.opened.set()
    await leaving
    assert LIBRARIES[2] not in sys.modules


async def test_leaving_waits_for_an_act_that_has_begun_and_cuts_nothing_off_before(
    desk: EngineDesk, works: Works, gate: Gate
) -> None:
    gate.opened.set()
    works.conversation = acts = Acts()
    await desk.prepare()
    opened = await desk.open(ACCOUNT)
    assert [event async for event in opened.conversation.turn("Go", no_answer)] == [Ended("done")]
    await desk.leave()
    assert acts.is_done
    assert works.closing.is_set()


async def test_garbage_is_sought_again_once_one_can_sign_in(desk: EngineDesk, gate: Gate) -> None:
    gate.opened.set()
    gc.disable()
    try:
        await desk.prepare()
        await desk.open(ACCOUNT)
        assert gc.isenabled()
    finally:
        gc.enable()
        await desk.leave()
