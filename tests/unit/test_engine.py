import asyncio
import gc
import sys
import threading
from collections.abc import AsyncIterator, Sequence

import pytest

from app.across import Across
from app.engine import GATHER_SECONDS, Engine, load, quiet_import
from app.joining import joined
from graph.events import Ended, Entry, Event, Said, Spoke, Thought
from graph.questions import Answer, Ask, Question, Which

QUESTION = Which("q_1", "Which one?", ())


class Talk:
    """Asks one question a turn and says in which thread it ran."""

    thread = "thr_1"

    def __init__(self) -> None:
        self.ran_in: list[str] = []
        self.let_go = asyncio.Event()
        self.cancelled = threading.Event()

    async def turn(self, text: str, ask: Ask) -> AsyncIterator[Event]:
        self.ran_in.append(threading.current_thread().name)
        yield Said(text)
        try:
            answers = await ask(QUESTION)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        yield Said(answers[0].note)
        yield Ended("done")

    async def resume(self, ask: Ask) -> AsyncIterator[Event]:
        yield Said((await ask(QUESTION))[0].note)
        raise LookupError

    async def stop(self) -> None:
        self.ran_in.append(threading.current_thread().name)

    async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
        return [Entry(before or 1, limit, Ended("done"))]

    async def close(self) -> None:
        self.ran_in.append("closed")


async def nothing() -> None:
    pass


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    engine = Engine()
    engine.start()
    yield engine
    await engine.stop(nothing)


async def answer(question: Question) -> Sequence[Answer]:
    assert question == QUESTION
    return [Answer("q_1", "", "approve", note=threading.current_thread().name)]


async def test_a_turn_runs_in_the_engine_and_its_question_is_answered_here(engine: Engine) -> None:
    talk = Talk()
    events = [event async for event in Across(engine, talk).turn("hello", answer)]
    assert events == [Said("hello"), Said(threading.current_thread().name), Ended("done")]
    assert talk.ran_in == ["countersign-engine"]


async def test_a_question_is_asked_once_all_that_was_told_before_it_was_taken(engine: Engine) -> None:
    order: list[object] = []

    class Tells(Talk):
        async def turn(self, text: str, ask: Ask) -> AsyncIterator[Event]:
            yield Said(text)
            asking = asyncio.ensure_future(ask(QUESTION))
            for number in range(3):
                yield Said(f"meanwhile {number}")
            await asking
            yield Ended("done")

    async def noted(question: Question) -> Sequence[Answer]:
        order.append("asked")
        return await answer(question)

    async for event in Across(engine, Tells()).turn("hello", noted):
        await asyncio.to_thread(str)
        order.append(event)
    told = [Said(f"meanwhile {number}") for number in range(3)]
    assert order[:1] == [Said("hello")]
    assert [each for each in order if each != "asked"] == [Said("hello"), *told, Ended("done")]
    assert order[-2:] == ["asked", Ended("done")]


async def test_a_failure_in_the_engine_arrives_here_after_what_came_before_it(engine: Engine) -> None:
    seen: list[Event] = []
    with pytest.raises(LookupError):
        seen.extend([event async for event in Across(engine, Talk()).resume(answer)])
    assert seen == []


async def test_leaving_a_turn_at_its_question_cancels_it_in_the_engine(engine: Engine) -> None:
    talk, asked = Talk(), asyncio.Event()

    async def never(question: Question) -> Sequence[Answer]:
        asked.set()
        await asyncio.Event().wait()
        return await answer(question)

    async def consume() -> None:
        async for _ in Across(engine, talk).turn("hello", never):
            pass

    consumer = asyncio.create_task(consume())
    await asked.wait()
    consumer.cancel()
    await asyncio.wait([consumer])
    assert await asyncio.to_thread(talk.cancelled.wait, 10)


async def test_stopping_ends_what_runs_and_then_does_the_last_thing() -> None:
    engine, order = Engine(), []
    engine.start()
    began = asyncio.Event()
    here = asyncio.get_running_loop()

    async def endless() -> None:
        here.call_soon_threadsafe(began.set)
        try:
            await asyncio.Event().wait()
        finally:
            order.append("ended")

    async def last() -> None:
        order.append("last")

    running = asyncio.ensure_future(engine.run(endless()))
    await began.wait()
    await engine.stop(last)
    await asyncio.wait([running])
    assert order == ["ended", "last"]


async def test_an_engine_that_never_started_can_be_stopped() -> None:
    await Engine().stop(nothing)


def test_collections_pause_while_much_is_imported_and_come_back_even_after_a_failure() -> None:
    sys.setswitchinterval(0.005)
    interval = sys.getswitchinterval()
    paused: list[bool] = []

    def fail() -> None:
        with quiet_import():
            paused.append(not gc.isenabled() and sys.getswitchinterval() < interval)
            raise ImportError

    with pytest.raises(ImportError):
        fail()
    assert paused == [True]
    assert gc.isenabled()
    assert sys.getswitchinterval() == interval


async def test_a_flood_comes_whole_and_in_order_and_wakes_the_screen_only_now_and_then(engine: Engine) -> None:
    batches: list[int] = []

    async def flood() -> AsyncIterator[int]:
        for number in range(5000):
            yield number
            await asyncio.sleep(0)

    def count(items: Sequence[int]) -> Sequence[int]:
        batches.append(len(items))
        return items

    began = asyncio.get_running_loop().time()
    assert [item async for item in engine.stream(flood, count)] == list(range(5000))
    took = asyncio.get_running_loop().time() - began
    assert batches[0] == 1
    assert len(batches) <= 3 + took / GATHER_SECONDS


async def test_what_comes_alone_comes_without_waiting_for_more(engine: Engine) -> None:
    going = threading.Event()

    async def two() -> AsyncIterator[int]:
        yield 1
        await asyncio.to_thread(going.wait)
        yield 2

    stream = engine.stream(two)
    assert await anext(stream) == 1
    going.set()
    assert [item async for item in stream] == [2]


def test_words_that_come_together_are_one_piece_and_nothing_else_is_joined() -> None:
    said, done = Said("Hello"), Ended("done")
    came: list[Event] = [said, said, Thought("m", "a"), Thought("m", "b"), Spoke("m", "c"), Spoke("m", "d")]
    came += [Spoke("n", "e"), done, Spoke("n", "f"), done]
    assert joined(came) == [
        *(said, said, Thought("m", "ab"), Spoke("m", "cd")),
        *(Spoke("n", "e"), done, Spoke("n", "f"), done),
    ]


async def test_loading_imports_every_module_named() -> None:
    await load("colorsys")
    assert "colorsys" in sys.modules
