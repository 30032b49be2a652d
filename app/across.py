"""A conversation that lives in the engine, as the screen's loop sees it: events and questions cross in their order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from app.engine import Engine, Slot, load

if TYPE_CHECKING:  # the first frame needs none of the agent's words
    from typing import TypeAlias

    from graph.conversation import Conversation
    from graph.events import Entry, Event
    from graph.questions import Answer, Ask, Question

    _Told: TypeAlias = Event | asyncio.Event


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

    A question comes in its place among the events: it is asked once whoever listens has taken all that was told before.

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
        there, slot = _ask_here(asyncio.get_running_loop(), ask)
        return self._turn(self._engine.stream(lambda: self._inner.turn(text, there), _joined, slot))

    def resume(self, ask: Ask) -> AsyncIterator[Event]:
        """Pick up an unfinished turn in the engine; its questions come to this loop."""
        there, slot = _ask_here(asyncio.get_running_loop(), ask)
        return self._in_order(self._engine.stream(lambda: self._inner.resume(there), _joined, slot))

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

    async def _turn(self, told: AsyncGenerator[_Told, None]) -> AsyncGenerator[Event, None]:
        await self.warm()
        async with aclosing(self._in_order(told)) as events:
            async for event in events:
                yield event

    async def _in_order(self, told: AsyncGenerator[_Told, None]) -> AsyncGenerator[Event, None]:
        """Pass events on, and let each question be asked in its turn; what both need is loaded with the first one."""
        async with aclosing(told):
            async for each in told:
                await self.warm()
                if isinstance(each, asyncio.Event):
                    each.set()
                else:
                    yield each


def _joined(told: Sequence[_Told]) -> Sequence[_Told]:
    from app.joining import joined  # noqa: PLC0415  # the first frame needs none of the agent's words

    return joined(told)


def _ask_here(here: asyncio.AbstractEventLoop, ask: Ask) -> tuple[Ask, Slot[_Told]]:
    """Return what asks here from the engine, and the slot by which a question finds its turn among what is told."""
    slot: Slot[_Told] = Slot()

    async def asked(question: Question) -> Sequence[Answer]:
        turn = asyncio.Event()

        async def put() -> Sequence[Answer]:
            await turn.wait()
            return await ask(question)

        await asyncio.sleep(0)  # what was told just before is taken up first
        slot.put(turn)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(put(), here))

    return asked, slot
