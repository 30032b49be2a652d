"""One conversation: takes words in, gives events out, holds the thread's lease while it works, and ends in any case."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Task
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Literal

from langgraph.errors import GraphRecursionError

from graph.conversation import BUSY
from graph.driving import Driver, Reason
from graph.events import Ended, Entry, Event, Failed, Recipient, Said
from graph.questions import Ask
from graph.recorder import Recorder
from graph.state import Parts
from graph.storage.lease import Leases
from graph.storage.threads import Threads
from graph.trouble import Trouble
from graph.watching import keep

log = logging.getLogger(__name__)

LOST = Failed("Another terminal has taken this conversation over.", "Go on there, or say it again here.")
TWICE = Failed("A turn is already under way.", "Wait for its end, or stop it.")
TOO_LONG = Failed("I stopped after too many steps.", "Tell me how to go on.")
BROKEN = Failed("Something in Countersign itself broke.", "Say it again; the log says what broke.")

NAMED = 8
"""How many recipients may be named between a person's words and the first thing that comes of them."""

Work = Callable[[], Coroutine[object, object, Reason | None]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where one account's conversations are kept, and what is closed with a session."""

    threads: Threads
    leases: Leases
    exits: AsyncExitStack


class Session:
    """A Conversation (graph.conversation) over one thread."""

    def __init__(self, driver: Driver, parts: Parts, recorder: Recorder, shelf: Shelf) -> None:
        self._driver = driver
        self._parts = parts
        self._recorder = recorder
        self._shelf = shelf
        self._work: Task[Reason | None] | None = None
        self._running: Task[None] | None = None
        self._closed = False
        self._clean_until: Entry | None = None

    @property
    def thread(self) -> str:
        """Return the thread's id."""
        return self._parts.thread

    def turn(self, text: str, ask: Ask) -> AsyncIterator[Event]:
        """Take the person's words and run until nothing is left to do; ends with one Ended, or is empty once closed."""

        async def work() -> Reason:
            clean = self._clean_until == self._last()
            self._recorder.say(Said(text))
            return await self._driver.begin(text, ask, clean=clean)

        return self._events(work)

    def resume(self, ask: Ask) -> AsyncIterator[Event]:
        """Pick up a turn that was left at a question or cut off; yields nothing where there is none."""

        async def work() -> Reason | None:
            return await self._driver.resume(ask, self._unheard())

        return self._events(work)

    async def stop(self) -> None:
        """Ask the running turn to end: thinking, looking and asking stop, an act finishes."""
        self._parts.halt.wish.set()
        if self._work is not None and self._parts.halt.idle.is_set():
            self._work.cancel()

    async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to `limit` kept entries older than `before` (the newest where it is None), oldest first."""
        return self._shelf.threads.history(self.thread, before, limit)

    async def close(self) -> None:
        """Let go of the thread and of what was opened for it; an open question stays open, and nothing more begins."""
        self._closed = True
        await self._leave()
        await self._shelf.exits.aclose()

    def _unheard(self) -> str:
        """Return words that stand in the transcript with nothing after them but who is told; never taken in."""
        newest = reversed(self._shelf.threads.history(self.thread, None, NAMED + 1))
        last = next((entry.event for entry in newest if not isinstance(entry.event, Recipient)), None)
        return last.text if isinstance(last, Said) else ""

    def _last(self) -> Entry | None:
        return next(iter(self._shelf.threads.history(self.thread, None, 1)), None)

    async def _events(self, work: Work) -> AsyncIterator[Event]:
        if self._closed:
            return
        if self._running is not None:
            yield TWICE
            yield Ended("failed")
            return
        arrived = self._recorder.listen()
        self._running = asyncio.create_task(self._run(work))
        try:
            while (event := await arrived.get()) is not None:
                yield event
        finally:
            await self._leave()

    async def _leave(self) -> None:
        """End the run as it stands; an act that has begun is waited for."""
        if self._running is None:
            return
        running = self._running
        if not running.cancelling():  # cancelled again, it would not wait for an act that has begun
            running.cancel()
        await asyncio.wait([running])
        if self._running is running:  # whoever else leaves meanwhile has waited as well
            self._running = None
            if not running.cancelled():
                running.result()

    async def _run(self, work: Work) -> None:
        holder, leases = self._parts.holder, self._shelf.leases
        try:
            if leases.take(self.thread, holder):
                await self._guarded(work)
            else:
                self._refuse(BUSY)
        except Trouble as trouble:
            self._refuse(Failed(trouble.sentence, trouble.next_step))
        finally:
            with suppress(Trouble):
                self._recorder.flush()
                leases.drop(self.thread, holder)
            self._recorder.end()

    async def _guarded(self, work: Work) -> None:
        self._parts.halt.wish.clear()
        self._work = asyncio.create_task(work())
        keeper = asyncio.create_task(keep(self._shelf.leases, self.thread, self._parts.holder, self.stop))
        try:
            await asyncio.wait([self._work, keeper], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._work.cancel()
            keeper.cancel()
            await asyncio.wait([self._work, keeper])
            await self._parts.halt.idle.wait()
        await self._conclude(self._work, lost=keeper.done() and not keeper.cancelled())

    async def _conclude(self, work: Task[Reason | None], *, lost: bool) -> None:
        if lost:
            return self._refuse(LOST)
        if self._parts.halt.stops():
            await self._driver.settle("stopped")
            return self._end("stopped")
        if (error := work.exception()) is None:
            return self._conclude_well(work.result())
        if isinstance(error, Trouble):
            raise error
        if not isinstance(error, GraphRecursionError):
            log.error("a turn broke", exc_info=error)
        await self._driver.settle("stopped")
        return self._end("failed", TOO_LONG if isinstance(error, GraphRecursionError) else BROKEN)

    def _conclude_well(self, reason: Reason | None) -> None:
        if reason is not None:
            self._end(reason)
        if reason in {"done", "failed"}:
            self._clean_until = self._last()

    def _end(self, reason: Literal["done", "stopped", "waiting", "failed"], failure: Failed | None = None) -> None:
        if failure is not None:
            self._recorder.say(failure)
        self._recorder.say(Ended(reason))

    def _refuse(self, failure: Failed) -> None:
        """End without a word in the transcript: it is another's now, or can't be written."""
        self._recorder.hand_on(failure)
        self._recorder.hand_on(Ended("failed"))
