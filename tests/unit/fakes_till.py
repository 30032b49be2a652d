"""A terminal at the real sandbox provider, with somebody who goes through its pages over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.auth.login import Login
from app.auth.stepup import Stepped
from tests.journey.provider import bring_back, confirm
from tests.sandbox.fakes_stepup import request_of, whole_of
from tests.unit.fakes_auth import PLATFORM, House
from tools.wire import Sender, Wire, change_digest

MONEY = ("transfers:create",)
TRANSFER = request_of()


@dataclass
class Till:
    """A terminal in which somebody is signed in at the real sandbox provider."""

    house: House
    login: Login
    expires_at: int
    shown: list[Mapping[str, str]] = field(default_factory=list)

    def detail(self, wire: Wire = TRANSFER) -> dict[str, object]:
        """Return the authorization_details of one request, as an exchange names them."""
        account = self.login.session.account
        assert account is not None
        sender = Sender(account.sub, account.tenant, account.client_id)
        return {
            "type": "countersign_change",
            "locations": [PLATFORM],
            "actions": ["transfers.create"],
            "change": change_digest([wire], PLATFORM, sender, self.expires_at),
            "requests": [wire.digest],
            "expires_at": self.expires_at,
        }

    async def confirm(self, wire: Wire = TRANSFER, *scopes: str, pastes: bool = True, **way: str) -> Stepped:
        """Have one request confirmed by somebody who goes through the pages in this way."""
        detail = {**self.detail(wire), "whole": [whole_of(wire)]}
        return await self.walk(detail, scopes or MONEY, pastes=pastes, **way)

    async def walk(self, detail: dict[str, object], scopes: tuple[str, ...], *, pastes: bool, **way: str) -> Stepped:
        """Have one detail confirmed."""
        errands: list[asyncio.Task[None]] = []

        async def errand(url: str) -> None:
            facts, redirect = await confirm(url, client=self.house.client, pause=self._pause, **way)  # type: ignore[arg-type]  # a test names the way
            self.shown.append(facts)
            if pastes:
                assert await self.login.paste(redirect) == ""
            else:
                assert "You can close this tab" in await bring_back(redirect)

        def opening(url: str, _: bool) -> None:  # noqa: FBT001  # the port's own signature
            errands.append(asyncio.ensure_future(errand(url)))

        try:
            return await self.login.step_up().confirm([detail], opening, scopes)
        finally:
            await asyncio.gather(*errands)

    async def _pause(self, seconds: float) -> None:
        self.house.clock.now += seconds
