"""The real provider and the real platform in this process, and terminals of people who are signed in there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import httpx
from fastapi import FastAPI

from app.auth.events import SignedIn
from app.auth.login import Login
from app.auth.vault import MemoryVault
from app.hands import GraphTokens, InboxHands
from app.inbox import PlatformInbox, Sources
from app.line import Line
from app.sandbox.platform.app import create_app
from app.sandbox.platform.config import Hearing, PlatformConfig
from app.sandbox.platform.database import FILE
from app.ui.desk import DeskTrouble
from app.ui.inbox import Opening, Outcome
from app.ui.inbox import Waiting as Seen
from tests.inbox.fakes_stream import Streaming
from tests.inbox.fakes_time import Time
from tests.journey.provider import confirm
from tests.sandbox.fakes_platform import NO_HURRY, START, seeded
from tests.sandbox.fakes_stepup import request_of, whole_of
from tests.unit.fakes_auth import ISSUER, PLATFORM, HandClock, House, house, last
from tests.unit.fakes_till import Till
from tools.approvals import Approval, Waiting
from tools.change import Proposal
from tools.platform import Platform
from tools.registry import load
from tools.wire import Wire, digest

REGISTRY = load()
OWN = ("me:read", "operations:read", "approvals:read", "approvals:open")
SCOPES = tuple(sorted({*OWN, *REGISTRY.look_scopes, *REGISTRY.act_scopes}))
HOURS = 20

UNSEEN = Seen("", "second", "pending", "", "transfer", "", 0, 0)
"""What somebody decides on who has no approval before them."""

Choice = Literal["approve", "reject"]
Here = Callable[[], Sequence[tuple[Proposal, int]]]


async def no_time(seconds: float) -> None:
    """Wait as good as no time."""
    await asyncio.sleep(min(seconds, 0.0))


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody goes through the provider's pages, and what happens before they are back."""

    said: Mapping[str, str] = field(default_factory=dict)
    meanwhile: Callable[[], Awaitable[object]] | None = None


@dataclass
class Terminal:
    """One terminal of somebody's, with a way of its own to the platform."""

    town: Town
    login: Login
    line: Line
    way: Streaming
    inbox: PlatformInbox
    facts: Mapping[str, str] = field(default_factory=dict)

    async def decide(
        self, approval: str, choice: Choice = "approve", note: str = "", way: Way | None = None
    ) -> list[Outcome]:
        """Decide on what stands in the inbox, going through the provider's pages in some way; return all outcomes."""
        outcomes: list[Outcome] = []
        async for outcome in self.inbox.decide(await self.sees(approval), choice, note):
            outcomes.append(outcome)
            if isinstance(outcome, Opening):
                await self.walk(outcome.url, way or Way())
        return outcomes

    async def sees(self, approval: str) -> Seen:
        """Return an approval as it stands in this inbox; where it does not, only its name."""
        with suppress(DeskTrouble):
            return next((one for one in await self.inbox.waiting() if one.id == approval), replace(UNSEEN, id=approval))
        return replace(UNSEEN, id=approval)

    async def walk(self, url: str, way: Way) -> None:
        """Go through the provider's pages and paste what they end on."""
        self.facts, redirect = await confirm(url, client=self.town.house.client, pause=self.town.pause, **way.said)  # type: ignore[arg-type]  # a test names the way
        if way.meanwhile is not None:
            await way.meanwhile()
        assert await self.inbox.paste(redirect) == ""

    @property
    def sent(self) -> int:
        """Return how many decisions went out."""
        return sum(request.url.path.endswith("/decision") for request in self.way.sent)


@dataclass
class Town:
    """Provider and platform, one clock for both, and whoever was given a terminal."""

    house: House
    app: FastAPI
    exits: AsyncExitStack

    @property
    def clock(self) -> HandClock:
        return self.house.clock

    async def pause(self, seconds: float) -> None:
        """Let the provider's clock go on, as a person does who waits for the next code."""
        self.clock.now += seconds

    def set_pace(self, every: float, until: float) -> None:
        """Have the platform's events pause and end otherwise."""
        platform = self.app.state.platform
        self.app.state.platform = replace(platform, config=replace(platform.config, events=Hearing(every, until)))

    async def terminal(self, person: str, here: Here = tuple, time: Time | None = None) -> Terminal:
        """Return a terminal in which somebody has just signed in."""
        login = self.house.terminal(MemoryVault())
        assert isinstance(await last(login.as_person(person)), SignedIn)
        way = Streaming(self.app)
        client = await self.exits.enter_async_context(httpx.AsyncClient(transport=way, base_url=PLATFORM))
        broker = login.broker()
        self.exits.push_async_callback(broker.settle)
        line = Line(PLATFORM, client, login, broker, Platform(client, GraphTokens(broker)))
        hands = InboxHands(login, broker)
        sources = Sources(client, line.approvals, PLATFORM, hands, here, self.clock, sleep=no_time)
        if time is not None:
            sources = replace(sources, steady=time.steady, sleep=time.sleep)
        return Terminal(self, login, line, way, PlatformInbox(sources))

    async def transfer(self, asker: Terminal, amount: int = 1_500_000, hours: int = HOURS) -> Approval:
        """Have somebody ask for a transfer that a second person must agree to."""
        budgets = await asker.line.platform.reader(("budgets:read",)).items("/v1/budgets")
        named = {str(one["name"]).split(" ")[0]: one["id"] for one in budgets}
        body = {"from": named["Marketing"], "to": named["Apollo"], "amount": amount, "currency": "EUR"}
        wire = request_of(body, key=digest(["transfer", amount]))
        return await self.open(asker, wire, hours)

    async def open(self, asker: Terminal, wire: Wire, hours: int) -> Approval:
        """Have somebody ask for a change, and confirm it on their provider's page."""
        till = Till(self.house, asker.login, int(self.clock()) + hours * 3600)
        await till.confirm(wire, "transfers:create", "approvals:open")
        detail = till.detail(wire)
        return await asker.line.approvals.open(
            Waiting(str(detail["change"]), [whole_of(wire)], till.expires_at, "The printers are due.", [detail])
        )


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Build provider and platform for one test."""
    async with AsyncExitStack() as exits:
        built: list[House] = []
        clock = HandClock(START)

        async def jwks() -> Mapping[str, object]:
            keys: Mapping[str, object] = (await built[0].client.get(f"{ISSUER}/jwks")).json()
            return keys

        data = folder / "platform"
        data.mkdir()
        (data / FILE).write_bytes(seeded(int(START)))
        app = create_app(PlatformConfig(data, PLATFORM, ISSUER, clock, jwks, reads=NO_HURRY, writes=NO_HURRY))
        here = await exits.enter_async_context(house(folder, httpx.ASGITransport(app=app), clock))
        here.config = here.with_scopes(SCOPES)
        built.append(here)
        await exits.enter_async_context(app.router.lifespan_context(app))
        yield Town(here, app, exits)
