"""Joins signing in to what needs it: the graph's tokens and its port for the provider's page, and the inbox's hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import httpx

from app.auth.authorization import decides
from app.auth.confirmations import DECISION
from app.auth.events import AuthError
from app.auth.exchange import Broker
from app.auth.login import Login
from graph.freshness import Fresh, SignedIn
from graph.trouble import Trouble
from tools.change import Json

Opening = Callable[[str, bool], None]

NOT_HERE = "What a colleague asks for is decided in the inbox, by a person, and nowhere else."


class GraphTokens:
    """The tokens for looking and acting, and none for deciding; implements tools.platform.Auths."""

    def __init__(self, broker: Broker) -> None:
        self.look, self.act = broker.look, broker.act


class ProviderPage:
    """The provider's page for one Change, never for a decision; implements graph.freshness.Freshness."""

    def __init__(self, sign_in: Login, broker: Broker) -> None:
        self._step_up, self.holds = sign_in.step_up(), broker.holds

    async def confirm(self, details: Sequence[Json], opening: Opening, scopes: Sequence[str]) -> Fresh:
        """Put a Change on the provider's page and wait for its answer; raises Trouble."""
        if decides(scopes) or any(detail.get("type") == DECISION for detail in details):
            raise Trouble(NOT_HERE, "Open the inbox and decide there.")
        try:
            stepped = await self._step_up.confirm(details, opening, scopes)
        except AuthError as error:
            raise Trouble(error.sentence, error.next_step) from None
        return Fresh(stepped.change, stepped.acr, stepped.auth_time)


def signed_in(broker: Broker) -> SignedIn:
    """Return what has the provider say that the person is still signed in here."""

    async def ask() -> None:
        try:
            await broker.alive()
        except AuthError as error:
            raise Trouble(error.sentence, error.next_step) from None

    return ask


class InboxHands:
    """What the inbox needs of signing in; implements app.inbox.Hands, and only the inbox is ever given it."""

    def __init__(self, sign_in: Login, broker: Broker) -> None:
        self._sign_in, self._broker = sign_in, broker

    async def confirm(self, details: Sequence[Mapping[str, object]], scopes: Sequence[str], opening: Opening) -> None:
        """Have a decision confirmed on the provider's page."""
        await self._sign_in.step_up().confirm(details, opening, scopes)

    async def decide(self, approval: str, change: str, choice: str) -> httpx.Auth:
        """Return what authorizes exactly that decision, once."""
        return await self._broker.decide(approval, change, choice)

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        """Return what authorizes reading."""
        return await self._broker.look(scopes)

    async def paste(self, url: str) -> str:
        """Hand the provider's redirect URL to whoever waits for it."""
        return await self._sign_in.paste(url)
