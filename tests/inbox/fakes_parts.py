"""A program's parts for its commands: somebody who is signed in, an inbox, and a conversation with one open card."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from app.auth.events import Account
from app.commands.told import told
from app.ui.desk import Opened
from app.ui.inbox import Waiting
from graph.conversation import BUSY
from graph.events import Acted, Confirming, Ended, Entry, Event, Settled
from graph.questions import Answer, Ask, Confirm, NobodyToAsk
from tests.graph.fakes_ledger import a_proposal
from tests.ui.fakes_inbox import FakeInbox, own, theirs
from tests.ui.fakes_values import ALICE, STANDING
from tools.change import Proposal, Receipt

T = TypeVar("T")

CARD = a_proposal()
DONE = Receipt("sha-256:k", "done", 200, "req_1", 5, "")


def now(waiting: Waiting, left: int = 7200, **other: object) -> Waiting:
    """Return something that waits since twelve minutes ago, with so many seconds left."""
    at = int(time.time())
    return replace(waiting, since=at - 725, expires=at + left + 30, **other)  # type: ignore[arg-type]  # Waiting's own fields


def my_card(**other: object) -> Waiting:
    """Return the card that is open in the conversation."""
    return now(own(CARD.id, thread=CARD.thread, reason="Its card stands in its conversation."), **other)  # type: ignore[arg-type]  # as above


def transfer(**other: object) -> Waiting:
    """Return a colleague's transfer."""
    return now(theirs(), **other)  # type: ignore[arg-type]  # as above


@dataclass
class Talking:
    """A conversation with one open card."""

    cards: Sequence[Proposal] = (CARD,)
    is_busy: bool = False
    page: str = ""
    answers: list[Answer] = field(default_factory=list)
    pasted: asyncio.Event = field(default_factory=asyncio.Event)
    thread: str = CARD.thread

    async def resume(self, ask: Ask) -> AsyncIterator[Event]:
        if self.is_busy:
            yield BUSY
            yield Ended("failed")
            return
        if not self.cards:
            return
        try:
            given = list(await ask(Confirm(tuple(self.cards))))
        except NobodyToAsk:
            yield Ended("waiting")
            return
        self.answers += given
        for answer in given:
            if answer.choice == "reject":
                yield Settled(answer.to, "Delete", "reject", answer.note)
                continue
            if self.page:
                yield Confirming(answer.to, "Delete", self.page, opened=False)
                await self.pasted.wait()
            yield Acted("msg_1/0", "Delete", (DONE,), "done")
        yield Ended("done")

    def turn(self, text: str, ask: Ask) -> AsyncIterator[Event]:
        raise AssertionError((text, ask))

    async def stop(self) -> None:
        raise AssertionError

    async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
        raise AssertionError((before, limit))

    async def close(self) -> None:
        raise AssertionError


@dataclass
class Parts:
    """What commands do their work on."""

    box: FakeInbox = field(default_factory=FakeInbox)
    talking: Talking = field(default_factory=Talking)
    keeps: bool = True
    opened: list[str | None] = field(default_factory=list)

    @property
    def sign_in(self) -> Parts:
        """Return the way in."""
        return self

    async def restore(self) -> Account | None:
        return ALICE

    async def paste(self, url: str) -> str:
        if "code=" not in url:
            return "That address has no code in it."
        self.talking.pasted.set()
        return ""

    async def inbox(self, account: Account) -> FakeInbox:
        assert account == ALICE
        return self.box

    async def open(self, account: Account, thread: str | None = None) -> Opened:
        assert account == ALICE
        self.opened.append(thread)
        return Opened(self.talking, STANDING, self.box)

    def run(self, _env_file: Path | None, work: Callable[[Parts], Awaitable[T]], *, browser: bool = True) -> T:
        """Stand for app.commands.told.on_parts."""
        assert browser in {True, False}

        async def working() -> T:
            return await work(self)

        with told():
            return asyncio.run(working())
