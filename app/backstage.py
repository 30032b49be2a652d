"""The desk behind the screen: signing in and conversations run in the engine, and the screen's loop only waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from app.across import Across
from app.auth.events import Account, Person, SignIn, SignInEvent
from app.engine import Engine, load
from app.ui.desk import DeskTrouble, Kept, Opened, Shelf
from app.ui.inbox import Inbox, Outcome, Waiting
from graph.trouble import Trouble

if TYPE_CHECKING:  # the first frame needs none of the agent's words
    from graph.conversation import Conversation
    from graph.events import Entry

T = TypeVar("T")


class Works(Protocol):
    """The parts of a program, made and used on one event loop."""

    @property
    def sign_in(self) -> SignIn:
        """Return the way in; usable after `prepare`."""
        ...

    async def prepare(self) -> None:
        """Make ready what signing in needs."""
        ...

    async def open(self, account: Account) -> Opened:
        """Return the account's conversation."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


@dataclass(frozen=True, slots=True)
class Libraries:
    """What the engine loads: behind the first frame, while a person signs in, to draw, and once somebody writes."""

    for_signing_in: Sequence[str] = ()
    for_chatting: Sequence[str] = ()
    for_drawing: Sequence[str] = ()
    for_talking: Sequence[str] = ()


class EngineDesk:
    """The parts of a program, run in an engine; implements app.ui.desk.Desk."""

    def __init__(self, works: Works, place: str, libraries: Libraries) -> None:
        self._works, self._libraries = works, libraries
        self._engine = Engine()
        self._loading: asyncio.Task[None] | None = None
        self._before: Conversation | None = None
        self.place = place
        self.sign_in = EngineSignIn(self._engine, works)

    async def prepare(self) -> None:
        """Start the engine and make ready what signing in needs; the agent's libraries load on; raises DeskTrouble."""
        self._engine.start()
        await self._engine.run(self._prepare())

    async def open(self, account: Account) -> Opened:
        """Return the account's conversation, once the agent's libraries are there; raises DeskTrouble or AuthError."""
        if self._before is not None:  # its screen may not have let go of it yet, and its thread must be free
            await self._engine.run(self._before.close())
        return self._here(await self._engine.run(self._open(account)))

    async def leave(self) -> None:
        """Let go of everything and end the engine; an act that has begun is waited for before anything is cut off."""
        try:
            if self._before is not None:
                await self._engine.run(self._before.close())
        finally:
            await self._engine.stop(self._works.close)

    def _here(self, opened: Opened) -> Opened:
        """Return what was opened in the engine as the screen's loop sees it."""
        self._before, libraries = opened.conversation, self._libraries
        across = Across(self._engine, opened.conversation, libraries.for_drawing, libraries.for_talking)
        inbox = EngineInbox(self._engine, opened.inbox) if opened.inbox else None
        shelf = EngineShelf(self._engine, opened.shelf, self._here) if opened.shelf else None
        return Opened(across, opened.standing, inbox, across.warm, shelf)

    async def _prepare(self) -> None:
        await load(*self._libraries.for_signing_in)
        await self._works.prepare()
        self._begin_loading()

    def _begin_loading(self) -> asyncio.Task[None]:
        if self._loading is None:
            self._loading = asyncio.create_task(load(*self._libraries.for_chatting))
        return self._loading

    async def _open(self, account: Account) -> Opened:
        await asyncio.shield(self._begin_loading())
        return await _in_words(self._works.open(account))


async def _in_words(work: Coroutine[object, object, T]) -> T:
    """Do some work of the agent, whose troubles become the desk's."""
    try:
        return await work
    except Trouble as trouble:
        raise DeskTrouble(trouble.sentence, trouble.next_step) from trouble


class EngineSignIn:
    """Signing in as the screen's loop sees it; implements app.auth.events.SignIn."""

    def __init__(self, engine: Engine, works: Works) -> None:
        self._engine, self._works = engine, works

    async def kept_in(self) -> str:
        """Return in words where the session and its key are kept."""
        return await self._engine.run(self._works.sign_in.kept_in())

    async def restore(self) -> Account | None:
        """Return the account of a session kept from before, or None; raises AuthError."""
        return await self._engine.run(self._works.sign_in.restore())

    async def people(self) -> Sequence[Person]:
        """Return the people that the sandbox's login page offers."""
        return await self._engine.run(self._works.sign_in.people())

    def with_browser(self) -> AsyncIterator[SignInEvent]:
        """Sign in through a browser."""
        return self._engine.stream(self._works.sign_in.with_browser)

    async def paste(self, url: str) -> str:
        """Hand the redirect URL to whatever waits for the page."""
        return await self._engine.run(self._works.sign_in.paste(url))

    async def give_up(self) -> None:
        """Stop waiting for the provider's page."""
        await self._engine.run(self._works.sign_in.give_up())

    def as_person(self, key: str) -> AsyncIterator[SignInEvent]:
        """Sign in as one of the sandbox's people."""
        return self._engine.stream(lambda: self._works.sign_in.as_person(key))

    async def sign_out(self, *, everywhere: bool) -> str:
        """Revoke, then erase what is kept here."""
        return await self._engine.run(self._works.sign_in.sign_out(everywhere=everywhere))


class EngineShelf:
    """The account's conversations as the screen's loop sees them; implements app.ui.desk.Shelf."""

    def __init__(self, engine: Engine, inner: Shelf, here: Callable[[Opened], Opened]) -> None:
        self._engine, self._inner, self._here = engine, inner, here

    @property
    def keeps(self) -> bool:
        """Tell whether a conversation is there again after it was left."""
        return self._inner.keeps

    async def kept(self) -> Sequence[Kept]:
        """Return all of them; raises DeskTrouble."""
        return await self._engine.run(_in_words(self._inner.kept()))

    async def peek(self, thread: str, limit: int) -> Sequence[Entry]:
        """Return the newest entries of one of them; raises DeskTrouble."""
        return await self._engine.run(_in_words(self._inner.peek(thread, limit)))

    async def prompts(self, limit: int) -> Sequence[str]:
        """Return what the person said last; raises DeskTrouble."""
        return await self._engine.run(_in_words(self._inner.prompts(limit)))

    async def open(self, thread: str | None) -> Opened:
        """Return one of them, or a new one; raises DeskTrouble."""
        return self._here(await self._engine.run(_in_words(self._inner.open(thread))))


class EngineInbox:
    """The inbox as the screen's loop sees it; implements app.ui.inbox.Inbox."""

    def __init__(self, engine: Engine, inner: Inbox) -> None:
        self._engine, self._inner = engine, inner

    async def waiting(self) -> Sequence[Waiting]:
        """Return what waits; raises DeskTrouble."""
        return await self._engine.run(self._inner.waiting())

    def decide(self, seen: Waiting, choice: Literal["approve", "reject"], note: str) -> AsyncIterator[Outcome]:
        """Decide on somebody else's approval."""
        return self._engine.stream(lambda: self._inner.decide(seen, choice, note))

    async def paste(self, url: str) -> str:
        """Hand the provider's redirect URL to the decision under way."""
        return await self._engine.run(self._inner.paste(url))

    def changes(self) -> AsyncIterator[int]:
        """Yield how many wait for this person, now and whenever it is another."""
        return self._engine.stream(self._inner.changes)
