"""Waits on 127.0.0.1 for the one right answer of a sign-in (RFC 8252, section 7.3)."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

from app.auth.events import AuthError

PATIENCE = 300.0
"""Seconds that a person has to sign in."""

REQUEST_SECONDS = 10.0
PATH = "/callback"
STYLE = (
    "body{font:1.1em/1.5 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em;color-scheme:light dark}"
)
POLICY = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"


class Listener:
    """A sign-in that waits; its answer comes by HTTP or is pasted, whichever is first."""

    def __init__(self, is_answer: Callable[[str], bool]) -> None:
        self.redirect_uri = ""
        self._is_answer = is_answer
        self._answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._handlers: set[asyncio.Task[object]] = set()
        self._server: asyncio.Server | None = None

    @property
    def over(self) -> bool:
        """Tell whether the wait has ended, with an answer or without."""
        return self._answer.done()

    def attach(self, server: asyncio.Server) -> None:
        """Take the socket that it listens on, and learn its address."""
        self._server = server
        self.redirect_uri = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{PATH}"

    def offer(self, query: str) -> bool:
        """Take a redirect's query if it is the answer, and tell whether it is."""
        if not self._is_answer(query):
            return False
        if not self._answer.done():
            self._answer.set_result(query)
        return True

    def give_up(self, error: AuthError) -> None:
        """End the wait without an answer, and leave the port to the next one at once."""
        if not self._answer.done():
            self._answer.set_exception(error)
        if self._server is not None:
            self._server.close()

    async def answer(self, seconds: float = PATIENCE, late: AuthError | None = None) -> str:
        """Wait for the answer and return its query.

        Raises:
            AuthError: nobody answered in time (`late`, if it is given), or the wait was given up.

        """
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(self._answer)
        except TimeoutError:
            minutes = f"{seconds / 60:g} minutes"
            told = AuthError(f"Nobody finished signing in within {minutes}.", "Start the sign-in again.")
            raise late or told from None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request of a browser; a wrong one gets an error and the wait goes on."""
        task = asyncio.current_task()
        if task is not None:
            self._handlers.add(task)
            task.add_done_callback(self._handlers.discard)
        query = None
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                query, page = self._judge(head)
                writer.write(page)
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()
        if query is not None:
            with suppress(ConnectionError):
                await writer.wait_closed()
            self.offer(query)

    async def close(self) -> None:
        """Drop connections that browsers hold open without asking for anything."""
        if not self._answer.cancel() and not self._answer.cancelled():
            self._answer.exception()  # nobody may have come for it, and asyncio would complain
        for task in self._handlers:
            task.cancel()
        await asyncio.gather(*self._handlers, return_exceptions=True)

    def _judge(self, head: bytes) -> tuple[str | None, bytes]:
        words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        target = urlsplit(words[1]) if len(words) == 3 and words[1].startswith("/") else None  # noqa: PLR2004  # method, target, version (RFC 9112, 3)
        if target is None:
            return None, _page(HTTPStatus.BAD_REQUEST, "That was no request.")
        if target.path != PATH:
            return None, _page(HTTPStatus.NOT_FOUND, "There is nothing here.")
        if words[0] != "GET":
            return None, _page(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET works here.")
        if not self._is_answer(target.query):
            return None, _page(HTTPStatus.BAD_REQUEST, "This answer belongs to no sign-in that waits here.")
        return target.query, _page(HTTPStatus.OK, "You can close this tab", "Countersign goes on in your terminal.")


@asynccontextmanager
async def listening(port: int | None, is_answer: Callable[[str], bool]) -> AsyncIterator[Listener]:
    """Listen on a configured port, or on any free one, until the block ends.

    Raises:
        AuthError: the configured port is taken.

    """
    listener = Listener(is_answer)
    try:
        server = await asyncio.start_server(listener.serve, "127.0.0.1", port or 0, limit=16384)
    except OSError as error:
        raise AuthError(
            f"Port {port or 'for the answer'} on this machine cannot be used: {error.strerror or 'it is taken'}.",
            "Close the program that uses it, or set COUNTERSIGN_REDIRECT_PORT to another port that is registered.",
        ) from None
    listener.attach(server)
    try:
        yield listener
    finally:
        server.close()
        await listener.close()
        await server.wait_closed()


def _page(status: HTTPStatus, title: str, text: str = "Go back to your terminal.") -> bytes:
    body = (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><h1>{title}</h1><p>{text}</p></body></html>\n"
    ).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Content-Security-Policy: {POLICY}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
        "Cache-Control: no-store\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
