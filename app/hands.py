"""Joins signing in to what needs it: the graph's port for the provider's page, and the inbox's hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import httpx

from app.auth.events import AuthError
from app.auth.exchange import Broker
from app.auth.login import Login
from graph.freshness import Fresh
from graph.trouble import Trouble
from tools.change import Json

Opening = Callable[[str, bool], None]


class ProviderPage:
    """The provider's page for one Change; implements graph.freshness.Freshness."""

    def __init__(self, sign_in: Login, broker: Broker) -> None:
        self._step_up, self._broker = sign_in.step_up(), broker

    async def confirm(self, details: Sequence[Json], opening: Opening, scopes: Sequence[str]) -> Fresh:
        """Put a Change on the provider's page and wait for its answer; raises Trouble."""
        try:
            stepped = await self._step_up.confirm(details, opening, scopes)
        except AuthError as error:
            raise Trouble(error.sentence, error.next_step) from None
        return Fresh(stepped.change, stepped.acr, stepped.auth_time)

    def holds(self, change: str) -> bool:
        """Tell whether a confirmation of this change is here and can still be used."""
        return self._broker.holds(change)


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
