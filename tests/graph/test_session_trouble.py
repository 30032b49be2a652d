from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.events import Ended, Event, Failed, Spoke
from graph.storage.lease import Leases
from graph.storage.store import Store
from tests.graph.fakes_desk import KEY, Desk, desk_for, nobody
from tests.graph.fakes_model import calls, says, stalls


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


def failure(events: list[Event]) -> Failed:
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert events[-1] == Ended("failed")
    return failed


async def test_a_bug_in_a_tool_is_one_sentence_and_the_conversation_goes_on(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async def buggy(ctx: object, **args: object) -> object:
        del ctx
        return args["nothing of the kind"]

    tool = replace(desk.ground.registry.tools["list_projects"], function=buggy)
    registry = replace(desk.ground.registry, tools={"list_projects": tool})
    desk.ground = replace(desk.ground, registry=registry)
    await desk.session.close()
    await desk.open()
    desk.model.then(calls(("list_projects", {})))
    assert "Countersign itself" in failure(await desk.turn("Projects?")).sentence
    assert "nothing of the kind" in caplog.text
    desk.model.then(says("Sorry for that."))
    assert (await desk.turn("And now?"))[-1] == Ended("done")
    assert [answer["status"] for answer in desk.model.answers()] == ["stopped"]
    assert await desk.resume() == []


async def test_a_transcript_that_cannot_be_written_is_told_and_nothing_is_done(desk: Desk) -> None:
    store = desk.session._parts.ledger._store  # noqa: SLF001  # to break what it stands on
    store.run("CREATE TRIGGER full BEFORE INSERT ON transcript BEGIN SELECT RAISE(ABORT, 'full'); END")
    desk.model.then(says("Hello."))
    assert failure(await desk.turn("Hi")).next_step
    assert desk.model.shown == []
    store.run("DROP TRIGGER full")
    assert (await desk.turn("Hi again"))[-1] == Ended("done")


async def test_a_lease_that_was_lost_ends_the_turn_here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.watching.RENEW_SECONDS", 0.01)
    desk.model.then(stalls("I am th"))
    assert desk.ground.folder is not None
    events: list[Event] = []
    with Store.open(desk.ground.folder, KEY) as store:
        async for event in desk.session.turn("Hi", nobody):
            events.append(event)
            if isinstance(event, Spoke):
                desk.clock.now += 31
                assert Leases(store, desk.clock).take(desk.session.thread, "another:1:x")
    assert "taken this conversation over" in failure(events).sentence
