"""A thread with an event loop of its own, where everything lives that is not the screen."""

from __future__ import annotations

import asyncio
import gc
import importlib
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from threading import Event as ThreadEvent
from threading import Thread
from typing import Generic, TypeVar

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
        self,
        start: Callable[[], AsyncIterator[T]],
        join: Callable[[Sequence[T]], Sequence[T]] = list,
        slot: Slot[T] | None = None,
    ) -> AsyncGenerator[T, None]:
        """Iterate here over what an asynchronous iterator made in the engine yields; `join` gets what came together.

        What is put into the slot, in the engine, comes behind all that was yielded there before.
        """
        here = asyncio.get_running_loop()
        arrived: asyncio.Queue[Sequence[T] | _End] = asyncio.Queue()

        async def pump() -> None:
            outbox: _Outbox[T] = _Outbox(lambda items: here.call_soon_threadsafe(arrived.put_nowait, items))
            if slot is not None:
                slot.put = outbox.put
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


class Slot(Generic[T]):
    """The way into a stream beside what its iterator yields; usable once the iterator has begun."""

    put: Callable[[T], None]


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
