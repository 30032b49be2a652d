from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from app.ui.talk import Talk
from graph.conversation import BUSY
from graph.events import Ended, Entry, Event, Said, Spoke
from graph.questions import Answer, Ask, Question


@dataclass
class Noting:
    """Notes which turns began and ended; each waits until it is let go."""

    thread: str = "thr_1"
    noted: list[str] = field(default_factory=list)
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def turn(self, text: str, _ask: Ask) -> AsyncIterator[Event]:
        return self._run(text)

    def resume(self, _ask: Ask) -> AsyncIterator[Event]:
        return self._run("resume")

    async def _run(self, name: str) -> AsyncIterator[Event]:
        self.noted.append(f"{name} began")
        try:
            yield Said(name)
            await self.gate.acquire()
            yield Spoke("m1", name)
            yield Ended("done")
        finally:
            self.noted.append(f"{name} ended")

    async def stop(self) -> None:
        self.noted.append("stopped")

    async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
        raise AssertionError((before, limit))

    async def close(self) -> None:
        self.noted.append("closed")


async def nobody(_question: Question) -> Sequence[Answer]:
    raise AssertionError


class Running:
    """A talk at work."""

    def __init__(self) -> None:
        self.conversation = Noting()
        self.states: list[str] = []
        self.talk = Talk(self.conversation, nobody, self._show, self._changed)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self.talk.run(resume=False))
        await self.rest()
        return self

    async def __aexit__(self, *_problem: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _show(self, _event: Event) -> None:
        await asyncio.sleep(0)

    def _changed(self) -> None:
        self.states.append(self.talk.state)

    async def rest(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    async def let_go(self) -> None:
        self.conversation.gate.release()
        await self.rest()

    @property
    def noted(self) -> list[str]:
        return self.conversation.noted


async def test_an_idle_talk_picks_up_at_once_what_has_come_for_it() -> None:
    async with Running() as running:
        running.talk.wake()
        await running.rest()
        assert running.noted == ["resume began"]
        assert running.states[-1] == "working"
        await running.let_go()
        assert running.noted == ["resume began", "resume ended"]
        assert running.states[-1] == "idle"


async def test_a_turn_under_way_is_never_cut_by_what_comes_for_it() -> None:
    async with Running() as running:
        running.talk.say("one")
        await running.rest()
        running.talk.wake()
        running.talk.wake()
        await running.rest()
        assert running.noted == ["one began"]
        await running.let_go()
        assert running.noted == ["one began", "one ended", "resume began"]
        await running.let_go()
        assert running.noted[2:] == ["resume began", "resume ended"]


async def test_what_comes_goes_before_words_that_wait_and_loses_none_of_them() -> None:
    async with Running() as running:
        running.talk.say("one")
        await running.rest()
        running.talk.say("two")
        running.talk.wake()
        for _ in range(3):
            await running.let_go()
        assert [note for note in running.noted if "began" in note] == ["one began", "resume began", "two began"]


async def test_words_said_while_something_is_picked_up_wait_for_it() -> None:
    async with Running() as running:
        running.talk.wake()
        await running.rest()
        running.talk.say("one")
        await running.rest()
        assert running.noted == ["resume began"]
        await running.let_go()
        await running.let_go()
        assert running.noted == ["resume began", "resume ended", "one began", "one ended"]


class Elsewhere(Noting):
    """A conversation that another terminal is at."""

    def resume(self, _ask: Ask) -> AsyncIterator[Event]:
        return self._refused()

    async def _refused(self) -> AsyncIterator[Event]:
        yield BUSY
        yield Ended("failed")


async def test_that_another_terminal_is_at_it_already_is_no_news() -> None:
    shown: list[Event] = []

    async def show(event: Event) -> None:
        shown.append(event)

    idle = asyncio.Event()
    talk = Talk(Elsewhere(), nobody, show, lambda: idle.set() if talk.state == "idle" else None)
    running = asyncio.create_task(talk.run(resume=True))
    await idle.wait()
    running.cancel()
    assert shown == []


class Held(Noting):
    """A conversation that another terminal is at, and leaves after a while."""

    times = 3

    def resume(self, ask: Ask) -> AsyncIterator[Event]:
        self.times -= 1
        return self._refused() if self.times else super().resume(ask)

    async def _refused(self) -> AsyncIterator[Event]:
        yield BUSY
        yield Ended("failed")


async def test_what_came_while_another_terminal_was_at_it_is_picked_up_once_that_has_left() -> None:
    shown: list[Event] = []
    picked_up = asyncio.Event()

    async def show(event: Event) -> None:
        shown.append(event)
        if isinstance(event, Ended):
            picked_up.set()

    conversation = Held()
    conversation.gate.release()
    talk = Talk(conversation, nobody, show, lambda: None, again=0.001)
    running = asyncio.create_task(talk.run(resume=True))
    await asyncio.wait_for(picked_up.wait(), 5)
    running.cancel()
    assert shown == [Said("resume"), Spoke("m1", "resume"), Ended("done")]
