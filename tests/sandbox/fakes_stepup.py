"""A platform that says what requests do, and a person before the provider's two pages of a step-up."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.sandbox.seed.people import PEOPLE
from tests.sandbox.fakes_identity import ISSUER, NOON, PLATFORM, Agent, Page, answer, registered
from tools.wire import Sender, Wire, canonical, change_digest

STEP_UP = "urn:countersign:acr:step-up"
TRANSFER = {"from": "bud_mkt", "to": "bud_apo", "amount": 500_000, "currency": "EUR"}
TOLD = {
    "headline": "Move 5,000.00 EUR from Marketing 2026 to Apollo 2026",
    "effect": "transfer",
    "lines": [
        {"label": "Amount", "text": "5,000.00 EUR"},
        {"label": "From", "text": "Marketing 2026: 41,250.00 → 36,250.00 EUR"},
        {"label": "To", "text": "Apollo 2026: 86,400.00 → 91,400.00 EUR"},
        {"label": "Moved today and limit", "text": "0.00 of 20,000.00 EUR"},
    ],
    "rows": ["Marketing 2026", "Apollo 2026"],
}


@dataclass
class Platform:
    """Answers the provider's back channel and keeps what it was asked."""

    told: object = field(default_factory=lambda: dict(TOLD))
    status: int = 200
    down: bool = False
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        routes = [
            Route("/v1/changes/describe", self.answer, methods=["POST"]),
            Route("/v1/approvals/{id}", self.answer),
        ]
        return _Line(self, httpx.ASGITransport(Starlette(routes=routes)))

    async def answer(self, request: Request) -> Response:
        self.paths.append(request.url.path)
        self.headers.append(dict(request.headers))
        self.bodies.append(await request.body())
        return JSONResponse(self.told, self.status)

    @property
    def token(self) -> str:
        return self.headers[-1]["authorization"].removeprefix("Bearer ")


class _Line(httpx.AsyncBaseTransport):
    def __init__(self, platform: Platform, inner: httpx.AsyncBaseTransport) -> None:
        self._platform = platform
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._platform.down:
            raise httpx.ConnectError("nobody there", request=request)
        return await self._inner.handle_async_request(request)


class Facts(HTMLParser):
    """What the second page shows: headline, facts and rows by their class names, the next code and the buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headline = ""
        self.facts: dict[str, str] = {}
        self.rows: list[str] = []
        self.code = ""
        self.names: list[str] = []
        self.buttons: list[str] = []
        self._at = ("", "")
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._at = (tag, said.get("class") or said.get("data-totp") or "")
        if tag == "input":
            self.names.append(said["name"])
        if tag == "button":
            self.buttons.append(said["value"])

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._at = ("", "")

    def handle_data(self, data: str) -> None:
        tag, name = self._at
        if (tag, name) == ("h1", "headline"):
            self.headline += data
        elif tag == "dd":
            self.facts[name] = self.facts.get(name, "") + data
        elif (tag, name) == ("li", "fact-row"):
            self.rows.append(data)
        elif tag == "code":
            self.code = data


def request_of(body: object = None, path: str = "/v1/transfers", key: str = "key-1") -> Wire:
    said = canonical(TRANSFER if body is None else body)
    return Wire(PLATFORM, "POST", path, (), "application/json", said, None, key)


def whole_of(one: Wire) -> dict[str, object]:
    return {
        "method": one.method,
        "path": one.path,
        "query": [list(pair) for pair in one.query],
        "content_type": one.content_type,
        "body": one.body.decode() if one.body else None,
        "if_match": one.if_match,
        "idempotency_key": one.idempotency_key,
    }


@dataclass
class Teller:
    """One installation whose person is asked to confirm; keeps the change that it asks for."""

    agent: Agent
    platform: Platform
    person: str = "alice"
    wires: tuple[Wire, ...] = field(default_factory=lambda: (request_of(),))
    expires_at: int = NOON + 600

    @property
    def sub(self) -> str:
        return f"usr_{self.person}"

    def detail(self, *wires: Wire, **members: object) -> dict[str, object]:
        """Return the countersign_change of some requests, as an exchange names it."""
        sent = wires or self.wires
        tenant = next(person.tenant.id for person in PEOPLE if person.key == self.person)
        sender = Sender(self.sub, tenant, self.agent.client_id)
        said = {
            "type": "countersign_change",
            "locations": [PLATFORM],
            "actions": ["transfers.create"],
            "change": change_digest(sent, PLATFORM, sender, self.expires_at),
            "requests": [one.digest for one in sent],
            "expires_at": self.expires_at,
            **members,
        }
        return {name: value for name, value in said.items() if value is not None}

    def decision(self, **members: object) -> dict[str, object]:
        said = {
            "type": "countersign_decision",
            "locations": [PLATFORM],
            "approval": "ap_1",
            "change": self.detail()["change"],
            "choice": "approve",
            **members,
        }
        return {name: value for name, value in said.items() if value is not None}

    def whole(self, *wires: Wire, **members: object) -> dict[str, object]:
        sent = wires or self.wires
        return self.detail(*sent, **{"whole": [whole_of(one) for one in sent], **members})

    async def push(
        self, detail: dict[str, object] | None = None, /, **members: str | list[str] | None
    ) -> httpx.Response:
        said: dict[str, str | list[str] | None] = {
            **self.agent.authorization(),
            "scope": "openid transfers:create",
            "prompt": "login",
            "max_age": "300",
            "acr_values": STEP_UP,
            "login_hint": self.sub,
            "resource": ISSUER,
            "authorization_details": json.dumps([self.whole() if detail is None else detail]),
            **members,
        }
        return await self.agent.post("/par", **said)

    async def uri(self, detail: dict[str, object] | None = None, /, **members: str | list[str] | None) -> str:
        response = await self.push(detail, **members)
        assert response.status_code == 201, response.text
        return str(response.json()["request_uri"])

    async def open(self, uri: str, client_id: str | None = None) -> httpx.Response:
        query = {"client_id": client_id or self.agent.client_id, "request_uri": uri}
        return await self.agent.http.get("/authorize", params=query)

    async def shown(
        self, detail: dict[str, object] | None = None, /, **members: str | list[str] | None
    ) -> httpx.Response:
        """Go to the second page."""
        login = Page((await self.open(await self.uri(detail, **members))).text)
        return await self.agent.log_in(login, self.person)

    async def confirm(self, page: httpx.Response, otp: str | None = None, decision: str = "allow") -> httpx.Response:
        form = {"tx": Page(page.text).tx, "otp": otp or Facts(page.text).code, "decision": decision}
        return await self.agent.http.post("/confirm", data=form)

    async def code(self, detail: dict[str, object] | None = None, /, **members: str | list[str] | None) -> str:
        return answer(await self.confirm(await self.shown(detail, **members)))["code"]

    async def step_up(self, detail: dict[str, object] | None = None, /, **members: str | None) -> dict[str, Any]:
        response = await self.agent.redeem(await self.code(detail, **members))
        assert response.status_code == 200, response.text
        tokens: dict[str, Any] = response.json()
        return tokens

    async def exchange(self, subject: str, scope: str, *details: dict[str, object]) -> httpx.Response:
        said = json.dumps(details) if details else None
        return await self.agent.exchange(subject, scope, authorization_details=said)


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[Teller]:
    """Run the provider with a platform behind it, and one registered client."""
    platform = Platform()
    async with registered(folder, platform.transport) as agent:
        yield Teller(agent, platform)
