import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from graph.events import Acted, Ended, Event, Failed, Settled, Spoke
from graph.opening import open_session
from graph.questions import Answer, Question
from tests.graph.fakes_desk import Desk, Person, desk_for, nobody
from tests.graph.fakes_model import calls, says, stalls

SOON = 5.0


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


async def delete_two(desk: Desk) -> None:
    first, second = await desk.some(2)
    wanted = [("delete_tasks", {"task_ids": [one], "why": "Stale."}) for one in (first, second)]
    desk.model.then(calls(*wanted), says("Well."))


class Stopping:
    """Stops the turn while a question is open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def __call__(self, question: Question) -> Sequence[Answer]:
        await self.desk.session.stop()
        await asyncio.Event().wait()
        raise AssertionError(question)


async def test_stopping_a_stalled_model_ends_the_turn_at_once(desk: Desk) -> None:
    desk.model.then(stalls("I am th"))
    events: list[Event] = []
    async with asyncio.timeout(SOON):
        async for event in desk.session.turn("Hi", nobody):
            events.append(event)
            if isinstance(event, Spoke):
                await desk.session.stop()
    assert events[-1] == Ended("stopped")
    desk.model.then(says("Yes?"))
    assert (await desk.turn("Still there?"))[-1] == Ended("done")


async def test_what_was_spoken_before_a_stop_stays_in_the_transcript(desk: Desk) -> None:
    desk.model.then(stalls("I am th"))
    async for event in desk.session.turn("Hi", nobody):
        if isinstance(event, Spoke):
            await desk.session.stop()
    kept = [entry.event for entry in await desk.session.history(None, 10)]
    assert [event.text for event in kept if isinstance(event, Spoke)] == ["I am th"]
    assert kept[-1] == Ended("stopped")


async def test_stopping_at_a_question_settles_every_open_proposal(desk: Desk) -> None:
    await delete_two(desk)
    events = await desk.turn("Delete them", Stopping(desk))
    assert [event.choice for event in events if isinstance(event, Settled)] == ["stopped", "stopped"]
    assert events[-1] == Ended("stopped")
    assert await desk.resume() == []
    await desk.turn("And now?")
    assert [answer["status"] for answer in desk.model.answers()] == ["stopped", "stopped"]
    assert not desk.line.writes


async def test_stopping_while_a_tool_looks_ends_the_turn(desk: Desk) -> None:
    async def hang(request: httpx.Request) -> None:
        await desk.session.stop()
        await asyncio.Event().wait()
        raise AssertionError(request)

    desk.line.before = hang
    desk.model.then(calls(("list_projects", {})))
    async with asyncio.timeout(SOON):
        events = await desk.turn("Projects?")
    assert events[-1] == Ended("stopped")


async def test_an_act_that_has_begun_finishes_and_what_comes_after_it_does_not_begin(desk: Desk) -> None:
    async def stop(request: httpx.Request) -> None:
        if request.method == "POST":
            await desk.session.stop()
            await asyncio.sleep(0)

    desk.line.before = stop
    await delete_two(desk)
    events = await desk.turn("Delete them", Person())
    assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done"]
    assert [event.choice for event in events if isinstance(event, Settled)] == ["approve", "approve", "stopped"]
    assert events[-1] == Ended("stopped")
    assert await desk.deletions() == 1
    desk.line.before = None
    await desk.turn("And?")
    assert sorted(str(answer["status"]) for answer in desk.model.answers()) == ["done", "stopped"]


async def test_leaving_at_a_question_keeps_it_open(desk: Desk) -> None:
    await delete_two(desk)
    asked = asyncio.Event()

    async def wait(question: Question) -> Sequence[Answer]:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError(question)

    async def watch() -> None:
        async for _ in desk.session.turn("Delete them", wait):
            pass

    task = asyncio.create_task(watch())
    await asked.wait()
    task.cancel()
    await asyncio.wait([task])
    person = Person(["reject"])
    events = await desk.resume(person)
    assert len(person.proposals) == 2
    assert events[-1] == Ended("done")


async def test_leaving_during_an_act_waits_for_its_receipt(desk: Desk) -> None:
    await delete_two(desk)
    sending, go = asyncio.Event(), asyncio.Event()

    async def slow(request: httpx.Request) -> None:
        if request.method == "POST":
            sending.set()
            await go.wait()

    desk.line.behind = slow

    async def watch() -> None:
        async for _ in desk.session.turn("Delete them", Person(["approve", "reject"])):
            pass

    task = asyncio.create_task(watch())
    await sending.wait()
    task.cancel()
    await asyncio.sleep(0)
    go.set()
    await asyncio.wait([task])
    desk.line.behind = None
    events = await desk.resume(nobody)
    assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done"]
    assert len(desk.line.writes) == 1
    assert await desk.deletions() == 1


async def test_another_terminal_at_work_is_said_and_nothing_happens(desk: Desk) -> None:
    desk.model.then(stalls("I am th"))
    other = await open_session(desk.ground, desk.model, desk.session.thread)
    said: list[Event] = []
    async for event in desk.session.turn("Hi", nobody):
        if isinstance(event, Spoke):
            said = [told async for told in other.turn("Hi from here", nobody)]
            await desk.session.stop()
    await other.close()
    assert [type(event) for event in said] == [Failed, Ended]
    assert not [entry for entry in await desk.session.history(None, 20) if isinstance(entry.event, Failed)]


async def test_a_second_turn_beside_a_running_one_is_refused(desk: Desk) -> None:
    desk.model.then(stalls("I am th"))
    second: list[Event] = []
    async for event in desk.session.turn("Hi", nobody):
        if isinstance(event, Spoke):
            second = [told async for told in desk.session.turn("And this", nobody)]
            await desk.session.stop()
    assert [type(event) for event in second] == [Failed, Ended]


async def test_the_lease_is_given_back_after_each_turn(desk: Desk) -> None:
    desk.model.then(says("Hello."), says("Hello there."))
    await desk.turn("Hi")
    other = await open_session(desk.ground, desk.model)
    assert other.thread == desk.session.thread
    assert [event async for event in other.turn("Hi", nobody)][-1] == Ended("done")
    await other.close()


async def test_a_new_conversation_knows_nothing_of_the_last(desk: Desk) -> None:
    desk.model.then(says("Hello."), says("Hello."))
    await desk.turn("A secret")
    other = await open_session(desk.ground, desk.model, new=True)
    assert [event async for event in other.turn("Hi", nobody)][-1] == Ended("done")
    assert "A secret" not in str(desk.model.shown[-1])
    await other.close()


async def test_stopping_where_nothing_runs_does_nothing(desk: Desk) -> None:
    await desk.session.stop()
    desk.model.then(says("Hello."))
    assert (await desk.turn("Hi"))[-1] == Ended("done")


async def test_an_act_cut_loose_by_a_stop_is_told_as_what_it_was(desk: Desk) -> None:
    async def stop(request: httpx.Request) -> None:
        if request.method == "POST" and desk.session._work is not None:  # noqa: SLF001  # a stop a moment too late
            desk.session._parts.halt.wish.set()  # noqa: SLF001  # as above
            desk.session._work.cancel()  # noqa: SLF001  # as above
            await asyncio.sleep(0)

    desk.line.before = stop
    await delete_two(desk)
    events = await desk.turn("Delete them", Person())
    assert events[-1] == Ended("stopped")
    assert await desk.deletions() == 1
    desk.line.before = None
    await desk.turn("And?")
    assert sorted(str(answer["status"]) for answer in desk.model.answers()) == ["done", "stopped"]


async def test_a_conversation_that_was_closed_begins_nothing_and_holds_its_thread_no_more(desk: Desk) -> None:
    first = desk.session
    await delete_two(desk)
    events = [event async for event in first.turn("Delete them", nobody)]
    assert events[-1] == Ended("waiting")
    await first.close()
    assert [event async for event in first.resume(nobody)] == []
    assert [event async for event in first.turn("Hi", nobody)] == []
    assert (await desk.open()).thread == first.thread
