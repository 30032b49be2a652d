"""A person who answers as told, and a desk: one session of a scripted model on a platform in this process."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from app.sandbox.seed.people import PEOPLE
from graph.events import Event
from graph.limits import Limits
from graph.opening import Ground, open_session
from graph.policy.pdp import Pdp
from graph.questions import Answer, Confirm, NobodyToAsk, Question, Which
from graph.session import Session
from tests.graph.fakes_model import Scripted, Second
from tests.sandbox.fakes_platform import CLIENT, ISSUER, URL, Clock, Mint, Stand, platform_for
from tools.change import Choice, Principal, Proposal
from tools.platform import Platform
from tools.registry import load

KEY = b"k" * 32
REGISTRY = load()
PDP = Pdp.load()

Reaction = Choice | Callable[[Proposal], Answer | None]


@dataclass
class Person:
    """Answers proposals in turn as told (the last way for all that follow), and keeps what was asked."""

    ways: list[Reaction] = field(default_factory=lambda: ["approve"])
    note: str = ""
    choose: str | None = None
    says: str = ""
    asked: list[Question] = field(default_factory=list)

    async def __call__(self, question: Question) -> Sequence[Answer]:
        self.asked.append(question)
        if isinstance(question, Which):
            if question.free and self.says:
                return [Answer(question.id, "", "approve", typed=self.says)]
            chosen = question.candidates[0].id if self.choose is None else self.choose
            return [Answer(question.id, "", "approve" if chosen else "reject", chosen)]
        return [answer for proposal in question.proposals if (answer := self._answer(proposal)) is not None]

    def _answer(self, proposal: Proposal) -> Answer | None:
        way = self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]
        if callable(way):
            return way(proposal)
        return Answer(proposal.id, proposal.digest, way, self.note)

    @property
    def proposals(self) -> list[Proposal]:
        return [proposal for question in self.asked if isinstance(question, Confirm) for proposal in question.proposals]


async def nobody(question: Question) -> Sequence[Answer]:
    raise NobodyToAsk(question)


async def stand_still(seconds: float) -> None:
    """Wait no time at all."""
    assert seconds > 0


class Bearer(httpx.Auth):
    """Puts one token on a request."""

    def __init__(self, token: str) -> None:
        self.token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["authorization"] = f"Bearer {self.token}"
        yield request


@dataclass
class Tokens:
    """Stands for the broker: mints a token for each call and remembers it, and what Changes were asked for."""

    mint: Mint
    person: str
    given: list[str] = field(default_factory=list)
    acts: list[tuple[tuple[str, ...], tuple[Mapping[str, object], ...]]] = field(default_factory=list)
    refuse: Exception | None = None

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        return self._bearer(scopes, ())

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        self.acts.append((tuple(scopes), tuple(details)))
        return self._bearer(scopes, details)

    def _bearer(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> Bearer:
        if self.refuse is not None:
            raise self.refuse
        self.given.append(self.mint(self.person, " ".join(scopes), list(details)))
        return Bearer(self.given[-1])


class Line(httpx.AsyncBaseTransport):
    """The way to the platform: counts what passes, and can break before or after any request."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.passed: list[httpx.Request] = []
        self.before: Callable[[httpx.Request], Awaitable[None]] | None = None
        self.behind: Callable[[httpx.Request], Awaitable[None]] | None = None

    @property
    def writes(self) -> list[httpx.Request]:
        return [request for request in self.passed if request.method != "GET"]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.before is not None:
            await self.before(request)
        response = await self.inner.handle_async_request(request)
        self.passed.append(request)
        if self.behind is not None:
            await self.behind(request)
        return response


def principal(person: str) -> Principal:
    who = next(each for each in PEOPLE if each.key == person)
    return Principal(
        issuer=ISSUER,
        sub=who.sub,
        tenant=who.tenant.id,
        client_id=CLIENT,
        installation="thumbprint",
        name=who.name,
        email=who.email,
        acr="urn:countersign:acr:pin",
        auth_time=0,
        tenant_name=who.tenant.name,
        role=who.role,
    )


@dataclass
class Desk:
    """One person's desk; a session dropped here can be opened again from the same folder, as after a crash."""

    stand: Stand
    line: Line
    tokens: Tokens
    model: Scripted
    second: Second
    ground: Ground
    exits: AsyncExitStack
    session: Session = field(init=False)

    @property
    def clock(self) -> Clock:
        return self.stand.clock

    async def open(self, folder: Path | None = None, thread: str | None = None) -> Session:
        """Open a session, from a copy of the folder where one is named, with a line of its own."""
        self.line = Line(httpx.ASGITransport(app=self.stand.app))
        client = await self.exits.enter_async_context(httpx.AsyncClient(transport=self.line, base_url=URL))
        ground = replace(self.ground, folder=folder or self.ground.folder, platform=Platform(client, self.tokens))
        self.session = await open_session(ground, self.model, thread)
        self.exits.push_async_callback(self.session.close)
        return self.session

    async def turn(self, text: str, ask: Callable[[Question], Awaitable[Sequence[Answer]]] = nobody) -> list[Event]:
        return [event async for event in self.session.turn(text, ask)]

    async def resume(self, ask: Callable[[Question], Awaitable[Sequence[Answer]]] = nobody) -> list[Event]:
        return [event async for event in self.session.resume(ask)]

    def copy(self, to: Path) -> Path:
        """Copy the folder as it stands on disk at this moment."""
        assert self.ground.folder is not None
        return Path(shutil.copytree(self.ground.folder, to))

    async def tasks(self, **query: str) -> list[dict[str, object]]:
        answer = await self.stand.get("/v1/tasks", self.tokens.person, limit="200", **query)
        items: list[dict[str, object]] = answer.json()["items"]
        return items

    async def some(self, count: int) -> list[str]:
        """Return the ids of some open tasks in Acme's Apollo."""
        found = await self.tasks(q="", status="open")
        return [str(task["id"]) for task in found if str(task["key"]).startswith("APO-")][:count]

    async def deletions(self) -> int:
        """Return how many deletions the platform says were done."""
        answer = await self.stand.get("/v1/activity", self.tokens.person, limit="200")
        return sum(item["action"] == "tasks.delete" for item in answer.json()["items"])


@asynccontextmanager
async def desk_for(folder: Path, person: str = "alice", limits: Limits | None = None) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as exits:
        stand = await exits.enter_async_context(platform_for(folder / "platform"))
        tokens, model, second = Tokens(stand.mint, person), Scripted(), Second()
        (folder / "data").mkdir(mode=0o700, exist_ok=True)
        ground = Ground(
            folder=folder / "data",
            key=KEY,
            principal=principal(person),
            platform=Platform(stand.client, tokens),
            audience=URL,
            registry=REGISTRY,
            pdp=PDP,
            clock=stand.clock,
            sleep=stand_still,
            limits=limits or Limits(stall_seconds=5.0),
            second=second,
        )
        desk = Desk(stand, Line(httpx.ASGITransport(app=stand.app)), tokens, model, second, ground, exits)
        await desk.open()
        yield desk
