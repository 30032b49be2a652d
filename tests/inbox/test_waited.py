import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from app.commands.printed import Printed
from app.commands.waited import until_decided
from app.ui.desk import DeskTrouble, Opened
from app.ui.inbox import Outcome, Waiting
from graph.conversation import BUSY
from graph.events import Acted, Ended, Entry, Event, Failed, Parked, Seconded, Settled
from graph.questions import Ask, Confirm, NobodyToAsk, Which
from tests.inbox.fakes_parts import CARD, DONE
from tests.inbox.fakes_time import Time, settled
from tests.ui.fakes_inbox import own, theirs
from tests.ui.fakes_values import NOW, STANDING

PARKED = Parked(CARD.id, "Move", "ap_1", "finance", NOW)
APPROVED: list[Event] = [
    Seconded(CARD.id, "Move", "approve", "Dave"),
    Acted("msg_1/0", "Move", (DONE,), "done"),
    Ended("done"),
]
REJECTED: list[Event] = [Seconded(CARD.id, "Move", "reject", "Dave", "No."), Ended("done")]


@dataclass
class Place:
    """An inbox and a conversation that others write into as well."""

    kept: list[Waiting] = field(default_factory=list)
    written: list[Event] = field(default_factory=list)
    brings: list[list[Event]] = field(default_factory=list)
    """What the next looks for news bring."""
    troubles: int = 0
    resumed: int = 0
    looked: int = 0
    news: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    thread: str = "thr_1"

    async def waiting(self) -> Sequence[Waiting]:
        self.looked += 1
        if self.troubles:
            self.troubles -= 1
            raise DeskTrouble("The platform can't be reached.", "Try again.")
        return list(self.kept)

    async def changes(self) -> AsyncGenerator[int, None]:
        yield 0
        while True:
            yield await self.news.get()

    def decide(self, seen: Waiting, choice: object, note: str) -> AsyncIterator[Outcome]:
        raise AssertionError((seen, choice, note))

    async def paste(self, url: str) -> str:
        raise AssertionError(url)

    def turn(self, text: str, ask: Ask) -> AsyncIterator[Event]:
        raise AssertionError((text, ask))

    async def resume(self, ask: Ask) -> AsyncIterator[Event]:
        assert ask is not None
        self.resumed += 1
        brought = self.brings.pop(0) if self.brings else []
        for event in brought:
            self.written += [] if BUSY in brought else [event]
            yield event

    async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
        assert before is None
        return [Entry(seq, NOW, event) for seq, event in enumerate(self.written, 1)][-limit:]

    async def stop(self) -> None:
        raise AssertionError

    async def close(self) -> None:
        raise AssertionError

    def state(self, name: str, state: str) -> None:
        self.kept = [replace(one, state=state) if one.id == name else one for one in self.kept]  # type: ignore[arg-type]  # a Waiting's state
        self.news.put_nowait(0)


@dataclass
class Run:
    """A run that stays until what waits is decided."""

    place: Place
    printed: Printed
    time: Time
    task: asyncio.Task[None]

    async def goes_on(self, seconds: float = 0.0) -> bool:
        await self.time.forward(seconds)
        return not self.task.done()

    async def ends(self, seconds: float = 0.0) -> int:
        await self.time.forward(seconds)
        assert self.task.done()
        self.task.result()
        return self.printed.code


async def begun(place: Place, asked: Callable[[Printed], object]) -> Run:
    printed, time = Printed(as_json=False, keeps=True), Time()
    asked(printed)
    task = asyncio.create_task(until_decided(Opened(place, STANDING, place), printed, time.sleep))
    await settled()
    return Run(place, printed, time, task)


def parked(printed: Printed) -> None:
    printed.take(PARKED)
    printed.take(Ended("done"))


@pytest.mark.parametrize(("brings", "code"), [(APPROVED, 0), (REJECTED, 4)])
async def test_what_a_second_person_decides_is_carried_on_and_told_with_its_code(
    brings: list[Event], code: int
) -> None:
    run = await begun(Place([theirs(waits="others")]), parked)
    assert await run.goes_on(600)
    run.place.brings = [brings]
    run.place.state("ap_1", "approved")
    assert await run.ends() == code


async def test_what_another_terminal_has_carried_on_is_told_from_its_words() -> None:
    run = await begun(Place([theirs(waits="others")]), parked)
    run.place.written += REJECTED
    assert await run.ends(2) == 4


async def test_another_terminal_at_work_is_waited_for() -> None:
    run = await begun(Place([theirs(waits="others")]), parked)
    run.place.brings = [[BUSY, Ended("failed")]] * 5
    run.place.state("ap_1", "approved")
    assert await run.goes_on(2)
    run.place.written += APPROVED
    assert await run.ends(1) == 0


async def test_ones_own_card_that_is_decided_elsewhere_ends_it() -> None:
    async def asking(printed: Printed) -> None:
        with pytest.raises(NobodyToAsk):
            await printed.nobody(Confirm((CARD,)))
        printed.take(Ended("waiting"))

    place = Place([own(CARD.id)])
    printed, time = Printed(as_json=False, keeps=True), Time()
    await asking(printed)
    task = asyncio.create_task(until_decided(Opened(place, STANDING, place), printed, time.sleep))
    run = Run(place, printed, time, task)
    assert await run.goes_on(60)
    place.written += [Settled(CARD.id, "Delete", "reject"), Ended("done")]
    place.kept = []
    place.news.put_nowait(0)
    assert await run.ends(2) == 4


async def test_a_platform_that_cannot_be_asked_ends_no_waiting_and_loses_nothing() -> None:
    run = await begun(Place([theirs(waits="others")]), parked)
    run.place.troubles = 3
    run.place.brings = [APPROVED]
    run.place.state("ap_1", "approved")
    assert await run.goes_on(100)
    assert await run.ends(100) == 0


async def test_an_answer_that_cannot_be_fetched_at_once_is_fetched_later_and_never_taken_for_done() -> None:
    run = await begun(Place([theirs(waits="others")]), parked)
    run.place.brings = [[], [], APPROVED]
    run.place.state("ap_1", "approved")
    assert await run.goes_on(30)
    assert run.place.resumed == 1
    assert await run.goes_on(60)
    assert await run.ends(70) == 0
    assert run.place.resumed == 3


async def test_a_question_without_a_name_is_waited_for_quietly_until_somebody_goes_on() -> None:
    printed = Printed(as_json=False, keeps=True)
    with pytest.raises(NobodyToAsk):
        await printed.nobody(Which("msg_1/0", "Which one?", ()))
    run = await begun(Place(), lambda printed: printed.take(Ended("waiting")))
    assert await run.goes_on(3600)
    assert (run.place.looked, run.place.resumed) == (0, 0)
    run.place.written += [Failed("No.", "Again."), Ended("done")]
    assert await run.ends(2) == 1


async def test_whoever_stops_it_leaves_nothing_running() -> None:
    before = asyncio.all_tasks()
    run = await begun(Place([theirs(waits="others")]), parked)
    run.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run.task
    assert asyncio.all_tasks() == before
