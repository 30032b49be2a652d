"""Somebody signed in at the bank: at a seat where money can move, or at the inbox of a colleague."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.auth.events import SessionEnded, SignedIn
from app.auth.login import Login
from app.hands import InboxHands, ProviderPage
from app.inbox import PlatformInbox, Sources
from app.line import Line
from app.person import me_of, principal_of
from app.ui.inbox import Decided
from app.ui.inbox import Opening as Page
from graph.freshness import Fresh, Opening
from graph.limits import Limits
from graph.marks import Mark, unmarked
from graph.opening import Ground, open_session
from tests.graph.fakes_desk import KEY, PDP, REGISTRY, stand_still
from tests.graph.fakes_model import Scripted, Second, opines
from tests.integrity.bank import Bank, bank_in
from tests.integrity.deaths import Death, Mortal
from tests.integrity.seats import Seat
from tests.journey.provider import confirm
from tests.unit.fakes_auth import PLATFORM, last
from tools.platform import Platform
from tools.registry import Registry

OWN = ("me:read", "operations:read", "approvals:read", "approvals:open")
SCOPES = tuple(sorted({*OWN, *REGISTRY.look_scopes, *REGISTRY.act_scopes}))


Button = Literal["allow", "deny"]


@dataclass
class Customer:
    """Somebody signed in, what the provider's pages showed them, and what they say there."""

    bank: Bank
    line: Line
    says: Button = "allow"
    shown: list[Mapping[str, str]] = field(default_factory=list)

    async def walk(self, url: str) -> None:
        """Go through a page, and bring its answer back."""
        wait = self.bank.timer.wait
        facts, redirect = await confirm(url, client=self.bank.provider, pause=wait, decision=self.says)
        self.shown.append(facts)
        assert await self.line.sign_in.paste(redirect) == ""


class Walked(ProviderPage):
    """The provider's page, through which the person goes as soon as it is there."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(customer.line.sign_in, customer.line.broker)
        self._customer = customer

    async def confirm(self, details: Sequence[Mapping[str, object]], opening: Opening, scopes: Sequence[str]) -> Fresh:
        """Have a Change confirmed."""
        walks: list[asyncio.Task[None]] = []

        def there(url: str, opened: bool) -> None:  # noqa: FBT001  # as the port calls it
            opening(url, opened)
            walks.append(asyncio.ensure_future(self._customer.walk(url)))

        try:
            return await super().confirm(details, there, scopes)
        finally:
            await asyncio.gather(*walks)


@asynccontextmanager
async def customer_of(folder: Path, person: str, death: Death) -> AsyncIterator[Customer]:
    """Have somebody go on with the session of their keyring, or sign in where it has ended."""
    async with AsyncExitStack() as opened:
        bank = await opened.enter_async_context(bank_in(folder, death))
        login = Login(bank.config(SCOPES), bank.vault(person), bank.provider, bank.timer.clock, lambda _: True)
        if not await _restored(login):
            assert isinstance(await last(login.as_person(person)), SignedIn)
        broker = login.broker()
        opened.push_async_callback(broker.settle)
        platform = Platform(bank.platform, Mortal(broker, death))
        yield Customer(bank, Line(PLATFORM, bank.platform, login, broker, platform))


async def _restored(login: Login) -> bool:
    try:
        return await login.restore() is not None
    except SessionEnded:
        return False


@asynccontextmanager
async def at_bank(folder: Path, model: Scripted, death: Death, says: Button = "allow") -> AsyncIterator[Seat]:
    """Sit where money can move, as Alice, who says this on the provider's page."""
    async with customer_of(folder, "alice", death) as alice, seat_of(alice, model, death) as seat:
        alice.says = says
        yield seat


@asynccontextmanager
async def seat_of(
    customer: Customer, model: Scripted, mark: Mark = unmarked, registry: Registry = REGISTRY
) -> AsyncIterator[Seat]:
    """Open the conversation of somebody who is signed in."""
    account, clock = customer.line.sign_in.session.account, customer.bank.timer.clock
    assert account is not None
    second = Second()
    second.always(opines("agrees"))
    data = customer.bank.folder / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    ground = Ground(
        folder=data,
        key=KEY,
        principal=principal_of(account, await me_of(customer.line.platform)),
        platform=customer.line.platform,
        audience=PLATFORM,
        registry=registry,
        pdp=PDP,
        clock=clock,
        sleep=stand_still,
        limits=Limits(stall_seconds=5.0),
        mark=mark,
        freshness=Walked(customer),
        approvals=customer.line.approvals,
        second=second,
    )
    session = await open_session(ground, model)
    yield Seat(session, model, clock, data)
    await session.close()


async def decide(folder: Path, choice: Literal["approve", "reject"]) -> None:
    """Have Dave decide on all that waits for him, each on his own provider's page."""
    async with customer_of(folder, "dave", Death("", 0)) as dave:
        line = dave.line
        hands = InboxHands(line.sign_in, line.broker)
        sources = Sources(line.client, line.approvals, PLATFORM, hands, lambda: (), dave.bank.timer.clock)
        inbox = PlatformInbox(sources)
        for one in await inbox.waiting():
            if one.waits == "second" and one.state == "pending":
                outcomes = []
                async for told in inbox.decide(one, choice, "I have seen it."):
                    outcomes.append(told)
                    if isinstance(told, Page):
                        await dave.walk(told.url)
                assert isinstance(outcomes[-1], Decided), outcomes
