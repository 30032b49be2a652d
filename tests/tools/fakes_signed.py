"""The sandbox's own platform in process, and tokens for any of its people, signed by a key that it trusts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_urlsafe

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from app.sandbox.platform.app import create_app
from app.sandbox.platform.config import PlatformConfig
from app.sandbox.seed.people import PEOPLE
from graph.proposal import Asked, Ground, details, propose, wires
from tests.tools.fakes_platform import Bearer
from tests.tools.fakes_records import ALICE
from tools.answers import Reply
from tools.change import Change, Principal, Verdict
from tools.contract import Context
from tools.platform import Platform
from tools.registry import Registry, load
from tools.wire import Wire

NOW = 1_795_000_000
ISSUER = "http://127.0.0.1:41001"
URL = "http://127.0.0.1:41002"
KEY = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"})
REGISTRY: Registry = load()


async def trusted() -> Mapping[str, object]:
    return {"keys": [KEY.as_dict(private=False)]}


def principal(key: str) -> Principal:
    person = next(one for one in PEOPLE if one.key == key)
    tenant = person.tenant
    return replace(ALICE, sub=person.sub, name=person.name, tenant=tenant.id, tenant_name=tenant.name, role=person.role)


@dataclass
class SignedAuths:
    person: Principal
    acted: list[tuple[str, ...]] = field(default_factory=list)

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        return self._token(scopes, ())

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        self.acted.append(tuple(scopes))
        return self._token(scopes, details)

    def _token(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        person = self.person
        claims: dict[str, object] = {
            "iss": ISSUER,
            "sub": person.sub,
            "aud": URL,
            "client_id": person.client_id,
            "act": {"sub": person.client_id, "installation": person.installation},
            "scope": " ".join(scopes),
            "tenant": person.tenant,
            "jti": token_urlsafe(8),
            "iat": NOW,
            "exp": NOW + 60,
        }
        if details:
            claims |= {"authorization_details": list(details), "txn": "txn_1"}
        return Bearer(jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "k1"}, claims, KEY))


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


@asynccontextmanager
async def sandbox(folder: Path) -> AsyncIterator[httpx.ASGITransport]:
    app = create_app(PlatformConfig(folder, URL, ISSUER, lambda: NOW, trusted))
    async with app.router.lifespan_context(app):
        yield httpx.ASGITransport(app)


@asynccontextmanager
async def desk_of(key: str, transport: httpx.ASGITransport) -> AsyncIterator[Desk]:
    person = principal(key)
    async with httpx.AsyncClient(base_url=URL, transport=transport) as client:
        yield Desk(Platform(client, SignedAuths(person)), person)
