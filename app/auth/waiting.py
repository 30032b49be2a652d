"""The one page of the provider that this process waits for: opened in a browser, answered there or pasted, given up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.auth import pkce
from app.auth.callback import Listener, listening
from app.auth.events import AuthError
from app.auth.patience import patiently
from app.auth.pkce import Attempt

Browser = Callable[[str], bool]
"""Opens an address and tells whether it could; it may block."""

BROWSER_SECONDS = 5.0
"""How long opening a browser may take; one that runs in the terminal itself never returns."""


class Waiting:
    """A place for one wait at a time; a newer one ends the one before, whatever either is for."""

    def __init__(self, port: int | None, browser: Browser) -> None:
        self._port, self._browser = port, browser
        self._listener: Listener | None = None

    @asynccontextmanager
    async def listening(self, attempt: Attempt) -> AsyncIterator[Listener]:
        """Listen for the answer to an attempt until the block ends.

        Raises:
            AuthError: the configured port is taken.

        """
        self.end(AuthError("This page of your provider was replaced by a newer one.", "Go on with that one."))
        async with listening(self._port, lambda query: pkce.is_answer(query, attempt)) as listener:
            self._listener = listener
            try:
                yield listener
            finally:
                if self._listener is listener:
                    self._listener = None

    async def open(self, url: str) -> bool:
        """Open a page in the browser and tell whether one took it."""
        outcome = await asyncio.to_thread(patiently, lambda: self._browser(url), BROWSER_SECONDS)
        return outcome.returned == (True,)

    def paste(self, url: str) -> str:
        """Hand a redirect URL to whoever waits; returns an empty string, or one sentence why not."""
        if self._listener is None:
            return "No sign-in and no confirmation is waiting for an address; start one first."
        query = pkce.query_of(url)
        if query is None:
            return (
                "That is not the address your browser ended on; copy the whole line that begins with http://127.0.0.1."
            )
        if not self._listener.offer(query):
            return "That address belongs to another sign-in; copy the one from the page opened last."
        return ""

    def end(self, error: AuthError) -> None:
        """End the wait under way, if there is one, with this error."""
        if self._listener is not None:
            self._listener.give_up(error)
            self._listener = None
