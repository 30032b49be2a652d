import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from graph.events import Acted, Ended, Settled, Spoke
from graph.ledger.halting import Halted, stop_all
from graph.questions import Question
from graph.storage.audit import Audit
from graph.storage.lease import Leases
from graph.storage.store import Store
from tests.graph.fakes_desk import KEY, Desk, Person, desk_for, nobody
from tests.graph.fakes_model import calls, says, stalls


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr("graph.watching.LISTEN_SECONDS", 0.01)
    async with desk_for(tmp_path) as desk:
        yield desk


def halt(desk: Desk) -> Halted:
    """Stop as another process does: with a connection of its own."""
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        return stop_all(store, desk.clock)


async def wish(desk: Desk) -> None:
    desk.model.then(calls(("delete_tasks", {"task_ids": await desk.some(1), "why": "Stale."})), says("Well."))


async def test_a_stop_from_another_terminal_ends_a_thinking_turn(desk: Desk) -> None:
    desk.model.then(stalls("I am th"), says("Yes?"))
    events = []
    async with asyncio.timeout(10):
        async for event in desk.session.turn("Hi", nobody):
            events.append(event)
            if isinstance(event, Spoke):
                assert halt(desk) == Halted(1, (), ())
    assert events[-1] == Ended("stopped")
    assert (await desk.turn("Still there?"))[-1] == Ended("done")


async def test_a_stop_refuses_the_open_card_of_a_running_turn(desk: Desk) -> None:
    await wish(desk)

    async def stopped_meanwhile(question: Question) -> list[object]:
        halt(desk)
        await asyncio.Event().wait()
        raise AssertionError(question)

    async with asyncio.timeout(10):
        events = await desk.turn("Delete it", stopped_meanwhile)  # type: ignore[arg-type]  # it never answers
    assert [event.choice for event in events if isinstance(event, Settled)] == ["stopped"]
    assert events[-1] == Ended("stopped")
    assert await desk.deletions() == 0


async def test_a_yes_that_comes_after_the_stop_sends_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.watching.LISTEN_SECONDS", 3600.0)
    await wish(desk)
    yes = Person()

    async def late(question: Question) -> object:
        halt(desk)
        return await yes(question)

    await desk.turn("Delete it", late)  # type: ignore[arg-type]  # what Person answers
    assert desk.model.answers()[0]["status"] == "stopped"
    assert desk.tokens.acts == []
    assert await desk.deletions() == 0


async def test_a_card_that_waits_where_nobody_works_is_refused_and_no_model_is_asked(desk: Desk) -> None:
    await wish(desk)
    await desk.turn("Delete it", nobody)
    asked = len(desk.model.shown)
    halted = halt(desk)
    assert (halted.running, len(halted.refused), halted.in_flight) == (0, 1, ())
    events = await desk.resume(Person())
    assert events[-1] == Ended("done")
    assert len(desk.model.shown) == asked
    kept = [entry.event for entry in await desk.session.history(None, 20)]
    assert [event.choice for event in kept if isinstance(event, Settled)] == ["stopped"]
    await desk.turn("And now?")
    assert desk.model.answers()[0]["status"] == "stopped"
    assert await desk.deletions() == 0


async def test_an_act_in_flight_finishes_and_says_so(desk: Desk) -> None:
    await wish(desk)
    found: list[Halted] = []

    async def stop(request: httpx.Request) -> None:
        if request.method == "POST":
            found.append(halt(desk))
            await asyncio.sleep(0.1)

    desk.line.before = stop
    events = await desk.turn("Delete it", Person())
    assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done"]
    assert len(found[0].in_flight) == 1
    assert events[-1] == Ended("stopped")
    assert await desk.deletions() == 1


async def test_a_stop_is_heard_once_and_not_by_the_next_turn(desk: Desk) -> None:
    desk.model.then(stalls("I"), says("Hello."), says("Hello again."))
    async for event in desk.session.turn("Hi", nobody):
        if isinstance(event, Spoke):
            halt(desk)
    assert (await desk.turn("Hi"))[-1] == Ended("done")
    assert halt(desk).running == 0
    assert (await desk.turn("Hi"))[-1] == Ended("done")


async def test_a_stop_is_in_the_audit(desk: Desk) -> None:
    halt(desk)
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        (entry,) = Audit(store, desk.clock).entries(kind="stop")
    assert entry.plain == {"running": [], "refused": [], "claimed": []}


async def test_a_runner_who_is_gone_is_not_asked_to_stop(desk: Desk) -> None:
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        leases = Leases(store, desk.clock)
        assert leases.take(desk.session.thread, "elsewhere:1:x")
        desk.clock.now += 31
        assert leases.stop() == []
        assert not leases.is_stopped("elsewhere:1:x")
