"""A thread with an event loop of its own, where everything lives that is not the screen."""

from __future__ import annotations

import asyncio
import gc
import importlib
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import aclosing, contextmanager
from threading import Event as ThreadEvent
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:  # the first frame needs none of the agent's words
    from graph.conversation import Conversation
    from graph.events import Entry, Event
    from graph.questions import Answer, Ask, Question

T = TypeVar("T")

SWITCH_SECONDS = 0.001
"""How long the agent's thread may keep the interpreter from the screen's."""

GATHER_SECONDS = 0.03
"""How long what comes from the engine is gathered after something was handed on: each time wakes the other thread."""


class Engine:
    """The agent's thread; the screen's loop waits for what runs here and is never blocked by it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="countersign-engine", daemon=True)
        self._started = False

    def start(self) -> None:
        """Start the thread, once."""
        if not self._started:
            self._started = True
            sys.setswitchinterval(SWITCH_SECONDS)
            self._thread.start()

    async def run(self, work: Coroutine[object, object, T]) -> T:
        """Run a coroutine in the engine and wait for it here; cancelling the wait cancels the work."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def stream(
        self, start: Callable[[], AsyncIterator[T]], join: Callable[[Sequence[T]], Sequence[T]] = list
    ) -> AsyncGenerator[T, None]:
        """Iterate here over what an asynchronous iterator made in the engine yields; `join` gets what came together."""
        here = asyncio.get_running_loop()
        arrived: asyncio.Queue[Sequence[T] | _End] = asyncio.Queue()

        async def pump() -> None:
            outbox: _Outbox[T] = _Outbox(lambda items: here.call_soon_threadsafe(arrived.put_nowait, items))
            try:
                async for item in start():
                    outbox.put(item)
            finally:
                outbox.close()
                here.call_soon_threadsafe(arrived.put_nowait, _End())

        task = asyncio.ensure_future(self.run(pump()))
        try:
            while not isinstance(items := await arrived.get(), _End):
                for item in join(items):
                    yield item
            await task
        finally:
            task.cancel()

    async def stop(self, last: Callable[[], Coroutine[object, object, None]]) -> None:
        """End what still runs in the engine, do one last thing there, then end the thread."""
        if self._started:
            await self.run(_cancel_others())
            try:
                await self.run(last())
            finally:
                self._loop.call_soon_threadsafe(self._loop.stop)
                await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())


class _End:
    """The end of a stream."""


class _Outbox(Generic[T]):
    """Hands on at once what comes alone, and together what comes soon after something was handed on."""

    def __init__(self, send: Callable[[Sequence[T]], object]) -> None:
        self._send = send
        self._items: list[T] = []
        self._timer: asyncio.TimerHandle | None = None

    def put(self, item: T) -> None:
        self._items.append(item)
        if self._timer is None:
            self._flush()

    def close(self) -> None:
        """Hand on what is left."""
        if self._timer is not None:
            self._timer.cancel()
        if self._items:
            self._send(self._items)

    def _flush(self) -> None:
        self._timer = None
        if self._items:
            items, self._items = self._items, []
            self._timer = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._flush)
            self._send(items)


async def _cancel_others() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class Once:
    """Something that is done the first time it is wanted; whoever wants it meanwhile waits for it."""

    def __init__(self, begin: Callable[[], Coroutine[object, object, None]]) -> None:
        self._begin = begin
        self._doing: asyncio.Future[None] | None = None

    async def __call__(self) -> None:
        """Have it done."""
        if self._doing is None:
            self._doing = asyncio.ensure_future(self._begin())
        await asyncio.shield(self._doing)


class Across:
    """A conversation that lives in the engine, as the screen's loop sees it.

    `drawing` and `talking` are modules that what was said, and what is said next, need: they load in the engine, once,
    so that they never stall the screen.
    """

    def __init__(
        self, engine: Engine, inner: Conversation, drawing: Sequence[str] = (), talking: Sequence[str] = ()
    ) -> None:
        self._engine = engine
        self._inner = inner
        self._drawing = Once(lambda: engine.run(load(*drawing)))
        self._talking = Once(lambda: engine.run(load(*drawing, *talking)))

    @property
    def thread(self) -> str:
        """Return the thread's id."""
        return self._inner.thread

    def turn(self, text: str, ask: Ask) -> AsyncIterator[Event]:
        """Run a turn in the engine; its questions come to this loop."""
        there = _ask_here(asyncio.get_running_loop(), ask)
        return self._ready_for(lambda: self._inner.turn(text, there))

    def resume(self, ask: Ask) -> AsyncIterator[Event]:
        """Pick up an unfinished turn in the engine; its questions come to this loop."""
        there = _ask_here(asyncio.get_running_loop(), ask)
        return self._if_anything(self._engine.stream(lambda: self._inner.resume(there), _joined))

    async def stop(self) -> None:
        """Ask the running turn to end."""
        await self._engine.run(self._inner.stop())

    async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
        """Return kept entries older than `before`, oldest first."""
        entries = await self._engine.run(self._inner.history(before, limit))
        if entries:
            await self._drawing()
        return entries

    async def close(self) -> None:
        """Let go of the thread."""
        await self._engine.run(self._inner.close())

    async def warm(self) -> None:
        """Load what a turn needs, as soon as somebody begins to write; whoever comes meanwhile waits for it."""
        await self._talking()

    async def _ready_for(self, start: Callable[[], AsyncIterator[Event]]) -> AsyncGenerator[Event, None]:
        await self.warm()
        async with aclosing(self._engine.stream(start, _joined)) as events:
            async for event in events:
                yield event

    async def _if_anything(self, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
        """Pass events on; what a turn needs is loaded once there is a first one."""
        async with aclosing(events):
            async for event in events:
                await self.warm()
                yield event


def _joined(events: Sequence[Event]) -> Sequence[Event]:
    from app.joining import joined  # the first frame needs none of the agent's words

    return joined(events)


def _ask_here(here: asyncio.AbstractEventLoop, ask: Ask) -> Ask:
    async def asked(question: Question) -> Sequence[Answer]:
        async def put() -> Sequence[Answer]:
            return await ask(question)

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(put(), here))

    return asked


@contextmanager
def quiet_import() -> Iterator[None]:
    """Keep the screen's thread alive while this one imports much.

    Full garbage collections over the growing heap hold the interpreter for up to 90 ms; without them, and with a
    short switch interval, no pause is longer than 5 ms. What was loaded is then frozen: later collections skip it.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        sys.setswitchinterval(interval)


async def load(*modules: str) -> None:
    """Import modules beside the engine without stalling the screen; cancelled, it stops before the next module."""
    stopped = ThreadEvent()
    try:
        await asyncio.to_thread(_load, modules, stopped)
    finally:
        stopped.set()


def _load(modules: Sequence[str], stopped: ThreadEvent) -> None:
    with quiet_import():
        for name in modules:
            if not stopped.is_set():
                importlib.import_module(name)
