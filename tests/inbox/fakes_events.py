"""A platform's approvals as a test wants them: what waits, events or none, and failures of every kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from app.auth.events import AuthError
from app.inbox import PlatformInbox, Sources
from app.inbox.hearing import EVENTS
from graph.trouble import Trouble
from tests.inbox.fakes_time import Time
from tools.approvals import PlatformApprovals
from tools.change import Json, Proposal
from tools.platform import Platform

URL = "http://127.0.0.1:41002"
NOW = 1_790_000_000
Trip = Callable[[], httpx.Response] | Exception


def approval(name: str, **other: object) -> dict[str, object]:
    """Return somebody's approval that this person may decide, as the platform tells it."""
    return {
        "id": name,
        "version": "1",
        "state": "pending",
        "change": f"sha-256:{name}",
        "headline": f"Move money {name}",
        "effect": "transfer",
        "lines": [{"label": "Amount", "text": "15,000.00 EUR"}],
        "rows": ["Marketing 2026"],
        "why": "The printers are due.",
        "by": {"id": "usr_alice", "name": "Alice Moreau"},
        "opened_at": NOW - 60,
        "expires_at": NOW + 86_400,
        "who": "finance or an admin at Acme",
        "mine": False,
        "may_decide": True,
        **other,
    }


@dataclass
class Stream(httpx.AsyncByteStream):
    """What an events answer says, for as long as it is not ended."""

    said: asyncio.Queue[bytes | Exception | None] = field(default_factory=asyncio.Queue)
    is_left: bool = False

    def tell(self) -> None:
        self.said.put_nowait(b'event: approval\ndata: {"id": "ap_1", "state": "approved"}\n\n')

    def comment(self) -> None:
        self.said.put_nowait(b":\n\n")

    def end(self, error: Exception | None = None) -> None:
        self.said.put_nowait(error)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (said := await self.said.get()) is not None:
            if isinstance(said, Exception):
                raise said
            yield said

    async def aclose(self) -> None:
        self.is_left = True


@dataclass
class Post:
    """The platform at the other end; notes when each request came, and fails where it is told to."""

    time: Time
    items: list[Json] = field(default_factory=list)
    came: list[tuple[float, str]] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    has_events: bool = True
    troubles: list[Trip] = field(default_factory=list)
    """What happens to the next listings instead of an answer."""
    hangups: list[Trip] = field(default_factory=list)
    """What happens to the next events requests."""
    signed_out: list[AuthError] = field(default_factory=list)
    here: list[tuple[Proposal, int]] = field(default_factory=list)
    store: list[Trouble] = field(default_factory=list)
    at_events: Callable[[], None] = lambda: None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.came.append((self.time.now, path))
        troubles = self.hangups if path == EVENTS else self.troubles
        if troubles:
            trip = troubles.pop(0)
            if isinstance(trip, Exception):
                raise trip
            return trip()
        if path != EVENTS:
            return httpx.Response(200, json={"items": self.items, "next_cursor": None})
        if not self.has_events:
            return httpx.Response(404, json={"detail": "There is no such route."})
        self.at_events()
        self.streams.append(Stream())
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=self.streams[-1])

    def count(self, path: str = "", since: float = 0.0) -> int:
        return sum(path in {"", asked} and at >= since for at, asked in self.came)

    def busiest_minute(self, since: float) -> int:
        """Return the most requests that came within any minute."""
        times = [at for at, _ in self.came if at >= since]
        return max(sum(at <= other < at + 60 for other in times) for at in times)

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        assert tuple(scopes) == ("approvals:read",)
        if self.signed_out:
            raise self.signed_out.pop(0)
        return httpx.Auth()

    async def act(self, scopes: Sequence[str], details: Sequence[object]) -> httpx.Auth:
        raise AssertionError((scopes, details))

    async def confirm(self, details: object, scopes: object, opening: object) -> None:
        raise AssertionError((details, scopes, opening))

    async def decide(self, approval: str, change: str, choice: str) -> httpx.Auth:
        raise AssertionError((approval, change, choice))

    async def paste(self, url: str) -> str:
        raise AssertionError(url)

    def open_here(self) -> Sequence[tuple[Proposal, int]]:
        if self.store:
            raise self.store.pop(0)
        return self.here

    def clock(self) -> float:
        return NOW + self.time.now - 1000


@dataclass
class Ring:
    """A watched inbox; `counts` is all that it said."""

    post: Post
    time: Time
    counts: list[int] = field(default_factory=list)


@asynccontextmanager
async def watched(post: Post) -> AsyncIterator[Ring]:
    """Watch an inbox until the block is left."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(post), base_url=URL) as client:
        approvals = PlatformApprovals(Platform(client, post), URL)
        time = post.time
        sources = Sources(client, approvals, URL, post, post.open_here, post.clock, time.steady, time.sleep)
        ring = Ring(post, time)
        following = asyncio.ensure_future(_follow(PlatformInbox(sources).changes(), ring))
        try:
            await time.forward(0)
            yield ring
        finally:
            if following.done():
                following.result()
            following.cancel()
            await asyncio.wait([following])


async def _follow(changes: AsyncGenerator[int, None], ring: Ring) -> None:
    try:
        async for count in changes:
            ring.counts.append(count)
    finally:
        await changes.aclose()
