"""Talks to the platform: looks with GET, and sends a Change's requests byte for byte as they were digested."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Protocol, Self, runtime_checkable
from urllib.parse import quote, urlencode

import httpx

from tools.answers import Reply, problem_of, read
from tools.change import Json, fill
from tools.contract import ToolError
from tools.wire import Wire

TIMES = httpx.Timeout(15, connect=5)
LONGEST = 60.0
"""Seconds after which an answer that trickles is given up."""

MOST_PAGES = 50
PAGE = 200
ACCEPT = {"accept": "application/json"}
RECONCILE = ("operations:read",)
NO_OPERATION = "/problems/no-such-operation"
AGAIN = "Try again in a moment; nothing you typed or approved is lost."


class PlatformTrouble(Exception):
    """The platform could not be asked, as a sentence and a next step.

    PlatformTrouble
    ├── NotSent     surely nothing was done: no token, no connection, or the request would not arrive as digested
    └── NoAnswer    it may have been done: nobody can tell before the platform is asked for the operation
    """

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class NotSent(PlatformTrouble):
    """Surely nothing was done."""


class NoAnswer(PlatformTrouble):
    """It may have been done."""


class Auths(Protocol):
    """Gives each call its token; whatever it raises with a `sentence` and a `next_step` becomes NotSent."""

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        """Return the token for looking."""
        ...

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        """Return the token for sending one Change; empty details where policy let it run unasked."""
        ...


@runtime_checkable
class _Explained(Protocol):
    sentence: str
    next_step: str


class _Trouble:
    """Turns what httpx and the tokens raise into NotSent or NoAnswer."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError):
            raise NotSent("The platform can't be reached.", AGAIN) from error
        if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
            raise NotSent("The platform's address is not one that can be called.", "Check the settings.") from error
        if isinstance(error, httpx.HTTPError | TimeoutError):
            raise NoAnswer("The platform did not answer in full.", AGAIN) from error
        if isinstance(error, _Explained) and not isinstance(error, PlatformTrouble):
            raise NotSent(error.sentence, error.next_step) from error


class _Line:
    """One platform behind one client; the client's `base_url` is its address."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.url = str(client.base_url).rstrip("/")
        self._client = client

    async def call(self, request: httpx.Request, auth: httpx.Auth) -> tuple[Reply, bool]:
        """Send one request and read its answer; no redirect is followed."""
        request.extensions["timeout"] = TIMES.as_dict()
        async with asyncio.timeout(LONGEST):
            response = await self._client.send(request, auth=auth, stream=True, follow_redirects=False)
            try:
                return await read(response)
            finally:
                await response.aclose()

    def address(self, path: str, query: Sequence[tuple[str, str]]) -> httpx.URL:
        """Return where a path and query arrive exactly as given; raises NotSent where they would not."""
        said = urlencode(query, quote_via=quote, safe="")
        url = httpx.URL(f"{self.url}{path}{'?' if said else ''}{said}")
        root = httpx.URL(self.url).raw_path.rstrip(b"/").decode()
        sent, _, asked = url.raw_path.decode().partition("?")
        if (sent, asked, url.fragment) != (root + path, said, ""):
            raise NotSent("The request's address would be altered on its way.", "Ask for it again in other words.")
        return url


class Reader:
    """Sees the platform with the person's rights and the tool's look scopes, by GET only."""

    def __init__(self, client: httpx.AsyncClient, auths: Auths, scopes: Sequence[str]) -> None:
        self._line = _Line(client)
        self._auths = auths
        self._scopes = tuple(scopes)

    async def get(self, path: str, *params: str, **query: object) -> Json:
        """Return one record or answer; `{}` places in the path take the parameters, percent-encoded.

        A query value of None is left out. Raises ToolError where the platform says no, PlatformTrouble where it says
        nothing.
        """
        try:
            filled = fill(path, params)
        except ValueError as error:
            raise ToolError("An id is missing, or is none.") from error
        with _Trouble():
            request = httpx.Request("GET", self._line.address(filled, _pairs(query)), headers=ACCEPT)
            reply, whole = await self._line.call(request, await self._auths.look(self._scopes))
        if reply.status == HTTPStatus.UNAUTHORIZED:
            raise NotSent(reply.problem, "Sign in again; the conversation goes on where it stands.")
        if HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ToolError(reply.problem)
        if reply.problem or not whole:
            raise NoAnswer(reply.problem or "The platform's answer can't be read.", AGAIN)
        return reply.body

    async def items(self, path: str, *params: str, limit: int = PAGE, **query: object) -> list[Json]:
        """Return up to `limit` records of a list, following its cursors; otherwise as `get`."""
        found: list[Json] = []
        cursor: object = None
        for _ in range(MOST_PAGES):
            size = min(PAGE, limit - len(found))
            page = await self.get(path, *params, **query, limit=size, cursor=cursor)
            found += _records(page)
            cursor = page.get("next_cursor")
            if cursor is None or len(found) >= limit:
                break
        return found[:limit]


class Platform:
    """The platform as the executor has it: readers to look with, and the only hands there are."""

    def __init__(self, client: httpx.AsyncClient, auths: Auths) -> None:
        self._client = client
        self._line = _Line(client)
        self._auths = auths

    def reader(self, scopes: Sequence[str]) -> Reader:
        """Return eyes for one tool."""
        return Reader(self._client, self._auths, scopes)

    async def send(self, wire: Wire, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> Reply:
        """Send one request of a Change exactly as digested, and return the answer whatever it is.

        Raises:
            NotSent: surely nothing was done.
            NoAnswer: it may have been done.

        """
        if wire.audience != self._line.url:
            raise NotSent("The request is meant for another platform.", "Ask for it again.")
        with _Trouble():
            url = self._line.address(wire.path, wire.query)
            request = httpx.Request(wire.method, url, headers=_headers(wire), content=wire.body)
            auth = await self._auths.act(scopes, details)
            reply, _ = await self._line.call(request, auth)
        return reply

    async def operation(self, key: str) -> Reply | None:
        """Return the answer that the platform once gave to an idempotency key, or None where it knows no such one.

        None means "not done" only once the token that was sent along has expired (PROTOCOL, G).

        Raises:
            PlatformTrouble: the platform could not be asked.

        """
        with _Trouble():
            url = self._line.address(fill("/v1/operations/{}", [key]), ())
            request = httpx.Request("GET", url, headers=ACCEPT)
            reply, whole = await self._line.call(request, await self._auths.look(RECONCILE))
        if reply.status == HTTPStatus.NOT_FOUND and str(reply.body.get("type", "")).endswith(NO_OPERATION):
            return None
        status, body = reply.body.get("status"), reply.body.get("body")
        if reply.problem or not whole or not isinstance(status, int):
            raise NoAnswer(reply.problem or "The platform's answer can't be read.", AGAIN)
        answer = body if isinstance(body, Mapping) else {}
        request_id = reply.body.get("request_id")
        problem = problem_of(status, answer) if status >= HTTPStatus.BAD_REQUEST else ""
        return Reply(status, request_id if isinstance(request_id, str) else None, answer, problem)


def _headers(wire: Wire) -> dict[str, str]:
    headers = {**ACCEPT, "idempotency-key": wire.idempotency_key}
    if wire.content_type is not None:
        headers["content-type"] = wire.content_type
    if wire.if_match is not None:
        headers["if-match"] = wire.if_match
    return headers


def _pairs(query: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(name, _text(value)) for name, value in query.items() if value is not None]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _records(page: Json) -> list[Json]:
    items = page.get("items")
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise NoAnswer("The platform's list can't be read.", AGAIN)
    return items
