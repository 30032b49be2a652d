"""Follows how much waits for the person, once for every screen that shows it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, aclosing

from app.auth.events import AuthError
from app.ui.desk import DeskTrouble
from app.ui.inbox import Inbox


class Watch:
    """`count` is how many wait for this person; `trouble` says why nobody can tell, if so."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.count = 0
        self.trouble = ""
        self._heard: list[Callable[[], object]] = []

    def listen(self, heard: Callable[[], object]) -> None:
        """Call this whenever anything about what waits is another."""
        self._heard.append(heard)

    def forget(self, heard: Callable[[], object]) -> None:
        """Call this no longer."""
        self._heard.remove(heard)

    async def run(self) -> None:
        """Follow until cancelled, or until there is trouble."""
        changes = self.inbox.changes()
        try:
            async with AsyncExitStack() as stack:
                if isinstance(changes, AsyncGenerator):
                    await stack.enter_async_context(aclosing(changes))
                async for count in changes:
                    self._be(count, "")
        except (DeskTrouble, AuthError) as known:
            self._be(self.count, known.sentence)

    def _be(self, count: int, trouble: str) -> None:
        self.count, self.trouble = count, trouble
        for heard in tuple(self._heard):
            heard()
