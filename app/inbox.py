"""The inbox of the person signed in here: what waits, news of it, and deciding on what somebody else asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, Protocol

import httpx
from httpx_sse import SSEError, aconnect_sse

from app.auth.events import AuthError
from app.ui.desk import DeskTrouble
from app.ui.inbox import Decided, Opening, Outcome, Refused, Waiting
from app.waiting import count, listed
from tools import ToolError
from tools.answers import Reply, read
from tools.approvals import PATH, READ, Approval, PlatformApprovals
from tools.change import Json, Proposal
from tools.platform import PlatformTrouble
from tools.wire import JSON_TYPE, canonical, digest

DECIDE = ("approvals:decide",)
KIND = "countersign_decision"
"""The type of a decision's authorization_details (RFC 9396; PROTOCOL, H)."""

POLL_SECONDS = 60.0
"""How often the platform is asked where its events can't be had: an idle terminal costs it one request a minute."""
LOCAL_SECONDS = 2.0
"""How often this machine's own ledger is looked at, which costs the platform nothing."""
EVENTS = f"{PATH}/events"
LISTENS = httpx.Timeout(15, read=POLL_SECONDS)
WAITS_ON = "It waits on; decide again when you can."

Choice = Literal["approve", "reject"]
Said = Callable[[str, bool], None]
Details = Sequence[Mapping[str, object]]


class Hands(Protocol):
    """What the inbox needs of signing in: the provider's page for one decision, and tokens. All raise AuthError."""

    async def confirm(self, details: Details, scopes: Sequence[str], opening: Said) -> object:
        """Have a decision confirmed on the provider's page."""
        ...

    async def decide(self, approval: str, change: str, choice: str) -> httpx.Auth:
        """Return what authorizes exactly that decision, once."""
        ...

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        """Return what authorizes reading."""
        ...

    async def paste(self, url: str) -> str:
        """Hand the provider's redirect URL to whoever waits for it."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the inbox finds what waits; `open_here` are this machine's open cards with when each was made."""

    client: httpx.AsyncClient
    approvals: PlatformApprovals
    audience: str
    hands: Hands
    open_here: Callable[[], Sequence[tuple[Proposal, int]]]
    clock: Callable[[], float]


class PlatformInbox:
    """What waits at the platform and on this machine; implements app.ui.inbox.Inbox."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def waiting(self) -> Sequence[Waiting]:
        """Return what waits, what is open first and the newest first among it.

        Raises:
            DeskTrouble: the platform can't be asked.

        """
        with _told():
            found = await self._sources.approvals.listed()
        return listed(found, self._sources.open_here(), int(self._sources.clock()))

    async def paste(self, url: str) -> str:
        """Hand the provider's redirect URL to the decision under way; an empty string, or one sentence why not."""
        return await self._sources.hands.paste(url)

    async def decide(self, approval: str, choice: Choice, note: str) -> AsyncGenerator[Outcome, None]:
        """Decide on somebody else's approval after a sign-in for exactly it; ends with one Decided or one Refused."""
        opened: asyncio.Queue[Opening | None] = asyncio.Queue()
        deciding = asyncio.ensure_future(self._decide(approval, choice, note, opened))
        try:
            while (opening := await opened.get()) is not None:
                yield opening
            yield await deciding
        finally:
            deciding.cancel()
            await asyncio.wait([deciding])

    async def changes(self) -> AsyncGenerator[int, None]:
        """Yield how many wait for this person, first now and then whenever anything about what waits is another."""
        news = asyncio.Event()
        news.set()
        hearing = asyncio.ensure_future(self._hear(news))
        here: Sequence[str] = ()
        known: Sequence[Waiting] = ()
        try:
            while True:
                now_here = [proposal.id for proposal, _ in self._sources.open_here()]
                if news.is_set() or now_here != here:
                    asked, here = news.is_set(), now_here
                    news.clear()
                    with suppress(DeskTrouble):
                        known = await self.waiting() if asked else self._here_again(known)
                    yield count(known)
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), LOCAL_SECONDS)
        finally:
            hearing.cancel()
            await asyncio.wait([hearing])

    def _here_again(self, known: Sequence[Waiting]) -> Sequence[Waiting]:
        own = listed((), self._sources.open_here(), int(self._sources.clock()))
        return [*(one for one in known if one.waits != "me"), *own]

    async def _hear(self, news: asyncio.Event) -> None:
        """Wake for each event of the platform's, and once a minute where it sends none."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            with suppress(httpx.HTTPError, SSEError, AuthError):
                await self._listen(news)
            await asyncio.sleep(max(0.0, began + POLL_SECONDS - loop.time()))
            news.set()

    async def _listen(self, news: asyncio.Event) -> None:
        sources = self._sources
        auth = await sources.hands.look(READ)
        async with aconnect_sse(sources.client, "GET", EVENTS, auth=auth, timeout=LISTENS) as source:
            source.response.raise_for_status()
            async with aclosing(source.aiter_sse()) as events:
                async for _ in events:
                    news.set()

    async def _decide(self, name: str, choice: Choice, note: str, opened: asyncio.Queue[Opening | None]) -> Outcome:
        try:
            with _told():
                approval = await self._sources.approvals.get(name)
            details = _details(approval, choice, self._sources.audience)
            await self._sources.hands.confirm(
                details, DECIDE, lambda url, taken: opened.put_nowait(Opening(url, opened=taken))
            )
            auth = await self._sources.hands.decide(approval.id, approval.change, choice)
            reply = await self._send(approval, choice, note, auth)
        except (AuthError, DeskTrouble) as error:
            return Refused(error.sentence, error.next_step or WAITS_ON)
        except httpx.HTTPError:
            return Refused("The platform did not answer.", "Look at the inbox: it shows whether it was taken.")
        finally:
            opened.put_nowait(None)
        if reply.problem:
            return Refused(reply.problem, WAITS_ON)
        return Decided(choice, "Approved: it is sent by whoever asked." if choice == "approve" else "Rejected.")

    async def _send(self, approval: Approval, choice: Choice, note: str, auth: httpx.Auth) -> Reply:
        body: Json = {"choice": choice, "change": approval.change, "comment": note}
        key = digest(["decision", approval.id, approval.change, choice])
        headers = {"idempotency-key": key, "content-type": JSON_TYPE, "accept": JSON_TYPE}
        path = f"{PATH}/{approval.id}/decision"
        async with self._sources.client.stream(
            "POST", path, content=canonical(body), headers=headers, auth=auth
        ) as response:
            reply, whole = await read(response)
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or not whole:
            raise httpx.ReadError("no whole answer")
        return reply


def _details(approval: Approval, choice: Choice, audience: str) -> Details:
    detail = {"approval": approval.id, "change": approval.change, "choice": choice}
    return ({"type": KIND, "locations": [audience], **detail},)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the platform's client raises into DeskTrouble."""
    try:
        yield
    except PlatformTrouble as error:
        raise DeskTrouble(error.sentence, error.next_step) from error
    except ToolError as error:
        raise DeskTrouble(error.sentence, WAITS_ON) from error
