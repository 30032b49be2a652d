"""Builds the parts from Settings and joins them; the only file that names them all, and each only when it is needed."""

from __future__ import annotations

import asyncio
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.auth.events import Account, AuthError, SessionEnded
from app.settings import NAME, Settings
from app.trust import trusted
from app.ui.desk import Desk, DeskTrouble, Opened, Standing
from graph.trouble import Trouble

if TYPE_CHECKING:
    from app.auth.login import Login
    from app.auth.vault import Vault
    from graph.model import ModelSettings
    from graph.policy.pdp import Pdp
    from graph.storage import Store
    from tools.change import Json, Principal
    from tools.contract import Context
    from tools.platform import Platform
    from tools.registry import Registry

TROUBLES = (AuthError, DeskTrouble, Trouble)
"""Every failure that knows a sentence and a next step, once it has come through here."""

OWN_SCOPES = ("me:read", "operations:read")
"""What the program itself reads: who one is, and what became of a request."""

DEFAULT_MODEL = "gpt-5-mini"
OFFLINE_MODEL = "countersign-offline"
DOOR_LIBRARIES = ("httpx", "pydantic", "app.auth.login", "app.auth.vault", "tools.registry")
"""What the engine loads behind the first frame."""
AGENT_LIBRARIES = (
    *("langchain_core.runnables", "langgraph.graph", "openai", "langchain_openai.chat_models.base"),
    *("graph.opening", "app.ui.screens.chat"),
)
"""What it loads while a person chooses how to sign in; most of a second."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where this program works: the sandbox's addresses or the configured ones; `model_url` is None for OpenAI's."""

    issuer: str
    platform: str
    model_url: str | None


@dataclass(frozen=True, slots=True)
class _Ready:
    place: Place
    vault: Vault
    registry: Registry
    sign_in: Login


class Parts:
    """The parts of one running program, made and used on one event loop."""

    def __init__(self, settings: Settings, browser: Callable[[str], bool] = webbrowser.open) -> None:
        self._settings, self._browser = settings, browser
        self._stack = AsyncExitStack()
        self._ready: _Ready | None = None

    @property
    def sign_in(self) -> Login:
        """Return the way in; usable after `prepare`."""
        return self._prepared().sign_in

    async def prepare(self) -> None:
        """Start the sandbox if it is needed, choose a vault, load the tools.

        Raises:
            DeskTrouble: one of them can't be had; calling again tries again.

        """
        if self._ready is None:
            self._ready = await self._make_ready()

    async def open(self, account: Account, thread: str | None = None) -> Opened:
        """Return the account's conversation: the named one, else the latest, else a new one.

        Raises:
            AuthError: the session has ended, or the platform refuses it.
            DeskTrouble: the platform can't be reached.
            Trouble: the store can't be used.

        """
        from graph.opening import Ground, open_session

        ready = self._prepared()
        platform = await self._platform(ready)
        me = await _me(platform)
        folder, key = await self._place_of(ready, account)
        ground = Ground(
            folder=folder,
            key=key,
            principal=_principal(account, me),
            platform=platform,
            audience=ready.place.platform,
            registry=ready.registry,
            pdp=_policy(),
        )
        session = await open_session(ground, _model(self._settings, ready.place), thread)
        self._stack.push_async_callback(session.close)
        return Opened(session, await _standing(self._settings, ready, account, me))

    async def standing(self, account: Account) -> Standing:
        """Return who the account is, as the platform says it now; raises as `open`."""
        ready = self._prepared()
        return await _standing(self._settings, ready, account, await _me(await self._platform(ready)))

    async def context(self, account: Account, scopes: Sequence[str]) -> Context:
        """Return what a tool with these look scopes is handed on the account's behalf; raises as `open`."""
        from tools.contract import Context

        platform = await self._platform(self._prepared())
        return Context(platform.reader(scopes), _principal(account, await _me(platform)), int(time.time()))

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """Open the store of the account used last on this machine; raises AuthError, Trouble."""
        from graph.storage import Store

        ready = self._prepared()
        kept = await ready.sign_in.session.find()
        if kept is None:
            raise SessionEnded("Nobody is signed in, so no account's store can be opened.", "Sign in first.")
        folder, key = await self._place_of(ready, kept.account)
        with Store.open(folder, key) as store:
            yield store

    async def close(self) -> None:
        """Let go of everything, the sandbox last."""
        self._ready = None
        await self._stack.aclose()

    def _prepared(self) -> _Ready:
        if self._ready is None:
            raise DeskTrouble("Countersign is still starting.", "Try again in a moment.")
        return self._ready

    async def _make_ready(self) -> _Ready:
        import httpx

        from app.auth.config import AuthConfig
        from app.auth.login import Login
        from app.auth.vault import choose

        settings = self._settings
        registry = load_tools()
        place = await self._place()
        vault = await choose(NAME)
        config = AuthConfig(
            issuer=place.issuer,
            platform=place.platform,
            client_id=settings.client_id,
            redirect_port=settings.redirect_port,
            scopes=tuple(sorted({*OWN_SCOPES, *registry.look_scopes, *registry.act_scopes})),
            client_name=f"Countersign on {settings.installation_name}",
            sandbox=settings.sandbox,
            folder=settings.data / "locks",
        )
        client = httpx.AsyncClient(trust_env=not settings.sandbox, verify=trusted(place.issuer))
        await self._stack.enter_async_context(client)
        return _Ready(place, vault, registry, Login(config, vault, client, time.time, self._browser))

    async def _place(self) -> Place:
        settings = self._settings
        if not (settings.sandbox or settings.sandbox_model):
            return Place(settings.issuer or "", settings.platform or "", settings.model_url)
        from app.sandbox.world import WorldError, join

        try:
            membership = await join(settings.data / "sandbox")
        except WorldError as error:
            raise DeskTrouble(error.sentence, error.next_step) from error
        self._stack.push_async_callback(membership.leave)
        return Place(
            issuer=settings.issuer or membership.urls.identity,
            platform=settings.platform or membership.urls.platform,
            model_url=f"{membership.urls.model}/v1" if settings.sandbox_model else settings.model_url,
        )

    async def _platform(self, ready: _Ready) -> Platform:
        import httpx

        from tools.platform import Platform

        broker = ready.sign_in.broker()
        url = ready.place.platform
        client = httpx.AsyncClient(base_url=url, trust_env=not self._settings.sandbox, verify=trusted(url))
        platform = Platform(await self._stack.enter_async_context(client), broker)
        self._stack.push_async_callback(broker.settle)
        return platform

    async def _place_of(self, ready: _Ready, account: Account) -> tuple[Path | None, bytes]:
        """Return the account's folder, None where nothing may be kept, and the key to it."""
        from app.auth.vault import data_key, short_hash

        whose = short_hash(f"{account.issuer}\n{account.tenant}\n{account.sub}")
        folder = self._settings.data / "accounts" / whose if ready.vault.durable else None
        return folder, await asyncio.to_thread(data_key, ready.vault, account)


async def _standing(settings: Settings, ready: _Ready, account: Account, me: Json) -> Standing:
    return Standing(
        who=account.email or account.name,
        tenant=_name(me.get("tenant")),
        role=str(me.get("role") or ""),
        model="offline model" if settings.sandbox_model else _model(settings, ready.place).name,
        place=place_name(settings),
        kept=await ready.sign_in.kept_in(),
    )


def place_name(settings: Settings) -> str:
    """Return in a word where one signs in."""
    return urlsplit(settings.issuer).netloc if settings.issuer else "sandbox"


def load_tools() -> Registry:
    """Return the tools of the catalog.

    Raises:
        DeskTrouble: one of its files can't be loaded; names it and the reason.

    """
    from tools.registry import RegistryError, load

    try:
        return load()
    except RegistryError as error:
        raise DeskTrouble(f"A tool cannot be loaded: {error}.", "Mend or remove that file.") from error


def _policy() -> Pdp:
    from graph.policy.pdp import Pdp
    from graph.policy.rules import PolicyError

    try:
        return Pdp.load()
    except PolicyError as error:
        raise DeskTrouble(
            f"The rules cannot be loaded: {error}.", "Mend that file; without rules nothing runs."
        ) from error


def desk(settings: Settings) -> Desk:
    """Return the desk behind the screen: the same parts, in a thread of their own."""
    from app.backstage import EngineDesk

    return EngineDesk(Parts(settings), place_name(settings), DOOR_LIBRARIES, AGENT_LIBRARIES)


async def _me(platform: Platform) -> Json:
    from tools import ToolError
    from tools.platform import PlatformTrouble

    try:
        return await platform.reader(("me:read",)).get("/v1/me")
    except PlatformTrouble as error:
        raise DeskTrouble(error.sentence, error.next_step) from error
    except ToolError as error:
        raise DeskTrouble(str(error), "Ask an administrator of the platform to let you in.") from error


def _principal(account: Account, me: Json) -> Principal:
    from tools.change import Principal

    teams = me.get("teams")
    return Principal(
        **asdict(account),
        tenant_name=_name(me.get("tenant")),
        role=str(me.get("role") or ""),
        teams=tuple(str(team) for team in teams) if isinstance(teams, list) else (),
    )


def _name(record: object) -> str:
    return str(record.get("name") or "") if isinstance(record, dict) else ""


def _model(settings: Settings, place: Place) -> ModelSettings:
    from graph.model import ModelSettings

    if settings.sandbox_model:
        return ModelSettings(OFFLINE_MODEL, place.model_url, "offline", trusted(place.model_url))
    key = settings.model_key.value if settings.model_key else None
    return ModelSettings(settings.model or DEFAULT_MODEL, place.model_url, key, trusted(place.model_url))
