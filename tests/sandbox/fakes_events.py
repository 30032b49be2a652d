"""Listens to the platform's events as its server hands them out: chunk by chunk, for as long as one likes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from tests.sandbox.fakes_platform import Stand

PATH = "/v1/approvals/events"


class Ear:
    """One connection; `heard` is all of it so far."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.heard: list[str] = []
        self._asked = False
        self._news = asyncio.Event()
        self._left = asyncio.Event()

    async def receive(self) -> MutableMapping[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        elif message.get("body"):
            self.heard.append(message["body"].decode())
        self._news.set()

    async def until(self, number: int) -> list[str]:
        """Return what was heard, once that is at least so many pieces."""
        async with asyncio.timeout(5):
            while len(self.heard) < number:
                self._news.clear()
                await self._news.wait()
        return self.heard

    def leave(self) -> None:
        self._left.set()


@asynccontextmanager
async def listening(stand: Stand, person: str, token: str = "") -> AsyncIterator[tuple[Ear, asyncio.Task[None]]]:
    """Listen as a person, until the block is left."""
    ear, bearer = Ear(), token or stand.mint(person)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {bearer}".encode())],
    }
    hearing = asyncio.ensure_future(stand.app(scope, ear.receive, ear.send))
    try:
        await ear.until(1)
        yield ear, hearing
    finally:
        ear.leave()
        await asyncio.wait_for(hearing, 5)
