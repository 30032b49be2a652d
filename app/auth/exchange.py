"""The broker: trades the session, or a confirmation, for a short-lived token to look or to act (PROTOCOL D, E, F)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx

from app.auth.authorization import DECIDE, decides
from app.auth.bearer import Bearer
from app.auth.bound import Bound
from app.auth.config import AuthConfig
from app.auth.confirmations import DECISION, Confirmations
from app.auth.endpoint import Endpoint, Rejected
from app.auth.events import Account, Denied, SessionEnded
from app.auth.flights import Flights
from app.auth.provider import Provider
from app.auth.session import Session
from app.auth.tokens import TokenSet

MARGIN = 10.0
"""Seconds before its end at which a token for looking is not used any more."""

SUBJECT_REFUSED = frozenset({"invalid_grant", "invalid_token", "invalid_request", "invalid_client"})
"""What a provider may say when the session is at fault; a renewal then finds out whether it is over."""

STANDS = ("me:read",)
"""What is asked for, and thrown away, to learn whether the session still stands."""

Key = tuple[object, ...]


class Broker:
    """Tokens on behalf of the person signed in here; those for looking are shared until they go stale.

    One made for somebody gives none once somebody else has signed in here.
    """

    def __init__(
        self,
        config: AuthConfig,
        session: Session,
        provider: Provider,
        confirmations: Confirmations,
        whose: Account | None = None,
    ) -> None:
        self._config, self._session, self._provider, self._whose = config, session, provider, whose
        self._confirmations = confirmations
        self._bound = Bound(config.platform, session, provider, confirmations)
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
        wanted = _not_deciding(scopes)

        async def renew(rejected: str) -> TokenSet:
            return await self._look(wanted, rejected)

        return Bearer(await self._look(wanted), self._config.platform, renew)

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        """Return what authorizes sending one Change; without details, one that policy let run unasked.

        A Change that was confirmed on the provider's page goes out on that confirmation, and again on the same token
        until its end. Anything else is never kept, and nothing is ever renewed. Raises as `look` does.
        """
        wanted = _not_deciding(scopes)
        if any(detail.get("type") == DECISION for detail in details):
            raise _not_yours()
        self._account()
        token = await self._bound.token(wanted, details) or await self._exchange(wanted, details)
        return Bearer(token, self._config.platform)

    async def decide(self, approval: str, change: str, choice: str) -> httpx.Auth:
        """Return what authorizes one decision (`approve` or `reject`) that was confirmed on the provider's page.

        No session gives it. Raises as `look` does; Denied also where nothing of the kind was confirmed.
        """
        detail = {
            "type": DECISION,
            "locations": [self._config.platform],
            "approval": approval,
            "change": change,
            "choice": choice,
        }
        token = await self._bound.token((DECIDE,), [detail])
        if token is None:
            raise _not_yours()
        return Bearer(token, self._config.platform)

    async def alive(self) -> None:
        """Have the provider say that the session still stands, whatever tokens are kept; raises as `look` does."""
        await self._exchange(STANDS, ())

    def holds(self, change: str) -> bool:
        """Tell whether a confirmation of this Change is here and has not been used; it is kept in memory only."""
        return self._confirmations.holds(change)

    async def settle(self) -> None:
        """Wait for what is under way; call it before the event loop goes."""
        await self._flights.settle()
        await self._bound.settle()
        await self._session.settle()

    def _account(self) -> Account:
        account = self._session.account
        if account is None:
            raise SessionEnded("You are not signed in.", "Sign in; the conversation stays.")
        if self._whose is not None and _identity(account) != _identity(self._whose):
            raise SessionEnded("Somebody else is signed in here now.", "Sign in again as who began this.")
        return account

    async def _look(self, scopes: tuple[str, ...], rejected: str = "") -> TokenSet:
        account = self._account()
        who = (account.issuer, account.tenant, account.sub, self._session.epoch)
        key: Key = (*who, self._config.platform, scopes)
        kept = self._looks.get(key)
        if kept is not None and kept.access != rejected and not kept.stale(self._provider.now(), MARGIN):
            return kept
        token = await self._flights.join(key, lambda: self._exchange(scopes, ()))
        now = self._provider.now()
        self._looks = {known: look for known, look in self._looks.items() if not look.stale(now, MARGIN)} | {key: token}
        return token

    async def _exchange(self, scopes: tuple[str, ...], details: Sequence[Mapping[str, object]]) -> TokenSet:
        endpoint = await self._provider.endpoint(self._account().client_id)
        subject = await self._session.token(endpoint)
        try:
            return await endpoint.exchange(subject, self._config.platform, scopes, details)
        except Rejected as error:
            if error.code not in SUBJECT_REFUSED:
                raise
        return await self._again(endpoint, subject, scopes, details)

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


def _identity(account: Account) -> tuple[str, str, str]:
    return account.issuer, account.tenant, account.sub


def _not_deciding(scopes: Sequence[str]) -> tuple[str, ...]:
    """Return scopes in their order of asking; whoever looks or acts is never given the right to decide."""
    if decides(scopes):
        raise _not_yours()
    return tuple(sorted(set(scopes)))


def _not_yours() -> Denied:
    return Denied(
        "Deciding what a colleague asks for takes that person's own word on their provider's page.",
        "Open the inbox and decide there; nothing was sent.",
    )
