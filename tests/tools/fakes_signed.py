"""The sandbox's own platform in process, and tokens for any of its people, signed by a key that it trusts."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe

import httpx

from app.sandbox.platform.freshness import STEP_UP
from app.sandbox.seed.people import PEOPLE
from graph.proposal import Asked, Ground, details, propose, wires
from tests.sandbox.fakes_platform import CLIENT, URL, Clock, Mint, Stand, platform_for, seeded
from tests.tools.fakes_platform import Bearer
from tests.tools.fakes_records import ALICE
from tools.answers import Reply
from tools.change import Call, Change, Principal, Verdict
from tools.contract import Context
from tools.platform import Platform
from tools.registry import Registry, load
from tools.wire import Wire

NOW = 1_795_000_000
REGISTRY: Registry = load()


def principal(key: str) -> Principal:
    person = next(one for one in PEOPLE if one.key == key)
    known = replace(ALICE, sub=person.sub, name=person.name, tenant=person.tenant.id, client_id=CLIENT)
    return replace(known, tenant_name=person.tenant.name, role=person.role)


@dataclass
class SignedAuths:
    """Tokens with exactly the scopes and details that were asked for, from a sign-in that is fresh and strong."""

    person: str
    mint: Mint
    looked: list[tuple[str, ...]] = field(default_factory=list)
    acted: list[tuple[str, ...]] = field(default_factory=list)

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        self.looked.append(tuple(scopes))
        return self._token(scopes, ())

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        self.acted.append(tuple(scopes))
        return self._token(scopes, details)

    def _token(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        fresh = {"acr": STEP_UP, "auth_time": NOW}
        return Bearer(self.mint(self.person, " ".join(scopes), details, claims=fresh))


@dataclass
class Desk:
    """One person with the catalog's tools, and with the executor's hands where a test approves."""

    platform: Platform
    person: Principal
    sent: list[Wire] = field(default_factory=list)

    async def look(self, tool: str, **args: object) -> object:
        known = REGISTRY.tools[tool]
        return await known.run(Context(self.platform.reader(known.look), self.person, NOW), args)

    async def found(self, tool: str, **args: object) -> Mapping[str, object]:
        found = await self.look(tool, **args)
        assert isinstance(found, Mapping)
        return found

    async def items(self, tool: str, **args: object) -> list[Mapping[str, object]]:
        items = (await self.found(tool, **args))["items"]
        assert isinstance(items, list)
        return items

    async def change(self, tool: str, **args: object) -> Change:
        change = await self.look(tool, **args)
        assert isinstance(change, Change)
        return change

    async def approve(self, tool: str, change: Change, *, unasked: bool = False) -> list[Reply]:
        known = REGISTRY.tools[tool]
        asked = Asked("thr_1", f"msg_{token_urlsafe(8)}", 0, {}, "", {})
        proposal = propose(asked, known, change, Verdict("allow"), Ground(self.person, URL, "b", NOW + 600))
        said = () if unasked else details(proposal, URL)
        self.sent = list(wires(proposal, URL))
        return [await self.platform.send(wire, known.act, said) for wire in self.sent]

    async def done(self, tool: str, **args: object) -> tuple[Change, Call | None] | None:
        """Do it, and return the Change with the call that takes it back; None where it conflicts with what is there."""
        change = await self.change(tool, **args)
        replies = await self.approve(tool, change)
        if any(reply.status == HTTPStatus.CONFLICT for reply in replies):
            return None
        assert [reply.problem for reply in replies] == [""] * len(change.requests), (tool, args)
        return change, change.undo.after([reply.body for reply in replies]) if change.undo else None


@asynccontextmanager
async def sandbox(folder: Path) -> AsyncIterator[Stand]:
    async with platform_for(folder, Clock(NOW)) as stand:
        yield stand


@asynccontextmanager
async def desk_of(key: str, stand: Stand) -> AsyncIterator[Desk]:
    transport = httpx.ASGITransport(stand.app)
    async with httpx.AsyncClient(base_url=URL, transport=transport) as client:
        yield Desk(Platform(client, SignedAuths(key, stand.mint)), principal(key))


def reset(stand: Stand, folder: Path) -> None:
    """Give the platform back the records that it began with."""
    file = folder / "seed.db"
    if not file.exists():
        file.write_bytes(seeded(NOW))
    with closing(sqlite3.connect(file)) as fresh:
        fresh.backup(stand.app.state.platform.database.connection)


def known(stand: Stand, table: str, **having: object) -> str:
    """Return the id of the one record of Acme's in a table that has these values, read past the platform."""
    connection: sqlite3.Connection = stand.app.state.platform.database.connection
    said = " AND ".join(["tenant = 'ten_acme'", *(f"{name} = :{name}" for name in having)])
    rows = connection.execute(f"SELECT id FROM {table} WHERE {said}", having).fetchall()  # noqa: S608  # a test's words
    assert len(rows) == 1, (table, having, len(rows))
    return str(rows[0][0])
