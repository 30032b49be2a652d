import asyncio
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import ModuleType

import pytest

from app.auth.events import Account, SignIn
from app.backstage import EngineDesk, Libraries
from app.ui.desk import Opened, Standing
from tests.unit.test_engine import Talk

ACCOUNT = Account("https://id.example", "usr_1", "ten_1", "cl_1", "thumb", "Alice", "alice@acme.example", "pin", 0)
LIBRARIES = ("library_of_the_door", "first_library_of_the_agent", "second_library_of_the_agent")


class Works:
    """Notes which libraries were there at each step."""

    def __init__(self) -> None:
        self.there: dict[str, set[str]] = {}
        self.closing = Event()

    @property
    def sign_in(self) -> SignIn:
        raise LookupError

    async def prepare(self) -> None:
        self.there["prepare"] = set(sys.modules) & set(LIBRARIES)

    async def open(self, account: Account) -> Opened:
        self.there["open"] = set(sys.modules) & set(LIBRARIES)
        return Opened(Talk(), Standing(account.name, "", "", "", "", ""))

    async def close(self) -> None:
        self.closing.set()


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
