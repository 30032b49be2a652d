"""The real platform and provider in this process, a person signed in there, and a watch on all that is sent."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from fastapi import FastAPI

from app.auth.events import SignedIn
from app.auth.login import Login
from app.hands import Opening, ProviderPage
from app.line import Line
from app.sandbox.platform.app import create_app
from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.database import FILE
from app.sandbox.platform.digests import Arrival
from app.sandbox.seed.people import PEOPLE
from graph.freshness import Fresh
from graph.limits import Limits
from graph.model.speaking import ModelSettings
from graph.opening import Ground, open_session
from graph.policy.pdp import Judgement, Pdp
from graph.session import Session
from tests.journey.provider import confirm
from tests.sandbox.fakes_platform import NO_HURRY, START, seeded
from tests.unit.fakes_auth import ISSUER, PLATFORM, HandClock, House, house, last
from tools.change import Principal, Verdict
from tools.platform import Platform
from tools.registry import load

REGISTRY = load()
PDP = Pdp.load()
GRAVE = frozenset({"critical", "delete", "disclose", "transfer"})
OWN = ("me:read", "operations:read", "approvals:read", "approvals:open")
LIMITS = Limits(stall_seconds=1.0, patience=0.0, opinion_seconds=5.0)


class Lax(Pdp):
    """Rules that let everything go."""

    def judge(self, asked: Judgement) -> Verdict:
        del asked
        return Verdict("allow")


@dataclass
class Watch(httpx.AsyncBaseTransport):
    """The way to the platform: notes each write with its effect, as the platform's own description has it."""

    app: FastAPI
    approved: Mapping[str, object]
    grave: list[str] = field(default_factory=list)
    unapproved: list[str] = field(default_factory=list)
    writes: int = 0
    reads: int = 0

    def __post_init__(self) -> None:
        self._inner = httpx.ASGITransport(app=self.app)
        self._effects = [
            (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), str(operation.get("x-effect", "transfer")))
            for path, methods in self.app.openapi()["paths"].items()
            for method, operation in methods.items()
        ]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.reads += 1
        else:
            self.writes += 1
            self._note(request)
        return await self._inner.handle_async_request(request)

    def _note(self, request: httpx.Request) -> None:
        path = request.url.raw_path.decode().partition("?")[0]
        found = [
            effect for method, route, effect in self._effects if method == request.method and route.fullmatch(path)
        ]
        effect = found[0] if found else "transfer"
        if effect in GRAVE:
            digest = self._digest(request, path)
            self.grave.append(digest)
            if digest not in self.approved:
                self.unapproved.append(f"{effect}: {request.method} {path}")

    def _digest(self, request: httpx.Request, path: str) -> str:
        arrival = Arrival(
            method=request.method,
            path=path,
            query=tuple(request.url.params.multi_items()),
            content_type=request.headers.get("content-type"),
            body=request.content,
            if_match=request.headers.get("if-match"),
            idempotency_key=request.headers.get("idempotency-key"),
        )
        return arrival.digest(PLATFORM)


class Walked(ProviderPage):
    """The provider's page, to which a person goes by chance: they allow it, or they don't."""

    def __init__(self, line: Line, house: House, chance: random.Random) -> None:
        super().__init__(line.sign_in, line.broker)
        self._login, self._house, self._chance = line.sign_in, house, chance

    async def confirm(self, details: Sequence[Mapping[str, object]], opening: Opening, scopes: Sequence[str]) -> Fresh:
        errands: list[asyncio.Task[None]] = []

        def went(url: str, opened: bool) -> None:  # noqa: FBT001  # as the port calls it
            opening(url, opened)
            errands.append(asyncio.ensure_future(self._walk(url)))

        try:
            return await super().confirm(details, went, scopes)
        finally:
            await asyncio.gather(*errands)

    async def _walk(self, url: str) -> None:
        said = self._chance.random()
        _, redirect = await confirm(
            url,
            client=self._house.client,
            pause=self._pause,
            decision="deny" if said < 0.1 else "allow",
            code="000000" if said > 0.97 else None,
        )
        await self._login.paste(redirect)

    async def _pause(self, seconds: float) -> None:
        self._house.clock.now += seconds


@dataclass
class World:
    """One person in one conversation, with all that surrounds it."""

    house: House
    watch: Watch
    session: Session
    folder: Path

    @property
    def clock(self) -> HandClock:
        return self.house.clock

    def stored(self) -> int:
        """Return how many bytes the account's folder holds."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())


def known_ids(folder: Path, tenant: str) -> list[str]:
    """Return the ids of a company's records, and a few of the other one's."""
    tables = ("people", "projects", "releases", "tasks", "comments", "budgets", "invoices", "transfers")
    with closing(sqlite3.connect(folder / "platform" / FILE)) as db:
        rows = [row for table in tables for row in db.execute(f"SELECT id, tenant FROM {table}")]  # noqa: S608  # ours
    return [str(name) for number, (name, whose) in enumerate(rows) if whose == tenant or number % 20 == 0]


async def no_time(seconds: float) -> None:
    """Wait as good as no time."""
    await asyncio.sleep(min(seconds, 0.0))


@asynccontextmanager
async def world(
    folder: Path,
    person: str,
    model: ModelSettings,
    approved: Mapping[str, object],
    chance: random.Random,
    pdp: Pdp = PDP,
) -> AsyncIterator[World]:
    """Build a world in which somebody is signed in, under some rules."""
    async with AsyncExitStack() as opened:
        there: list[House] = []
        app = _platform(folder / "platform", there)
        opened.callback(app.state.platform.database.close)
        built = await opened.enter_async_context(house(folder, httpx.ASGITransport(app=app)))
        built.clock.now = START
        there.append(built)
        scopes = sorted({*OWN, *REGISTRY.look_scopes, *REGISTRY.act_scopes})
        built.config = built.with_scopes(tuple(scopes))
        login = built.terminal()
        signed_in = await last(login.as_person(person))
        assert isinstance(signed_in, SignedIn)
        watch = Watch(app, approved)
        client = await opened.enter_async_context(httpx.AsyncClient(transport=watch, base_url=PLATFORM))
        broker = login.broker()
        opened.push_async_callback(broker.settle)
        line = Line(PLATFORM, client, login, broker, Platform(client, broker))
        data = folder / "data"
        data.mkdir(mode=0o700)
        ground = replace(_ground(data, line, login, built, Walked(line, built, chance)), pdp=pdp)
        session = await open_session(ground, model)
        opened.push_async_callback(session.close)
        yield World(built, watch, session, data)


def _platform(folder: Path, there: Sequence[House]) -> FastAPI:
    """Return the platform; what time it is and whose tokens it takes, the provider says once it is there."""
    folder.mkdir()
    (folder / FILE).write_bytes(seeded(int(START)))

    async def jwks() -> Mapping[str, object]:
        keys: Mapping[str, object] = (await there[0].client.get(f"{ISSUER}/jwks")).json()
        return keys

    def clock() -> float:
        return there[0].clock.now if there else START

    return create_app(PlatformConfig(folder, PLATFORM, ISSUER, clock, jwks, reads=NO_HURRY, writes=NO_HURRY))


def _ground(data: Path, line: Line, login: Login, built: House, page: ProviderPage) -> Ground:
    account = login.session.account
    assert account is not None
    who = next(each for each in PEOPLE if each.sub == account.sub)
    principal = Principal(
        issuer=account.issuer,
        sub=account.sub,
        tenant=account.tenant,
        client_id=account.client_id,
        installation=account.installation,
        name=account.name,
        email=account.email,
        acr=account.acr,
        auth_time=account.auth_time,
        tenant_name=who.tenant.name,
        role=who.role,
    )
    return Ground(
        folder=data,
        key=b"k" * 32,
        principal=principal,
        platform=line.platform,
        audience=PLATFORM,
        registry=REGISTRY,
        pdp=PDP,
        clock=built.clock,
        sleep=no_time,
        limits=LIMITS,
        freshness=page,
        approvals=line.approvals,
    )
