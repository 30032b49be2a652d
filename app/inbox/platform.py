"""What waits at the platform and on this machine, listed, watched and decided."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from app.inbox.deciding import Choice, Deciding
from app.inbox.hearing import LOCAL_SECONDS, Ear, Watched
from app.inbox.sources import Sources, told
from app.ui.inbox import Outcome, Waiting
from app.waiting import listed


class PlatformInbox:
    """What waits at the platform and on this machine; implements app.ui.inbox.Inbox."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def waiting(self) -> Sequence[Waiting]:
        """Return what waits, what is open first and the newest first among it.

        Raises:
            DeskTrouble: the platform can't be asked, or this machine's store can't be read.

        """
        with told():
            found = await self._sources.approvals.listed()
            return listed(found, self._sources.open_here(), int(self._sources.clock()))

    async def paste(self, url: str) -> str:
        """Hand the provider's redirect URL to the decision under way; an empty string, or one sentence why not."""
        return await self._sources.hands.paste(url)

    async def decide(self, seen: Waiting, choice: Choice, note: str) -> AsyncGenerator[Outcome, None]:
        """Decide on another's approval after a sign-in for exactly what was seen; ends with one Decided or Refused.

        Whoever stops listening before anything was sent has decided nothing; what is being sent is seen through.
        """
        decision = Deciding(seen.id, seen.change, choice, note)
        deciding = asyncio.ensure_future(decision.outcome(self._sources))
        try:
            while (opening := await decision.opened.get()) is not None:
                yield opening
            yield await deciding
        finally:
            if not decision.is_sent:
                deciding.cancel()
            await asyncio.wait([deciding])

    async def changes(self) -> AsyncGenerator[int, None]:
        """Yield how many wait for this person, first now and then whenever anything about what waits is another."""
        ear = Ear(self._sources)
        watched = Watched(self._sources, ear)
        hearing = asyncio.ensure_future(ear.listen())
        try:
            yield await watched.first()
            while not hearing.done():
                if await watched.is_other():
                    yield watched.count
                await ear.wait(LOCAL_SECONDS)
            hearing.result()
        finally:
            hearing.cancel()
            await asyncio.wait([hearing])
