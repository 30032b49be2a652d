"""Builds the parts from Settings and joins them; the only file that names them all, and each only when it is needed."""

from __future__ import annotations

import asyncio
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.auth.events import Account, AuthError, SessionEnded
from app.ground import load_policy, load_tools, model_settings, opinion_settings
from app.line import Line, open_line
from app.may import may_of
from app.person import me_of, principal_of, role_of, scopes_of, session_of, tenant_of
from app.place import Place, find_place, place_name
from app.settings import NAME, Settings
from app.trust import trusted
from app.ui.desk import Desk, DeskTrouble, Opened, Standing
from graph.trouble import Trouble

if TYPE_CHECKING:
    from app.auth.login import Login
    from app.auth.vault import Vault
    from app.ui.inbox import Inbox
    from graph.limits import Limits
    from graph.storage.store import Store
    from tools.change import Json
    from tools.contract import Context
    from tools.registry import Registry

TROUBLES = (AuthError, DeskTrouble, Trouble)
"""Every failure that knows a sentence and a next step, once it has come through here."""

OWN_SCOPES = ("me:read", "operations:read", "approvals:read", "approvals:open")
"""What the program itself needs: who one is, what became of a request, and what waits for a second person."""

DOOR_LIBRARIES = ("httpx", "pydantic", "app.auth.login", "app.auth.vault", "tools.registry")
"""What the engine loads behind the first frame."""
AGENT_LIBRARIES = ("langchain_core.runnables", "langgraph.graph", "graph.opening")
"""What it loads while a person chooses how to sign in."""
SCREEN_LIBRARIES = ("app.ui.screens.chat",)
"""What it loads then as well, where there is a screen."""
DRAWING_LIBRARIES = ("app.ui.widgets.prose",)
"""What it loads there once there is something to draw."""
TALKING_LIBRARIES = ("openai", "langchain_openai.chat_models.base", "graph.model.chat")
"""What it loads once somebody begins to write."""


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

    @property
    def keeps(self) -> bool:
        """Tell whether anything is kept on this machine after the program has ended."""
        return self._prepared().vault.durable

    async def open(self, account: Account, thread: str | None = None) -> Opened:
        """Return the account's conversation: the named one, else the latest, else a new one.

        Raises:
            AuthError: the session has ended, or the platform refuses it.
            DeskTrouble: the platform can't be reached.
            Trouble: the store can't be used.

        """
        from graph.limits import Limits

        return await self._open(account, Limits(), thread)

    async def open_alone(self, account: Account, limits: Limits) -> Opened:
        """Return a new conversation, which nobody watches and these limits bound; raises as `open`."""
        return await self._open(account, limits, None, new=True)

    async def _open(self, account: Account, limits: Limits, thread: str | None, *, new: bool = False) -> Opened:
        from app.shelf import AccountShelf
        from graph.opening import Ground
        from graph.storage.store import Store

        ready = self._prepared()
        line = await self._line(ready, account)
        me = await me_of(line.platform)
        folder, key = await _place_of(self._settings, ready, account)
        ground = Ground(
            folder=folder,
            key=key,
            principal=principal_of(account, me),
            platform=line.platform,
            audience=line.url,
            registry=ready.registry,
            pdp=load_policy(self._settings),
            limits=limits,
            second=opinion_settings(self._settings, ready.place),
            freshness=line.freshness,
            approvals=line.approvals,
            signed_in=line.signed_in,
        )
        may = may_of(ready.registry, ground.pdp, ground.principal, scopes_of(me))
        standing = replace(await _standing(self._settings, ready, account, me), may=may)
        store = self._stack.enter_context(Store.open(folder, key))
        model = model_settings(self._settings, ready.place)
        shelf = AccountShelf(ground, model, store, standing, line.inbox(store))
        self._stack.push_async_callback(shelf.close)
        return await shelf.opened(thread, new=new)

    async def inbox(self, account: Account) -> Inbox:
        """Return what waits for the account and for others on its behalf; raises as `open`."""
        from graph.storage.store import Store

        ready = self._prepared()
        store = self._stack.enter_context(Store.open(*await _place_of(self._settings, ready, account)))
        return (await self._line(ready, account)).inbox(store)

    async def standing(self, account: Account) -> Standing:
        """Return who the account is, as the platform says it now; raises as `open`."""
        ready = self._prepared()
        return await _standing(self._settings, ready, account, await me_of((await self._line(ready, account)).platform))

    async def context(self, account: Account, scopes: Sequence[str]) -> Context:
        """Return what a tool with these look scopes is handed on the account's behalf; raises as `open`."""
        from tools.contract import Context

        platform = (await self._line(self._prepared(), account)).platform
        return Context(platform.reader(scopes), principal_of(account, await me_of(platform)), int(time.time()))

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """Open the store of the account used last on this machine; raises AuthError, Trouble."""
        from graph.storage.store import Store

        ready = self._prepared()
        kept = await ready.sign_in.session.find()
        if kept is None:
            raise SessionEnded("Nobody is signed in, so no account's store can be opened.", "Sign in first.")
        folder, key = await _place_of(self._settings, ready, kept.account)
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
        place = await find_place(settings, self._stack)
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

    async def _line(self, ready: _Ready, account: Account) -> Line:
        return await open_line(
            ready.place.platform, ready.sign_in, account, self._stack, trust_env=not self._settings.sandbox
        )


async def _place_of(settings: Settings, ready: _Ready, account: Account) -> tuple[Path | None, bytes]:
    """Return the account's folder, None where nothing may be kept, and the key to it."""
    from app.auth.vault import data_key, short_hash

    whose = short_hash(f"{account.issuer}\n{account.tenant}\n{account.sub}")
    folder = settings.data / "accounts" / whose if ready.vault.durable else None
    return folder, await asyncio.to_thread(data_key, ready.vault, account)


async def _standing(settings: Settings, ready: _Ready, account: Account, me: Json) -> Standing:
    return Standing(
        who=account.email or account.name,
        tenant=tenant_of(me),
        role=role_of(me),
        model="offline model" if settings.sandbox_model else model_settings(settings, ready.place).name,
        place=place_name(settings),
        kept=await ready.sign_in.kept_in(),
        session=session_of(account),
    )


def desk(settings: Settings, *, screen: bool = True) -> Desk:
    """Return the desk behind the screen, or behind plain lines: the same parts, in a thread of their own."""
    from app.backstage import EngineDesk, Libraries

    libraries = Libraries(DOOR_LIBRARIES, AGENT_LIBRARIES, (), TALKING_LIBRARIES)
    if screen:
        libraries = replace(
            libraries, for_chatting=(*AGENT_LIBRARIES, *SCREEN_LIBRARIES), for_drawing=DRAWING_LIBRARIES
        )
    return EngineDesk(Parts(settings), place_name(settings), libraries)
