"""Tokens that rest on a confirmation: it is exchanged once, and what it gives may be sent again until its end."""

from __future__ import annotations

from collections.abc import Sequence

from app.auth.confirmations import Confirmations, Confirmed, Detail
from app.auth.endpoint import Rejected
from app.auth.events import Denied, SessionEnded
from app.auth.flights import Flights
from app.auth.provider import Provider
from app.auth.session import Session
from app.auth.tokens import TokenSet
from app.auth.vouched import AGAIN


class Bound:
    """The exchanges of one broker whose subject is a confirmation and not the session."""

    def __init__(self, audience: str, session: Session, provider: Provider, confirmations: Confirmations) -> None:
        self._audience, self._session, self._provider = audience, session, provider
        self._confirmations = confirmations
        self._flights = Flights[TokenSet]()

    async def token(self, scopes: tuple[str, ...], details: Sequence[Detail]) -> TokenSet | None:
        """Return a token for what was confirmed, None where nothing of the kind was.

        An exchange that gets no answer leaves the confirmation where it was; one that is refused uses it up.
        """
        given = self._confirmations.given(scopes, details)
        if given is not None:
            return given
        confirmed = self._confirmations.find(details)
        if confirmed is None:
            return None
        key = (confirmed.epoch, scopes, repr(details))
        return await self._flights.join(key, lambda: self._exchange(scopes, details, confirmed))

    async def settle(self) -> None:
        """Wait for what is under way; call it before the event loop goes."""
        await self._flights.settle()

    async def _exchange(self, scopes: tuple[str, ...], details: Sequence[Detail], confirmed: Confirmed) -> TokenSet:
        account = self._session.account
        if account is None:
            raise SessionEnded("You are not signed in.", "Sign in; what waits for you stays.")
        endpoint = await self._provider.endpoint(account.client_id)
        try:
            token = await endpoint.exchange(confirmed.token.access, self._audience, scopes, details)
        except Rejected as error:
            self._confirmations.spend(confirmed)
            if error.code == "invalid_grant":
                raise Denied("What you confirmed on your provider's page was used or has run out.", AGAIN) from None
            raise
        self._confirmations.spend(confirmed)
        self._confirmations.give(scopes, details, confirmed, token)
        return token
