"""The session of this process: whose it is, its token of five minutes, and how that is renewed (PROTOCOL C)."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace

from app.auth.config import AuthConfig, Clock
from app.auth.endpoint import Endpoint, Rejected
from app.auth.events import Account, SessionEnded, VaultTrouble
from app.auth.flights import Flights
from app.auth.locks import alone
from app.auth.store import Kept, SessionStore
from app.auth.tokens import TokenSet
from app.auth.vault import Vault, data_key, short_hash

MARGIN = 30.0
"""Seconds before its end at which a session token is renewed."""

NEXT = "Sign in again; the conversation stays."
DEAD = frozenset({"invalid_grant", "invalid_client"})


@dataclass(frozen=True, slots=True)
class Held:
    """What this process holds; `unsaved` is a used refresh token and its successor that the vault did not take."""

    account: Account
    item: str
    epoch: int
    tokens: TokenSet | None = field(default=None, repr=False)
    unsaved: tuple[str, str] | None = field(default=None, repr=False)


class Session:
    """One account, held by one process and shared with the others through the vault.

    Of several terminals that renew at once, each waits its turn at a file lock, reads the vault again and uses what
    it finds there, so that no used-up refresh token is ever sent.
    """

    def __init__(self, config: AuthConfig, vault: Vault, clock: Clock) -> None:
        self._config, self._vault, self._clock = config, vault, clock
        self._store = SessionStore(vault, config.issuer)
        self._held: Held | None = None
        self._epoch = 0
        self._renewals = Flights[str]()

    @property
    def account(self) -> Account | None:
        """Return who is signed in in this process."""
        return self._held.account if self._held else None

    @property
    def epoch(self) -> int:
        """Return a number that changes whenever somebody signs in or out here."""
        return self._epoch

    async def adopt(self, account: Account, tokens: TokenSet) -> None:
        """Take over a new session, keep it, and make sure that the account's data key exists."""
        item = self._store.item(account)
        async with self._lock(item), self._index_lock():
            await asyncio.to_thread(data_key, self._vault, account)
            if tokens.refresh is not None:
                await asyncio.to_thread(self._store.write, item, Kept(account, tokens.refresh))
                await asyncio.to_thread(self._store.select, item)
            self._hold(Held(account, item, self._epoch + 1, tokens))

    async def find(self) -> Kept | None:
        """Return the session kept from before, without asking the provider whether it still stands."""
        item = self._held.item if self._held else await asyncio.to_thread(self._store.current)
        return None if item is None else await asyncio.to_thread(self._store.read, item)

    async def resume(self, kept: Kept, endpoint: Endpoint) -> Account:
        """Go on with a kept session, which the provider must renew.

        Raises:
            SessionEnded: it does not.

        """
        self._hold(Held(kept.account, self._store.item(kept.account), self._epoch + 1))
        await self.token(endpoint)
        return kept.account

    async def token(self, endpoint: Endpoint, *, rejected: str = "") -> str:
        """Return a session token with time to live, other than one that the provider has just rejected.

        Raises:
            SessionEnded: the person must sign in again.

        """
        held = self._need()
        if held.tokens and held.tokens.access != rejected and not held.tokens.stale(self._clock(), MARGIN):
            return held.tokens.access
        return await self._renewals.join(held.epoch, lambda: self._renew(endpoint, rejected))

    async def leave(self) -> tuple[Kept | None, bool]:
        """Erase the session here; return what it was, and whether no account of this provider is left."""
        item = self._held.item if self._held else await asyncio.to_thread(self._store.current)
        if item is None:
            return None, True
        async with self._lock(item), self._index_lock():
            kept = await asyncio.to_thread(self._store.read, item)
            self._let_go()
            last = await asyncio.to_thread(self._store.erase, item)
        return kept, last

    async def settle(self) -> None:
        """Wait for a renewal under way; call it before the event loop goes."""
        await self._renewals.settle()

    async def _renew(self, endpoint: Endpoint, rejected: str) -> str:
        async with self._lock(self._need().item):
            held = self._need()
            if held.tokens and held.tokens.access != rejected and not held.tokens.stale(self._clock(), MARGIN):
                return held.tokens.access
            kept = await asyncio.to_thread(self._store.read, held.item)
            if kept is None:
                self._let_go()
                raise SessionEnded("You are not signed in any more.", NEXT)
            refresh = held.unsaved[1] if held.unsaved and held.unsaved[0] == kept.refresh else kept.refresh
            tokens = await self._refreshed(endpoint, held, refresh)
            newer = tokens.refresh or refresh
            fresh = replace(held, tokens=tokens, unsaved=None)
            try:
                await asyncio.to_thread(self._store.write, held.item, Kept(held.account, newer))
            except VaultTrouble:
                fresh = replace(fresh, unsaved=(kept.refresh, newer))
            if self._held is held:
                self._held = fresh
            return tokens.access

    async def _refreshed(self, endpoint: Endpoint, held: Held, refresh: str) -> TokenSet:
        try:
            return await endpoint.refresh(refresh)
        except Rejected as error:
            if error.code not in DEAD:
                raise
        again = await asyncio.to_thread(self._store.read, held.item)
        try:
            if again is not None and again.refresh != refresh:
                return await endpoint.refresh(again.refresh)
        except Rejected as error:
            if error.code not in DEAD:
                raise
        self._let_go()
        async with self._index_lock():
            await asyncio.to_thread(self._store.erase, held.item)
        raise SessionEnded("Your session has ended.", NEXT) from None

    def _need(self) -> Held:
        if self._held is None:
            raise SessionEnded("You are not signed in.", "Sign in; the conversation stays.")
        return self._held

    def _hold(self, held: Held) -> None:
        self._epoch, self._held = held.epoch, held

    def _let_go(self) -> None:
        self._epoch, self._held = self._epoch + 1, None

    def _lock(self, item: str) -> AbstractAsyncContextManager[None]:
        return alone(self._config.folder, item.replace(":", "-"))

    def _index_lock(self) -> AbstractAsyncContextManager[None]:
        return alone(self._config.folder, f"sessions-{short_hash(self._config.issuer)}")
