"""Signing in and out: the browser, a pasted answer, or the sandbox's people, all ending in the same few lines."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

import httpx

from app.auth import pkce
from app.auth.authorization import authorization_url
from app.auth.callback import PATIENCE
from app.auth.config import AuthConfig, Clock
from app.auth.confirmations import Confirmations
from app.auth.endpoint import Endpoint
from app.auth.events import Account, AuthError, Denied, Opening, Person, Refused, SignedIn, SignInEvent
from app.auth.exchange import Broker
from app.auth.farewell import farewell
from app.auth.pkce import Attempt
from app.auth.provider import Provider
from app.auth.registration import CALLBACK
from app.auth.session import Session
from app.auth.stepup import StepUp
from app.auth.vault import Vault
from app.auth.waiting import Browser, Waiting

if TYPE_CHECKING:
    from app.auth import pages

__all__ = ["AuthConfig", "Login"]


class Login:
    """The sign-in of one process with one provider; implements `events.SignIn`."""

    def __init__(
        self,
        config: AuthConfig,
        vault: Vault,
        client: httpx.AsyncClient,
        clock: Clock,
        browser: Browser,
    ) -> None:
        self.session = Session(config, vault, clock)
        self.provider = Provider(config, vault, client, clock)
        self._config, self._vault, self._clock = config, vault, clock
        self._waiting = Waiting(config.redirect_port, browser)
        self._confirmations = Confirmations(self.session, clock)

    def broker(self, client: httpx.AsyncClient | None = None, whose: Account | None = None) -> Broker:
        """Return the broker of this session, or only while it is that account's.

        A client of its own is for another event loop than the sign-in's.
        """
        provider = Provider(self._config, self._vault, client, self._clock) if client else self.provider
        return Broker(self._config, self.session, provider, self._confirmations, whose)

    def step_up(self, *, patience: float = PATIENCE) -> StepUp:
        """Return the way to the provider's page for one Change; what is confirmed there its brokers hold."""
        return StepUp(self.session, self.provider, self._waiting, self._confirmations, patience)

    async def kept_in(self) -> str:
        """Return in words where the session and its key are kept."""
        return self._vault.where

    async def restore(self) -> Account | None:
        """Return the account of a session kept from before, once the provider has renewed it, or None.

        Raises:
            SessionEnded: the provider does not renew it; it is erased.
            Unreachable: the provider cannot be asked; the session stays kept.
            VaultTrouble: the keyring fell silent.

        """
        kept = await self.session.find()
        if kept is None:
            return None
        return await self.session.resume(kept, await self.provider.endpoint(kept.account.client_id))

    async def people(self) -> Sequence[Person]:
        """Return the people that the sandbox's login page offers; empty with any other provider.

        Raises:
            AuthError: the sandbox cannot be reached.

        """
        if not self._config.sandbox:
            return ()
        visit, _, _ = await self._visit()
        return await visit.people()

    def with_browser(self) -> AsyncGenerator[SignInEvent, None]:
        """Sign in through a browser, while `paste` may answer as well; close the generator to stop waiting."""
        return _refusing(self._through_browser())

    async def paste(self, url: str) -> str:
        """Hand the redirect URL to whatever waits for one; returns an empty string, or one sentence why not."""
        return self._waiting.paste(url)

    async def give_up(self) -> None:
        """Stop waiting for the provider's page; whoever waits for it is told so."""
        self._waiting.end(AuthError("You stopped waiting for your provider's page.", "Start again when you like."))

    def as_person(self, key: str) -> AsyncGenerator[SignInEvent, None]:
        """Drive the sandbox's own login and consent pages over HTTP as one of its people (a name or a role)."""
        return _refusing(self._through_pages(key))

    async def sign_out(self, *, everywhere: bool) -> str:
        """Erase what is kept here, then revoke; returns one sentence, also when the network fails."""
        self._waiting.end(AuthError("You signed out meanwhile.", "Sign in; the conversation stays."))
        try:
            kept, last = await self.session.leave()
        except AuthError as error:
            return f"You are not signed out yet: {error.sentence} {error.next_step}"
        if kept is None:
            return "Nobody is signed in."
        return await farewell(self.provider, kept, self._waiting.open if everywhere else None, last=last)

    async def _through_browser(self) -> AsyncGenerator[SignInEvent, None]:
        endpoint = await self.provider.renewed()
        attempt = pkce.begin()
        async with self._waiting.listening(attempt) as listener:
            url = self._url(endpoint, attempt, listener.redirect_uri)
            yield Opening(url, opened=await self._waiting.open(url))
            query = await listener.answer()
        yield await self._finish(endpoint, attempt, query, listener.redirect_uri)

    async def _through_pages(self, key: str) -> AsyncGenerator[SignInEvent, None]:
        if not self._config.sandbox:
            raise Denied("Only the sandbox lets you sign in as one of its people.", "Sign in through the browser.")
        visit, endpoint, attempt = await self._visit()
        query = await visit.answer_as(key)
        if not pkce.is_answer(query, attempt):
            raise Denied("The sandbox answered another sign-in.", "Start the sign-in again.")
        yield await self._finish(endpoint, attempt, query, visit.redirect_uri)

    async def _visit(self) -> tuple[pages.Visit, Endpoint, Attempt]:
        from app.auth import pages  # noqa: PLC0415  # only the sandbox's people are met like this

        endpoint, attempt = await self.provider.renewed(), pkce.begin()
        visit = pages.Visit(self.provider.client, self._url(endpoint, attempt, CALLBACK), CALLBACK)
        return visit, endpoint, attempt

    def _url(self, endpoint: Endpoint, attempt: Attempt, redirect_uri: str) -> str:
        scopes, platform = self._config.scopes, self._config.platform
        return authorization_url(endpoint.metadata, endpoint.client_id, redirect_uri, attempt, scopes, platform)

    async def _finish(self, endpoint: Endpoint, attempt: Attempt, query: str, redirect_uri: str) -> SignedIn:
        announced = endpoint.metadata.authorization_response_iss_parameter_supported
        code = pkce.code_of(query, endpoint.metadata.issuer, iss_announced=announced)
        tokens = await endpoint.code(code, attempt.verifier, redirect_uri)
        if tokens.identity is None:
            raise Denied("The provider did not say who signed in.", "Ask whoever runs it to allow the scope openid.")
        claims = await self.provider.claims(tokens.identity, attempt.nonce)
        account = claims.account(endpoint.client_id, endpoint.installation.thumbprint)
        await self.session.adopt(account, tokens)
        return SignedIn(account)


async def _refusing(events: AsyncGenerator[SignInEvent, None]) -> AsyncGenerator[SignInEvent, None]:
    """Pass events on, and end with a Refused in place of an AuthError."""
    try:
        async with aclosing(events):
            async for event in events:
                yield event
    except AuthError as error:
        yield Refused(error.sentence, error.next_step)
