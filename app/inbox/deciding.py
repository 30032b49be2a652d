"""One decision on its way: looked at, confirmed on the provider's page, then sent to the platform."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

import httpx

from app.auth.events import AuthError
from app.inbox.sources import Details, Sources, told
from app.ui.desk import DeskTrouble
from app.ui.inbox import Decided, Opening, Refused
from app.waiting import hindrance
from tools.answers import Reply
from tools.approvals import PATH, Approval
from tools.platform import NoAnswer, NotSent, Platform
from tools.wire import JSON_TYPE, Wire, canonical, digest

DECIDE = ("approvals:decide",)
KIND = "countersign_decision"
"""The type of a decision's authorization_details (RFC 9396; PROTOCOL, H)."""

TRIES = 3
"""How often a decision is sent, always under the same key, before nobody knows what became of it."""
PAUSE_SECONDS = 1.0

WAITS_ON = "It waits on; decide again when you can."
LOOK_AGAIN = "Look at the inbox: it shows how it stands."
NOT_KNOWN = "Whether the platform has taken your decision is not known, because no answer came."
ANOTHER = "What you were shown is not what waits there now, so your decision was not sent."
SAID = {"approve": "Approved: it is sent by whoever asked.", "reject": "Rejected."}

Choice = Literal["approve", "reject"]


@dataclass(slots=True)
class Deciding:
    """A person's decision about one approval as they saw it, which its Change's digest names.

    `opened` tells where the provider's page is and ends with None.

    From `is_sent` on it must not be cancelled: the platform may have taken it. Two people who say the same of the same
    are two decisions, which is what `mark` is for.
    """

    approval: str
    change: str
    choice: Choice
    note: str
    opened: asyncio.Queue[Opening | None] = field(default_factory=asyncio.Queue)
    is_sent: bool = False
    mark: str = field(default_factory=lambda: secrets.token_hex(8))

    async def outcome(self, sources: Sources) -> Decided | Refused:
        """See it through, and return what became of it."""
        try:
            return await self._outcome(sources)
        except (AuthError, DeskTrouble, NotSent) as error:
            return Refused(error.sentence, error.next_step or WAITS_ON)
        finally:
            self.opened.put_nowait(None)

    async def _outcome(self, sources: Sources) -> Decided | Refused:
        with told(LOOK_AGAIN):
            approval = await sources.approvals.get(self.approval)
        if no := hindrance(approval, int(sources.clock())):
            return Refused(no, LOOK_AGAIN)
        if approval.change != self.change:
            return Refused(ANOTHER, LOOK_AGAIN)
        try:
            await sources.hands.confirm(self._details(approval, sources.audience), DECIDE, self._open)
        except AuthError as error:
            return await self._not_confirmed(error, sources)
        auth = await sources.hands.decide(approval.id, approval.change, self.choice)
        return self._heard(await self._send(approval, sources, auth))

    async def _not_confirmed(self, error: AuthError, sources: Sources) -> Refused:
        """Return why the page came to nothing: where somebody else has decided meanwhile, that is why."""
        no = ""
        with suppress(DeskTrouble), told():
            no = hindrance(await sources.approvals.get(self.approval), int(sources.clock()))
        return Refused(no, LOOK_AGAIN) if no else Refused(error.sentence, error.next_step or WAITS_ON)

    def _details(self, approval: Approval, audience: str) -> Details:
        detail = {"approval": approval.id, "change": approval.change, "choice": self.choice}
        return ({"type": KIND, "locations": [audience], **detail},)

    def _open(self, url: str, opened: bool) -> None:  # noqa: FBT001  # as the port for the page calls it
        self.opened.put_nowait(Opening(url, opened=opened))

    def _heard(self, reply: Reply | None) -> Decided | Refused:
        if reply is None:
            return Refused(NOT_KNOWN, LOOK_AGAIN)
        if reply.problem:
            return Refused(reply.problem, LOOK_AGAIN if reply.status == HTTPStatus.CONFLICT else WAITS_ON)
        return Decided(self.choice, SAID[self.choice])

    async def _send(self, approval: Approval, sources: Sources, auth: httpx.Auth) -> Reply | None:
        """Send it, and again where no answer came, which decides nothing twice; None where none ever came.

        Raises:
            NotSent: surely nothing was sent.

        """
        body = canonical({"choice": self.choice, "change": approval.change, "comment": self.note})
        key = digest(["decision", approval.id, approval.change, self.choice, self.mark])
        path = f"{PATH}/{approval.id}/decision"
        wire = Wire(sources.audience, "POST", path, (), JSON_TYPE, body, None, key)
        platform = Platform(sources.client, _Given(auth))
        self.is_sent = True
        reply = await _once(platform, wire)
        for _ in range(TRIES - 1):
            if reply is not None:
                return reply
            await sources.sleep(PAUSE_SECONDS)
            with suppress(NotSent):
                reply = await _once(platform, wire)
        return reply


async def _once(platform: Platform, wire: Wire) -> Reply | None:
    """Send it once; an answer that leaves open whether it was taken is none."""
    with suppress(NoAnswer):
        reply = await platform.send(wire, DECIDE, ())
        return None if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR else reply
    return None


@dataclass(frozen=True, slots=True)
class _Given:
    """The token of one decision, and no other; implements tools.platform.Auths."""

    auth: httpx.Auth

    async def look(self, _scopes: Sequence[str]) -> httpx.Auth:
        return self.auth

    async def act(self, _scopes: Sequence[str], _details: Details) -> httpx.Auth:
        return self.auth
