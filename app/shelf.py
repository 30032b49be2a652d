"""An account's conversations on this machine: the one that is open, the others, and what was said in any of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.ui.desk import Kept, Opened, Standing
from graph.model.speaking import ModelSettings
from graph.opening import Ground, open_session
from graph.session import Session
from graph.storage.store import Store
from graph.storage.threads import Threads

if TYPE_CHECKING:
    from app.ui.inbox import Inbox
    from graph.events import Entry


@dataclass
class AccountShelf:
    """Implements app.ui.desk.Shelf on the loop that everything else of the account runs on; raises Trouble."""

    ground: Ground
    model: ModelSettings
    store: Store
    standing: Standing
    inbox: Inbox
    _sessions: list[Session] = field(default_factory=list)

    @property
    def keeps(self) -> bool:
        """Tell whether a conversation is there again after it was left."""
        return self.ground.folder is not None

    async def kept(self) -> Sequence[Kept]:
        """Return all of them in which something was said, the latest first."""
        found = self._threads.list()
        return [Kept(one.id, one.title, one.updated, one.waits) for one in found if one.title]

    async def peek(self, thread: str, limit: int) -> Sequence[Entry]:
        """Return the newest entries of one of them, oldest first."""
        return self._threads.history(thread, None, limit)

    async def prompts(self, limit: int) -> Sequence[str]:
        """Return what the person said last in any of them, oldest first."""
        return self._threads.said(limit)

    async def open(self, thread: str | None) -> Opened:
        """Return one of them, or a new one, ready to go on; the one that is open is left by its screen."""
        return await self.opened(thread, new=thread is None)

    async def opened(self, thread: str | None, *, new: bool) -> Opened:
        """Return the named one, a new one, or else the latest that nobody holds."""
        session = await open_session(self.ground, self.model, thread, new=new)
        for before in self._sessions[:-1]:  # left long ago
            await before.close()
        self._sessions = [*self._sessions[-1:], session]
        return Opened(session, self.standing, self.inbox, shelf=self)

    async def close(self) -> None:
        """Let go of what is still open."""
        while self._sessions:
            await self._sessions.pop().close()

    @property
    def _threads(self) -> Threads:
        return Threads(self.store, time.time)
