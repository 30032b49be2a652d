"""One person's line to the platform: the client, the tokens it carries, and what is built on both."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.trust import trusted

if TYPE_CHECKING:
    import httpx

    from app.auth.events import Account
    from app.auth.exchange import Broker
    from app.auth.login import Login
    from app.ui.inbox import Inbox
    from graph.freshness import Freshness, SignedIn
    from graph.storage.store import Store
    from tools.approvals import PlatformApprovals
    from tools.platform import Platform


@dataclass(frozen=True, slots=True)
class Line:
    """A client that speaks to one platform, and whose tokens it carries."""

    url: str
    client: httpx.AsyncClient
    sign_in: Login
    broker: Broker
    platform: Platform

    @property
    def approvals(self) -> PlatformApprovals:
        """Return what waits at the platform for a second person."""
        from tools.approvals import PlatformApprovals

        return PlatformApprovals(self.platform, self.url)

    @property
    def freshness(self) -> Freshness:
        """Return the way to the provider's own page for one Change."""
        from app.hands import ProviderPage

        return ProviderPage(self.sign_in, self.broker)

    @property
    def signed_in(self) -> SignedIn:
        """Return what has the provider say that this person is still signed in here."""
        from app.hands import signed_in

        return signed_in(self.broker)

    def inbox(self, store: Store) -> Inbox:
        """Return what waits for this person, at the platform and in this store."""
        from app.hands import InboxHands
        from app.inbox import PlatformInbox, Sources
        from graph.ledger.cards import open_cards

        hands, here = InboxHands(self.sign_in, self.broker), partial(open_cards, store, time.time)
        return PlatformInbox(Sources(self.client, self.approvals, self.url, hands, here, time.time))


async def open_line(url: str, sign_in: Login, account: Account, stack: AsyncExitStack, *, trust_env: bool) -> Line:
    """Open a line on behalf of one account, for as long as it is signed in here; it is closed with the stack."""
    import httpx

    from app.hands import GraphTokens
    from tools.platform import Platform

    broker = sign_in.broker(whose=account)
    client = httpx.AsyncClient(base_url=url, trust_env=trust_env, verify=trusted(url))
    await stack.enter_async_context(client)
    stack.push_async_callback(broker.settle)
    return Line(url, client, sign_in, broker, Platform(client, GraphTokens(broker)))
