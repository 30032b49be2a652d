"""The way to an application in this process on which answers come piece by piece, as over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

import httpx
from fastapi import FastAPI

Message = MutableMapping[str, Any]
Hook = Callable[[httpx.Request], Awaitable[None]]


class Streaming(httpx.AsyncBaseTransport):
    """Keeps what was sent, and can break before or behind the application."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self.sent: list[httpx.Request] = []
        self.before: Hook | None = None
        self.behind: Hook | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if self.before is not None:
            await self.before(request)
        answer = _Answer(await request.aread())
        answer.task = asyncio.ensure_future(self._app(_scope(request), answer.receive, answer.send))
        await asyncio.wait([answer.task, asyncio.ensure_future(answer.begun.wait())], return_when="FIRST_COMPLETED")
        if not answer.begun.is_set():
            answer.task.result()
        if self.behind is not None:
            await self.behind(request)
        return httpx.Response(answer.status, headers=answer.headers, stream=answer, request=request)

    def count(self, path: str) -> int:
        """Return how many requests went to a path."""
        return sum(request.url.path == path for request in self.sent)


class _Answer(httpx.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self.status, self.headers = 0, list[tuple[bytes, bytes]]()
        self.begun = asyncio.Event()
        self.task: asyncio.Future[None] | None = None
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._asked: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        self._left = asyncio.Event()

    async def receive(self) -> Message:
        if self._asked:
            return self._asked.pop()
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
            self.begun.set()
        else:
            self._pieces.put_nowait(message.get("body", b""))
            if not message.get("more_body"):
                self._pieces.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self._pieces.get()) is not None:
            yield piece

    async def aclose(self) -> None:
        self._left.set()
        if self.task is not None:
            await asyncio.wait_for(self.task, 5)


def _scope(request: httpx.Request) -> Message:
    raw = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": raw[0],
        "query_string": raw[2],
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (request.url.host, request.url.port),
        "client": ("127.0.0.1", 123),
        "root_path": "",
    }
