"""A provider that only confirms: pushed requests, one page without a form, bound tokens; a test bends each answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.auth.config import AuthConfig, Clock
from app.auth.events import Account, AuthError
from app.auth.login import Login
from app.auth.stepup import Stepped
from app.auth.tokens import TokenSet
from app.auth.vault import MemoryVault
from tests.unit.fakes_auth import ISSUER, PLATFORM, HandClock, Wire, signed

ACR = "urn:countersign:acr:step-up"
MONEY = ("transfers:create",)
CHANGE = "sha-256:" + "A" * 43
ALICE = Account(ISSUER, "usr_alice", "ten_acme", "cl_1", "thumb", "Alice Moreau", "alice@acme.example", "pin", 0)


@dataclass
class FakeProvider:
    """Confirms whatever is pushed, as the person whose sub was hinted at, unless a test says otherwise.

    Each mapping overrides members of one answer; None takes a member away.
    """

    clock: HandClock
    metadata: dict[str, object] = field(default_factory=dict)
    redirect: dict[str, str | None] = field(default_factory=dict)
    identity: dict[str, object] = field(default_factory=dict)
    token: dict[str, object] = field(default_factory=dict)
    answer: dict[str, object] = field(default_factory=dict)
    opaque: bool = False
    pushed: list[dict[str, str]] = field(default_factory=list)
    exchanged: list[dict[str, str]] = field(default_factory=list)
    visited: int = 0
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    _waiting: dict[str, dict[str, str]] = field(default_factory=dict)
    _spent: set[str] = field(default_factory=set)

    def app(self) -> Starlette:
        """Return the provider as an application."""
        return Starlette(
            routes=[
                Route("/.well-known/oauth-authorization-server", self._metadata),
                Route("/jwks", self._jwks),
                Route("/par", self._par, methods=["POST"]),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _metadata(self, _: Request) -> Response:
        endpoints = {
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "pushed_authorization_request_endpoint": f"{ISSUER}/par",
        }
        rest = {
            "issuer": ISSUER,
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse(bent({**endpoints, **rest}, self.metadata))

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": [{**self.key.as_dict(private=False), "kid": "k1", "use": "sig"}]})

    async def _par(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        self.pushed.append(form)
        uri = f"urn:ietf:params:oauth:request_uri:{token_urlsafe(8)}"
        self._waiting[uri] = form
        return JSONResponse({"request_uri": uri, "expires_in": 90}, 201)

    async def _authorize(self, request: Request) -> Response:
        self.visited += 1
        form = self._waiting.pop(request.query_params["request_uri"])
        code = token_urlsafe(8)
        self._waiting[code] = form
        answer = bent({"code": code, "state": form["state"], "iss": ISSUER}, self.redirect)
        return RedirectResponse(f"{form['redirect_uri']}?{urlencode(answer)}", 302)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if form["grant_type"] != "authorization_code":
            return self._exchange(form)
        asked = self._waiting.pop(form["code"])
        now = int(self.clock())
        about = {"iss": ISSUER, "sub": asked["login_hint"], "acr": ACR, "auth_time": now, "iat": now, "exp": now + 300}
        about |= {"tenant": "ten_acme"}
        details = json.loads(asked["authorization_details"])
        details[0].pop("whole", None)
        bound = {"aud": ISSUER, "client_id": "cl_1", "scope": asked["scope"], "jti": token_urlsafe(8)}
        bound |= {"authorization_details": details, "change": details[0]["change"]}
        identity = bent({**about, "aud": "cl_1", "nonce": asked["nonce"]}, self.identity)
        token = token_urlsafe(16) if self.opaque else signed(bent({**about, **bound}, self.token), self.key)
        answer = {"token_type": "Bearer", "expires_in": 300, "scope": asked["scope"], "access_token": token}
        answer |= {"id_token": signed(identity, self.key), "authorization_details": details}
        return JSONResponse(bent(answer, self.answer))

    def _exchange(self, form: dict[str, str]) -> Response:
        self.exchanged.append(form)
        if form["subject_token"] in self._spent:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if form["subject_token"] != "the-session":
            self._spent.add(form["subject_token"])
        answer = {"access_token": token_urlsafe(16), "token_type": "Bearer", "expires_in": 60, "scope": form["scope"]}
        return JSONResponse(answer)


def bent(right: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    """Return an answer with some of its members changed, and those that changed to None left out."""
    return {name: value for name, value in {**right, **changes}.items() if value is not None}


@dataclass
class Bank:
    """A terminal in which Alice is signed in at a FakeProvider, and the person before its browser."""

    provider: FakeProvider
    wire: Wire
    client: httpx.AsyncClient
    config: AuthConfig
    clock: HandClock
    login: Login = field(init=False)
    opened: list[str] = field(default_factory=list)
    pages: list[tuple[str, bool]] = field(default_factory=list)
    errands: list[asyncio.Task[None]] = field(default_factory=list)
    pastes: bool = True

    def __post_init__(self) -> None:
        self.login = self.elsewhere()

    def elsewhere(self, **changes: object) -> Login:
        """Return the sign-in of another process, in which nobody is signed in."""
        config = replace(self.config, **changes)  # type: ignore[arg-type]  # a test names the field it changes
        return Login(config, MemoryVault(), self.client, self.clock, self.browse)

    def session(self) -> TokenSet:
        """Return an ordinary session."""
        return TokenSet("the-session", self.clock() + 300, "the-refresh")

    def browse(self, url: str) -> bool:
        """Take note of a page, as a browser would be told to open it."""
        self.opened.append(url)
        return True

    def watch(self, url: str, opened: bool) -> None:  # noqa: FBT001  # the port's own signature
        """Hear of the page, and leave it alone."""
        self.pages.append((url, opened))

    def visit(self, url: str, opened: bool) -> None:  # noqa: FBT001  # the port's own signature
        """Hear of the page, and go through it as a person would."""
        self.watch(url, opened)
        self.errands.append(asyncio.ensure_future(self._go(url)))

    async def _go(self, url: str) -> None:
        location = (await self.client.get(url)).headers["Location"]
        if self.pastes:
            assert await self.login.paste(location) == ""
            return
        async with httpx.AsyncClient() as browser:
            await browser.get(location)


@asynccontextmanager
async def bank(folder: Path) -> AsyncIterator[Bank]:
    """Build the provider and the terminal for one test."""
    clock = HandClock()
    provider = FakeProvider(clock)
    wire = Wire(httpx.ASGITransport(app=provider.app()))
    config = AuthConfig(
        issuer=ISSUER,
        platform=PLATFORM,
        client_id="cl_1",
        redirect_port=None,
        scopes=("me:read", "transfers:create"),
        client_name="Countersign on laptop-7",
        sandbox=False,
        folder=folder / "locks",
    )
    async with httpx.AsyncClient(transport=wire) as client:
        built = Bank(provider, wire, client, config, clock)
        await built.login.session.adopt(ALICE, built.session())
        yield built
        await asyncio.gather(*built.errands)


def changing(clock: Clock, letter: str = "A", **members: object) -> dict[str, object]:
    """Return what is put on the provider's page for one transfer, whole."""
    whole: dict[str, object] = {
        "method": "POST",
        "path": "/v1/transfers",
        "query": [],
        "content_type": "application/json",
        "body": '{"amount":500000}',
        "if_match": None,
        "idempotency_key": "sha-256:" + "K" * 43,
    }
    return {
        "type": "countersign_change",
        "locations": [PLATFORM],
        "actions": ["transfers.create"],
        "change": "sha-256:" + letter * 43,
        "requests": ["sha-256:" + letter * 42 + "Q"],
        "expires_at": int(clock()) + 600,
        "whole": [whole],
        **members,
    }


def sent(detail: Mapping[str, object], **members: object) -> dict[str, object]:
    """Return the detail as it goes to an exchange: without the whole requests."""
    return {name: value for name, value in {**detail, **members}.items() if name != "whole"}


def deciding(choice: str = "approve", approval: str = "ap_1", letter: str = "A") -> dict[str, object]:
    """Return what is put on the provider's page for one decision."""
    return {
        "type": "countersign_decision",
        "locations": [PLATFORM],
        "approval": approval,
        "change": "sha-256:" + letter * 43,
        "choice": choice,
    }


async def confirm(desk: Bank, detail: dict[str, object] | None = None) -> Stepped:
    """Have a transfer confirmed by somebody who goes through the page."""
    return await desk.login.step_up().confirm([detail or changing(desk.clock)], desk.visit, MONEY)


async def refused(desk: Bank, kind: type[AuthError], words: str) -> AuthError:
    """Return why a transfer was not confirmed, which must have lost nothing."""
    with pytest.raises(kind, match=words) as caught:
        await confirm(desk)
    assert type(caught.value) is kind
    assert "othing was sent" in caught.value.next_step
    assert not desk.login.broker().holds(CHANGE)
    return caught.value
