"""A small client of the identity provider: registers, walks the login and consent pages, exchanges; and a clock."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from app.sandbox.identity import IdentityConfig, create_app

ISSUER = "http://127.0.0.1:41001"
PLATFORM = "http://127.0.0.1:41002"
REDIRECT = "http://127.0.0.1:53123/callback"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPES = (
    "openid profile offline_access me:read projects:read tasks:read releases:read comments:read members:read "
    "budgets:read transfers:read invoices:read operations:read activity:read approvals:read projects:write "
    "projects:delete tasks:write tasks:delete releases:write releases:delete comments:write comments:delete "
    "members:write members:delete budgets:write budgets:delete approvals:open transfers:create invoices:pay"
)
NOON = 1_790_000_000


@dataclass
class Clock:
    now: float = NOON

    def __call__(self) -> float:
        return self.now


class Page(HTMLParser):
    """What a person finds on one of the pages."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.tx = ""
        self.tags: list[str] = []
        self.people: dict[str, str] = {}
        self.pins: dict[str, str] = {}
        self.text = ""
        self.alert = ""
        self._within: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags.append(tag)
        self._within = said
        if tag == "form":
            self.action = said.get("action") or ""
        elif said.get("name") == "tx":
            self.tx = said.get("value") or ""
        elif said.get("name") == "person":
            self.people[said.get("value") or ""] = f"{said.get('data-name')}, {said.get('data-detail')}"

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._within = {}

    def handle_data(self, data: str) -> None:
        self.text += data
        if pin_of := self._within.get("data-pin"):
            self.pins[pin_of] = data
        if self._within.get("role") == "alert":
            self.alert += data


def challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def answer(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 302, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def refusal(response: httpx.Response) -> str:
    assert response.status_code == 400, response.text
    assert response.headers["cache-control"] == "no-store"
    error: str = response.json()["error"]
    return error


def claims(token: str, jwks: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    keys = jwks["keys"]
    assert isinstance(keys, list)
    read = jwt.decode(token, ECKey.import_key(keys[0]), algorithms=["ES256"])
    return read.header, read.claims


def changing(clock: Clock, **members: object) -> dict[str, object]:
    detail: dict[str, object] = {
        "type": "countersign_change",
        "locations": [PLATFORM],
        "actions": ["tasks.delete"],
        "change": "sha-256:" + challenge("change"),
        "requests": ["sha-256:" + challenge("request")],
        "expires_at": int(clock()) + 600,
    }
    return {name: value for name, value in {**detail, **members}.items() if value is not None}


@dataclass
class Agent:
    """One installation with a key of its own, and the browser of whoever sits before it."""

    http: httpx.AsyncClient
    clock: Clock
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    verifier: str = field(default_factory=lambda: token_urlsafe(48))
    client_id: str = ""
    registered: dict[str, str] = field(default_factory=dict)

    def metadata(self, **members: object) -> dict[str, object]:
        said: dict[str, object] = {
            "client_name": "Countersign on laptop-7",
            "application_type": "native",
            "redirect_uris": ["http://127.0.0.1/callback"],
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": {"keys": [self.key.as_dict(private=False)]},
            "grant_types": ["authorization_code", "refresh_token", EXCHANGE],
            "response_types": ["code"],
            "scope": SCOPES,
        }
        return {name: value for name, value in {**said, **members}.items() if value is not None}

    async def register(self, **members: object) -> None:
        response = await self.http.post("/register", json=self.metadata(**members))
        assert response.status_code == 201, response.text
        self.registered = response.json()
        self.client_id = self.registered["client_id"]

    def authorization(self, **members: str | None) -> dict[str, str]:
        said: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": REDIRECT,
            "scope": SCOPES,
            "state": "st-1",
            "nonce": "no-1",
            "code_challenge": challenge(self.verifier),
            "code_challenge_method": "S256",
            "prompt": "consent",
        }
        return {name: value for name, value in {**said, **members}.items() if value is not None}

    async def authorize(self, **members: str | None) -> httpx.Response:
        query = {**self.authorization(**members), "resource": [ISSUER, PLATFORM]}
        return await self.http.get("/authorize", params=query)

    async def log_in(self, page: Page, person: str, pin: str | None = None) -> httpx.Response:
        form = {"tx": page.tx, "person": person, "pin": pin or page.pins[person]}
        return await self.http.post(page.action, data=form)

    async def decide(self, page: Page, decision: str) -> httpx.Response:
        return await self.http.post(page.action, data={"tx": page.tx, "decision": decision})

    async def code(self, person: str = "alice", **members: str | None) -> str:
        login = Page((await self.authorize(**members)).text)
        consent = Page((await self.log_in(login, person)).text)
        return answer(await self.decide(consent, "allow"))["code"]

    def assertion(self, key: ECKey | None = None, **members: object) -> str:
        said: dict[str, object] = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": ISSUER,
            "jti": token_urlsafe(16),
            "iat": int(self.clock()),
            "exp": int(self.clock()) + 60,
        }
        said = {name: value for name, value in {**said, **members}.items() if value is not None}
        return jwt.encode({"alg": "ES256"}, said, key or self.key, algorithms=["ES256"])

    async def post(self, path: str, **fields: str | list[str] | None) -> httpx.Response:
        said = {"client_assertion_type": ASSERTION, "client_assertion": self.assertion(), **fields}
        return await self.http.post(path, data={name: value for name, value in said.items() if value is not None})

    async def redeem(self, code: str, **fields: str | list[str] | None) -> httpx.Response:
        said = {"redirect_uri": REDIRECT, "code_verifier": self.verifier, "resource": ISSUER, **fields}
        return await self.post("/token", grant_type="authorization_code", code=code, **said)

    async def sign_in(self, person: str = "alice", **members: str | None) -> dict[str, str]:
        response = await self.redeem(await self.code(person, **members))
        assert response.status_code == 200, response.text
        tokens: dict[str, str] = response.json()
        return tokens

    async def refresh(self, token: str, **fields: str | list[str] | None) -> httpx.Response:
        return await self.post("/token", grant_type="refresh_token", refresh_token=token, **fields)

    async def exchange(self, session: str, scope: str | None, **fields: str | list[str] | None) -> httpx.Response:
        said: dict[str, str | list[str] | None] = {
            "grant_type": EXCHANGE,
            "subject_token": session,
            "subject_token_type": ACCESS,
            "resource": PLATFORM,
            "scope": scope,
        }
        return await self.post("/token", **{**said, **fields})

    async def keys(self) -> dict[str, object]:
        keys: dict[str, object] = (await self.http.get("/jwks")).json()
        return keys


@asynccontextmanager
async def provider(folder: Path, platform: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Agent]:
    """Run the provider in this process, with one client that has not registered yet."""
    clock = Clock()
    app = create_app(IdentityConfig(folder, ISSUER, PLATFORM, clock, platform))
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=ISSUER) as http:
        yield Agent(http, clock)


@asynccontextmanager
async def registered(folder: Path, platform: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Agent]:
    """Run the provider in this process, with one registered client."""
    async with provider(folder, platform) as agent:
        await agent.register()
        yield agent
