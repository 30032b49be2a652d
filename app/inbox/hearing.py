"""Hears that something about what waits is another: at the platform by its events or by asking, and on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import Literal

import httpx
from httpx_sse import aconnect_sse

from app.auth.events import AuthError
from app.inbox.sources import Sources, told
from app.ui.desk import DeskTrouble
from app.ui.inbox import Waiting
from app.waiting import count, listed
from graph.trouble import Trouble
from tools.approvals import PATH, READ, Approval
from tools.change import Proposal

POLL_SECONDS = 60.0
"""How often the platform is asked where its events can't be had: an idle terminal costs it one request a minute."""
POLLS = 9
"""How many times it is asked before its events are tried again."""
LOCAL_SECONDS = 2.0
"""How often this machine's own ledger is looked at, which costs the platform nothing."""

EVENTS, EVENTS_TYPE = f"{PATH}/events", "text/event-stream"
LISTENS = httpx.Timeout(15, read=POLL_SECONDS)

Heard = Literal["events", "refusal", "nobody"]
"""What came of listening: a stream, until it ended; an answer that is none; or no answer at all."""


class Ear:
    """Listens to the platform; `news` is set whenever a look is due, `was_told` where an event was the reason.

    Opening a stream, and the look at what came before it was open, are two requests: a stream that ends early is
    opened again two minutes after it was.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.news = asyncio.Event()
        self.was_told = False

    async def listen(self) -> None:
        """Listen until cancelled; no failure of the network, the platform or the provider ends it."""
        steady, sleep = self._sources.steady, self._sources.sleep
        while True:
            began = steady()
            match await self._hear():
                case "events":
                    await sleep(max(0.0, began + 2 * POLL_SECONDS - steady()))
                case "nobody":
                    await sleep(POLL_SECONDS)
                case "refusal":
                    for _ in range(POLLS):
                        await sleep(POLL_SECONDS)
                        self.news.set()
                    await sleep(POLL_SECONDS)

    async def wait(self, seconds: float) -> None:
        """Wait until a look is due, or for so long."""
        both = [asyncio.ensure_future(self.news.wait()), asyncio.ensure_future(self._sources.sleep(seconds))]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in both:
                each.cancel()
            await asyncio.wait(both)

    async def _hear(self) -> Heard:
        sources = self._sources
        heard: Heard = "refusal"
        try:
            auth = await sources.hands.look(READ)
            async with aconnect_sse(sources.client, "GET", EVENTS, auth=auth, timeout=LISTENS) as source:
                answer = source.response
                if answer.is_success and EVENTS_TYPE in answer.headers.get("content-type", ""):
                    heard = "events"
                    self.news.set()
                    await self._follow(source.aiter_sse())
        except (AuthError, httpx.ConnectError, httpx.ConnectTimeout):
            heard = "nobody"
        except httpx.HTTPError:
            pass
        return heard

    async def _follow(self, events: AsyncGenerator[object, None]) -> None:
        async with aclosing(events):
            async for _ in events:
                self.was_told = True
                self.news.set()


class Watched:
    """What waits as it was last seen; a look that fails is owed, and what is known stays."""

    def __init__(self, sources: Sources, ear: Ear) -> None:
        self._sources, self._ear = sources, ear
        self._approvals: Sequence[Approval] = ()
        self._open_here: Sequence[tuple[Proposal, int]] = ()
        self._waiting: Sequence[Waiting] = ()
        self._owed: float | None = None

    @property
    def count(self) -> int:
        """Return how many wait for this person."""
        return count(self._waiting)

    async def first(self) -> int:
        """Look for the first time, and return how many wait for this person."""
        await self._look()
        self._waiting = self._now()
        return self.count

    async def is_other(self) -> bool:
        """Look at this machine, and at the platform where that is due; tell whether anything is another."""
        was_told = False
        if self._ear.news.is_set() or (self._owed is not None and self._sources.steady() >= self._owed):
            self._ear.news.clear()
            if await self._look():
                was_told, self._ear.was_told = self._ear.was_told, False
        before, self._waiting = self._waiting, self._now()
        return was_told or self._waiting != before

    async def _look(self) -> bool:
        try:
            with told():
                self._approvals = await self._sources.approvals.listed()
        except DeskTrouble:
            self._owed = self._sources.steady() + POLL_SECONDS + LOCAL_SECONDS
            return False
        self._owed = None
        return True

    def _now(self) -> Sequence[Waiting]:
        with suppress(Trouble):
            self._open_here = self._sources.open_here()
        return listed(self._approvals, self._open_here, int(self._sources.clock()))
