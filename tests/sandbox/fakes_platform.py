"""A platform in this process, with an issuer's key to make valid tokens for it and a client on its ASGI side."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import httpx
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey

from app.sandbox.platform.app import create_app
from app.sandbox.platform.config import PlatformConfig, Rate
from app.sandbox.platform.database import FILE, Database
from app.sandbox.platform.freshness import STEP_UP
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.seeding import fill
from app.sandbox.seed.people import PEOPLE
from tools.change import Json
from tools.routes import action_of
from tools.wire import Sender, Wire, canonical, change_digest

URL = "http://127.0.0.1:41002"
ISSUER = "http://127.0.0.1:41001"
CLIENT = "client_terminal"
LOOK = " ".join(sorted({rule.scope for rule in RULES.values() if not rule.writes}))
ACT = " ".join(sorted({rule.scope for rule in RULES.values() if rule.writes}))
NO_HURRY = Rate(per_minute=1_000_000, burst=1_000_000)
START = 1_790_000_000.5
ROLES = ("viewer", "member", "lead", "finance", "admin")
TENANTS: Mapping[str, str] = {
    **{person.key: person.tenant.id for person in PEOPLE},
    **{f"acme_{role}": "ten_acme" for role in ROLES},
    **{f"globex_{role}": "ten_globex" for role in ROLES},
}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: float = START

    def __call__(self) -> float:
        """Return the time in Unix seconds."""
        return self.now


class Mint:
    """Makes tokens as the sandbox's issuer does; every claim and header can be given otherwise, None leaves it out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self.rotate()
        self.fetched = 0

    def rotate(self) -> None:
        """Take a new key and forget the old one."""
        self.key = ECKey.generate_key("P-256", private=True)
        self.kid = self.key.thumbprint()

    async def jwks(self) -> Mapping[str, object]:
        """Return the public key as the issuer publishes it."""
        self.fetched += 1
        return {"keys": [{**self.key.as_dict(private=False), "kid": self.kid, "use": "sig", "alg": "ES256"}]}

    def __call__(
        self,
        person: str = "alice",
        scope: str = LOOK,
        details: Sequence[Json] = (),
        *,
        claims: Mapping[str, object] | None = None,
        header: Mapping[str, str] | None = None,
    ) -> str:
        """Return a token for the platform on a person's behalf."""
        now = int(self._clock())
        says: dict[str, object] = {
            "iss": ISSUER,
            "sub": f"usr_{person}",
            "aud": URL,
            "client_id": CLIENT,
            "act": {"sub": CLIENT, "installation": "thumbprint"},
            "scope": scope,
            "tenant": TENANTS[person],
            "acr": "urn:countersign:acr:pin",
            "auth_time": now - 60,
            "sid": f"sid_{person}",
            "jti": f"jti_{next(self._numbers)}",
            "iat": now,
            "exp": now + 60,
            **({"txn": "txn_1", "authorization_details": list(details)} if details else {}),
            **(claims or {}),
        }
        kept = {name: value for name, value in says.items() if value is not None}
        head = {"alg": "ES256", "typ": "at+jwt", "kid": self.kid, **(header or {})}
        return jwt.encode(head, kept, self.key, algorithms=["ES256"])


def wire(
    method: str,
    path: str,
    body: object = None,
    *,
    key: str = "sha-256:key-1",
    if_match: str | None = None,
) -> Wire:
    """Return a write as a terminal sends it."""
    sent = b"" if body is None else canonical(body)
    return Wire(URL, method, path, (), "application/json", sent, if_match, key)


def details_for(
    *wires: Wire,
    person: str = "alice",
    expires_at: int = int(START) + 600,
    action: str = "tasks.delete",
    more: Json | None = None,
) -> list[Json]:
    """Return authorization_details that confirm exactly these writes for this person.

    For the opening of an approval that is the change in its body, and for a decision exactly that one.
    """
    if action == "approvals.decide":
        return [{**_decision_in(wires[0]), **(more or {})}]
    sender = Sender(f"usr_{person}", TENANTS[person], CLIENT)
    actions = [action]
    if action == "approvals.open":
        wires, expires_at, actions = _change_in(wires[0])
    detail = {
        "type": "countersign_change",
        "locations": [URL],
        "actions": actions,
        "change": change_digest(wires, URL, sender, expires_at),
        "requests": [one.digest for one in wires],
        "expires_at": expires_at,
    }
    return [{**detail, **(more or {})}]


def whole(one: Wire) -> Json:
    """Return a request as an approval holds it, every byte of it."""
    return {
        "method": one.method,
        "path": one.path,
        "query": [list(pair) for pair in one.query],
        "content_type": one.content_type,
        "body": one.body.decode() or None,
        "if_match": one.if_match,
        "idempotency_key": one.idempotency_key,
    }


def _change_in(opening: Wire) -> tuple[tuple[Wire, ...], int, list[str]]:
    said = json.loads(opening.body)
    wires = tuple(
        Wire(URL, one["method"], one["path"], tuple((name, value) for name, value in one["query"]), one["content_type"],
             (one["body"] or "").encode(), one["if_match"], one["idempotency_key"])
        for one in said["requests"]
    )  # fmt: skip
    return wires, said["expires_at"], sorted({action_of(one.method, one.path) for one in wires})


def _decision_in(one: Wire) -> Json:
    said = json.loads(one.body)
    return {
        "type": "countersign_decision",
        "locations": [URL],
        "approval": one.path.split("/")[3],
        "change": said["change"],
        "choice": said["choice"],
    }


@dataclass
class Stand:
    """A platform to test against; leaving it closes its database and its client."""

    app: FastAPI
    mint: Mint
    client: httpx.AsyncClient
    clock: Clock = field(repr=False)

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, one: object, trace: TracebackType | None) -> None:
        """Close the client and the database."""
        await self.client.aclose()
        self.app.state.platform.database.close()

    async def get(self, path: str, person: str = "alice", **query: str) -> httpx.Response:
        """Read as a person."""
        return await self.client.get(path, params=query, headers={"authorization": f"Bearer {self.mint(person)}"})

    async def send(self, one: Wire, token: str) -> httpx.Response:
        """Send a write, byte for byte, under a token."""
        headers = {"authorization": f"Bearer {token}", "idempotency-key": one.idempotency_key}
        headers |= {"content-type": one.content_type} if one.content_type else {}
        headers |= {"if-match": one.if_match} if one.if_match else {}
        return await self.client.request(one.method, one.path, content=one.body, headers=headers)

    async def write(self, one: Wire, person: str = "alice", scope: str = ACT) -> httpx.Response:
        """Send a write as a person, without a confirmed change."""
        return await self.send(one, self.mint(person, scope))

    async def confirmed(self, one: Wire, person: str = "alice", action: str = "tasks.delete") -> httpx.Response:
        """Send a write as a person who has confirmed exactly this."""
        return await self.send(one, self.mint(person, ACT, details_for(one, person=person, action=action)))

    def fresh(self, one: Wire, person: str, action: str) -> str:
        """Return a token of a person who has confirmed exactly this, at the provider just now."""
        now = int(self.clock())
        details = details_for(one, person=person, expires_at=now + 600, action=action)
        return self.mint(person, ACT, details, claims={"acr": STEP_UP, "auth_time": now - 10})

    async def stepped(self, one: Wire, person: str = "dave", action: str = "transfers.create") -> httpx.Response:
        """Send a write as a person who has confirmed exactly this, at the provider just now."""
        return await self.send(one, self.fresh(one, person, action))


@cache
def seeded(now: int) -> bytes:
    """Return a seeded database's file, made once per process: two hundred tests want the same one."""
    with TemporaryDirectory() as folder:
        database = Database(Path(folder))
        database.prepare(lambda db: fill(db, now))
        database.close()
        return (Path(folder) / FILE).read_bytes()


def platform_for(
    folder: Path,
    clock: Clock | None = None,
    *,
    reads: Rate = NO_HURRY,
    writes: Rate = NO_HURRY,
) -> Stand:
    """Return a platform in a folder, seeded if it is new; use it with `async with`."""
    clock = clock or Clock()
    mint = Mint(clock)
    folder.mkdir(exist_ok=True)
    if not (folder / FILE).exists():
        (folder / FILE).write_bytes(seeded(int(clock.now)))
    app = create_app(PlatformConfig(folder, URL, ISSUER, clock, mint.jwks, reads=reads, writes=writes))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=URL)
    return Stand(app, mint, client, clock)
