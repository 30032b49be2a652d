"""A model server on loopback that answers with what it is told, as OpenAI's chat completions would or would not."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn

Send = Callable[[MutableMapping[str, object]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, object]]]

DONE = b"data: [DONE]\n\n"


HEAD = {"id": "same", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def event(body: object) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def piece(delta: Mapping[str, object], finish: str | None = None) -> bytes:
    return event({**HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def usage(tokens: int) -> bytes:
    counted = {"prompt_tokens": tokens, "completion_tokens": 1, "total_tokens": tokens + 1}
    return event({**HEAD, "choices": [], "usage": counted})


def call(name: str, args: str, index: int | None = 0) -> bytes:
    said: dict[str, object] = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": args}}
    return piece({"tool_calls": [said if index is None else {**said, "index": index}]})


@dataclass
class Reply:
    """One answer: a status, headers, pieces of a body, and what happens after the last: the end, a stall or a break."""

    pieces: Sequence[bytes] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    then: str = "end"


class Server:
    """Gives its replies in turn and keeps the requests."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.requests: list[dict[str, object]] = []
        self.keys: list[str] = []
        self.paths: list[str] = []
        self.url = ""
        self.released = asyncio.Event()

    async def __call__(self, scope: Mapping[str, object], receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            part = message.get("body", b"")
            body, more = body + (part if isinstance(part, bytes) else b""), bool(message.get("more_body"))
        self.requests.append(json.loads(body))
        self.paths.append(str(scope["path"]))
        headers = scope["headers"]
        assert isinstance(headers, list)
        self.keys += [value.decode() for name, value in headers if name == b"authorization"]
        await self._answer(self.replies.pop(0), send)

    async def _answer(self, reply: Reply, send: Send) -> None:
        headers = {"content-type": "text/event-stream", **reply.headers}
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": raw})
        for part in reply.pieces:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        if reply.then == "stall":
            await self.released.wait()
        if reply.then == "break":
            raise ConnectionResetError
        await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def model_server() -> AsyncIterator[Server]:
    server = Server()
    config = uvicorn.Config(server, log_level="critical", lifespan="off", ws="none")
    running = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        task = asyncio.create_task(running.serve(sockets=[listening]))
        try:
            yield server
        finally:
            server.released.set()
            running.should_exit = True
            await task
