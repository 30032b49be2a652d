"""The broker: trades the session for a short-lived token to look, or to send one Change (PROTOCOL D, E)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx

from app.auth.bearer import Bearer
from app.auth.config import AuthConfig, Clock
from app.auth.endpoint import Endpoint, Rejected
from app.auth.events import Account, SessionEnded, Unreachable
from app.auth.flights import Flights
from app.auth.provider import Provider
from app.auth.session import Session
from app.auth.tokens import TokenSet

MARGIN = 10.0
"""Seconds before its end at which a token for looking is not used any more."""

SUBJECT_REFUSED = frozenset({"invalid_grant", "invalid_token", "invalid_request", "invalid_client"})
"""What a provider may say when the session is at fault; a renewal then finds out whether it is over."""

Key = tuple[object, ...]


class Broker:
    """Tokens on behalf of the person signed in here; those for looking are shared until they go stale."""

    def __init__(self, config: AuthConfig, session: Session, provider: Provider, clock: Clock) -> None:
        self._config, self._session, self._provider, self._clock = config, session, provider, clock
        self._looks: dict[Key, TokenSet] = {}
        self._flights = Flights[TokenSet]()

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        """Return what authorizes reading with these scopes; it renews itself while it is used.

        Raises:
            SessionEnded: the person must sign in again.
            Denied: the provider gives no such token.
            Unreachable: the provider cannot be reached.
            VaultTrouble: the keyring fell silent.

        """
        wanted = tuple(sorted(set(scopes)))

        async def renew(rejected: str) -> TokenSet:
            return await self._look(wanted, rejected)

        return Bearer(await self._look(wanted), self._config.platform, renew)

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        """Return what authorizes sending one Change; without details, one that policy let run unasked.

        Never kept, never renewed. Raises as `look` does.
        """
        token = await self._exchange(tuple(sorted(set(scopes))), details)
        return Bearer(token, self._config.platform)

    async def settle(self) -> None:
        """Wait for what is under way; call it before the event loop goes."""
        await self._flights.settle()
        await self._session.settle()

    def _account(self) -> Account:
        account = self._session.account
        if account is None:
            raise SessionEnded("You are not signed in.", "Sign in; the conversation stays.")
        return account

    async def _look(self, scopes: tuple[str, ...], rejected: str = "") -> TokenSet:
        account = self._account()
        who = (account.issuer, account.tenant, account.sub, self._session.epoch)
        key: Key = (*who, self._config.platform, scopes)
        kept = self._looks.get(key)
        if kept is not None and kept.access != rejected and not kept.stale(self._clock(), MARGIN):
            return kept
        token = await self._flights.join(key, lambda: self._exchange(scopes, ()))
        now = self._clock()
        self._looks = {known: look for known, look in self._looks.items() if not look.stale(now, MARGIN)} | {key: token}
        return token

    async def _exchange(self, scopes: tuple[str, ...], details: Sequence[Mapping[str, object]]) -> TokenSet:
        endpoint = await self._provider.endpoint(self._account().client_id)
        subject = await self._session.token(endpoint)
        try:
            token = await endpoint.exchange(subject, self._config.platform, scopes, details)
        except Rejected as error:
            if error.code not in SUBJECT_REFUSED:
                raise
            token = await self._again(endpoint, subject, scopes, details)
        if token.scope is not None and not set(token.scope) <= set(scopes):
            raise Unreachable(
                "The provider gave a token for more than was asked for, so it was not used.",
                "Ask whoever runs the provider.",
            )
        return token

    async def _again(
        self,
        endpoint: Endpoint,
        rejected: str,
        scopes: tuple[str, ...],
        details: Sequence[Mapping[str, object]],
    ) -> TokenSet:
        subject = await self._session.token(endpoint, rejected=rejected)
        try:
            return await endpoint.exchange(subject, self._config.platform, scopes, details)
        except Rejected as error:
            if error.code in SUBJECT_REFUSED - {"invalid_request"}:
                raise SessionEnded(error.sentence, error.next_step) from None
            raise
