"""Runs one turn after another for a screen: words said meanwhile wait, and no turn is cut off by the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from typing import Literal

from graph.conversation import BUSY, Conversation
from graph.events import Ended, Event
from graph.questions import Ask

AGAIN_SECONDS = 10.0
"""How long another terminal that is at work in this conversation is left to it before news is looked for again."""

State = Literal["opening", "idle", "working", "stopping"]


class Talk:
    """One conversation's turns; `show` draws an event, `changed` hears that state or queue is another."""

    def __init__(
        self,
        conversation: Conversation,
        ask: Ask,
        show: Callable[[Event], Awaitable[None]],
        changed: Callable[[], object],
        again: float = AGAIN_SECONDS,
    ) -> None:
        self._conversation, self._ask, self._show, self._changed = conversation, ask, show, changed
        self._said = asyncio.Event()
        self._woken = False
        self._again = again
        self._later: asyncio.TimerHandle | None = None
        self.queue: list[str] = []
        self.state: State = "opening"

    @property
    def busy(self) -> bool:
        """Tell whether a turn runs."""
        return self.state in {"working", "stopping"}

    def say(self, text: str) -> None:
        """Take the person's words: they go out at once, or after the turn under way."""
        self.queue.append(text)
        self._said.set()
        self._changed()

    def wake(self) -> None:
        """Pick up whatever else has come for this conversation: at once, or after the turn under way."""
        self._woken = True
        self._said.set()

    def take_back(self) -> str:
        """Return the words that have not gone out, and forget them."""
        text = "\n".join(self.queue)
        self.queue.clear()
        self._changed()
        return text

    def take_last(self) -> str:
        """Return the last words that have not gone out, and forget them; nothing where all have."""
        text = self.queue.pop() if self.queue else ""
        self._changed()
        return text

    async def run(self, *, resume: bool) -> None:
        """Pick up what was left, then run turns until cancelled, each to its own end."""
        self._woken = resume
        while True:
            while self._woken or self.queue:
                await self._follow(self._next())
            self._be("idle")
            self._said.clear()
            await self._said.wait()

    async def stop(self) -> None:
        """Ask the turn under way to end."""
        if self.state == "working":
            self._be("stopping")
            await self._conversation.stop()

    def _next(self) -> AsyncIterator[Event]:
        if self._woken:
            self._woken = False
            return self._unless_busy(self._conversation.resume(self._ask))
        return self._conversation.turn(self.queue.pop(0), self._ask)

    async def _follow(self, turn: AsyncIterator[Event]) -> None:
        self._be("working")
        try:
            async with AsyncExitStack() as stack:
                if isinstance(turn, AsyncGenerator):
                    await stack.enter_async_context(aclosing(turn))
                async for event in turn:
                    if isinstance(event, Ended):
                        self._be("idle")
                    await self._show(event)
        finally:
            self._be("idle")

    def _be(self, state: State) -> None:
        self.state = state
        self._changed()

    async def _unless_busy(self, turn: AsyncIterator[Event]) -> AsyncGenerator[Event, None]:
        """Pass on what a look for news brings; another terminal that is at it is none, and it is looked for again."""
        async with AsyncExitStack() as stack:
            if isinstance(turn, AsyncGenerator):
                await stack.enter_async_context(aclosing(turn))
            async for event in turn:
                if event == BUSY:
                    self._look_later()
                    return
                yield event

    def _look_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.get_running_loop().call_later(self._again, self.wake)
