"""A provider to sign in at: the sandbox's own, in this process, with a hand on the wire."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from app.auth.events import Refused, SignedIn, SignInEvent
from app.auth.login import AuthConfig, Login
from app.auth.tokens import TokenSet
from app.auth.vault import MemoryVault, Vault
from app.sandbox.identity.app import create_app
from app.sandbox.identity.config import IdentityConfig

ISSUER = "http://127.0.0.1:41001"
PLATFORM = "http://127.0.0.1:41002"
LOOK = ("me:read", "projects:read", "tasks:read", "operations:read", "activity:read")
ACT = ("tasks:write", "tasks:delete")

Meddling = Callable[[httpx.Request], Awaitable[httpx.Response | None]]


@dataclass(slots=True)
class HandClock:
    """A clock that stands still until it is moved."""

    now: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.now


class Wire(httpx.AsyncBaseTransport):
    """Carries requests to an application, remembers them, and lets a test answer in its place."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.sent: list[httpx.Request] = []
        self.meddle: Meddling | None = None
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.sent.append(request)
        answer = await self.meddle(request) if self.meddle else None
        return answer or await self._inner.handle_async_request(request)

    def answer(self, path: str, status: int = 200, *, text: str = "", json: object = None) -> None:
        """Answer every request to a path like this from now on."""

        async def meddle(request: httpx.Request) -> httpx.Response | None:
            if request.url.path != path:
                return None
            return (
                httpx.Response(status, text=text, request=request)
                if json is None
                else httpx.Response(status, json=json)
            )

        self.meddle = meddle

    def fail(self, error: Exception, path: str = "") -> None:
        """Break every connection from now on, or those to one path."""

        async def meddle(request: httpx.Request) -> httpx.Response | None:
            if path in {"", request.url.path}:
                raise error
            return None

        self.meddle = meddle

    def posts(self, path: str) -> list[dict[str, list[str]]]:
        """Return the forms that were posted to a path, in order."""
        return [parse_qs(request.content.decode()) for request in self.sent if request.url.path == path]


@dataclass(slots=True)
class House:
    """The provider, and a vault that several terminals share."""

    wire: Wire
    client: httpx.AsyncClient
    config: AuthConfig
    clock: HandClock
    vault: Vault = field(default_factory=MemoryVault)
    opened: list[str] = field(default_factory=list)
    opens: bool = True

    def terminal(self, vault: Vault | None = None, **changes: object) -> Login:
        """Return the sign-in of one more process."""
        config = replace(self.config, **changes)  # type: ignore[arg-type]  # a test names the field it changes
        return Login(config, vault or self.vault, self.client, self.clock, self.browse)

    def with_scopes(self, scopes: tuple[str, ...]) -> AuthConfig:
        """Return what every terminal is told, with other scopes."""
        return replace(self.config, scopes=scopes)

    def browse(self, url: str) -> bool:
        """Take note of a page, as a browser would be told to open it."""
        self.opened.append(url)
        return self.opens

    async def signed_in(self, name: str = "alice") -> Login:
        """Return a terminal in which somebody has signed in."""
        terminal = self.terminal()
        assert isinstance(await last(terminal.as_person(name)), SignedIn)
        return terminal


@asynccontextmanager
async def house(
    folder: Path, platform: httpx.AsyncBaseTransport | None = None, clock: HandClock | None = None
) -> AsyncIterator[House]:
    """Build the provider for one test; it asks the platform what requests do over this transport."""
    clock = clock or HandClock()
    identity = folder / "identity"
    identity.mkdir()
    config = IdentityConfig(identity, ISSUER, PLATFORM, clock, platform)
    app = create_app(config)
    wire = Wire(httpx.ASGITransport(app=app))
    installed = AuthConfig(
        issuer=ISSUER,
        platform=PLATFORM,
        client_id=None,
        redirect_port=None,
        scopes=(*LOOK, *ACT),
        client_name="Countersign on laptop-7",
        sandbox=True,
        folder=folder / "locks",
    )
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=wire) as client:
        yield House(wire, client, installed, clock)


async def last(events: AsyncIterator[SignInEvent]) -> SignInEvent:
    """Return how a sign-in ended."""
    return [event async for event in events][-1]


async def refusal(events: AsyncIterator[SignInEvent]) -> Refused:
    """Return the refusal that a sign-in ended with."""
    event = await last(events)
    assert isinstance(event, Refused)
    assert event.sentence.endswith(".")
    assert event.next_step.endswith(".")
    return event


def tokens(access: str = "at-1", seconds: float = 60, now: float = 0) -> TokenSet:
    """Return a token that lives so long."""
    return TokenSet(access, now + seconds)


def signed(claims: dict[str, object], key: ECKey, kid: str = "k1", alg: str = "ES256") -> str:
    """Return a JWT."""
    return jwt.encode({"alg": alg, "kid": kid}, claims, key, algorithms=[alg])


class TestBackend:
    """A keyring as third parties write them."""

    __test__ = False

    def __init__(self, error: Exception | None = None, *, forgetful: bool = False) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.error = error
        self._forgetful = forgetful

    def get_password(self, service: str, username: str) -> str | None:
        """Return a password, or None."""
        self._break()
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        self._break()
        if not self._forgetful:
            self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Erase a password, or complain as real backends do."""
        self._break()
        del self.items[service, username]

    def _break(self) -> None:
        if self.error is not None:
            raise self.error


def claims_of(token: str) -> dict[str, object]:
    """Return a JWT's claims, unchecked."""
    import json  # noqa: PLC0415
    from base64 import urlsafe_b64decode  # noqa: PLC0415

    body = token.split(".")[1]
    found: dict[str, object] = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def scopes_of(forms: Sequence[dict[str, list[str]]]) -> list[str]:
    """Return the scopes asked for, in order."""
    return [form["scope"][0] for form in forms if "scope" in form]
