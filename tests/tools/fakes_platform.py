"""A bare ASGI platform that keeps what arrived, and tokens that are only words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tools.platform import Platform

URL = "http://platform.test"

Message = MutableMapping[str, Any]


@dataclass
class Arrived:
    method: str
    path: bytes
    query: bytes
    headers: dict[str, str]
    body: bytes


@dataclass
class FakePlatform:
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)

    def answer(self, status: int, body: bytes = b"{}", **headers: str) -> FakePlatform:
        self.answers.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, body))
        return self

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.arrived.append(Arrived(scope["method"], scope["raw_path"], scope["query_string"], headers, body))
        status, said, content = self.answers.pop(0)
        raw = [(name.encode(), value.encode()) for name, value in said.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": content})


class Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self.token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["authorization"] = f"Bearer {self.token}"
        yield request


@dataclass
class FakeAuths:
    given: list[tuple[str, tuple[str, ...], tuple[Mapping[str, object], ...]]] = field(default_factory=list)
    trouble: Exception | None = None

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        return self._give("look", scopes, ())

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        return self._give("act", scopes, details)

    def _give(self, kind: str, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        if self.trouble is not None:
            raise self.trouble
        self.given.append((kind, tuple(scopes), tuple(details)))
        return Bearer(kind)


def over(app: FakePlatform | httpx.AsyncBaseTransport, auths: FakeAuths | None = None, url: str = URL) -> Platform:
    transport = httpx.ASGITransport(app) if isinstance(app, FakePlatform) else app
    return Platform(httpx.AsyncClient(base_url=url, transport=transport), auths or FakeAuths())
