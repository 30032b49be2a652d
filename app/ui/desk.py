"""What the screen is handed by whoever builds the program: signing in, and a conversation with the agent behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # the first frame needs none of the agent's words
    from app.auth.events import Account, SignIn
    from app.ui.inbox import Inbox
    from graph.conversation import Conversation
    from graph.events import Entry
    from tools.change import Effect

Leaving = Literal["sign_in", "sign_out"]
"""What a person wants to do about the session when leaving a conversation."""


What = Literal["runs", "asks", "second", "forbidden"]
"""What becomes of a call that a tool proposes: it runs at once, asks this person, a second one too, or not at all."""


@dataclass(frozen=True, slots=True)
class May:
    """What this person may do with one tool; `words` say why, or from which amount or number on it is more."""

    tool: str
    effect: Effect
    what: What
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is signed in and where, in the words that the header shows; `kept` says where the session is kept.

    `session` says in words since when, how and until when one is signed in; `may` is every tool there is.
    """

    who: str
    tenant: str
    role: str
    model: str
    place: str
    kept: str
    session: str = ""
    may: Sequence[May] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation that is kept: the words it began with, when it was last added to, and how much waits in it."""

    thread: str
    title: str
    updated: int
    waits: int


class Shelf(Protocol):
    """The account's other conversations; every call raises DeskTrouble or AuthError."""

    @property
    def keeps(self) -> bool:
        """Tell whether a conversation is there again after it was left."""
        ...

    async def kept(self) -> Sequence[Kept]:
        """Return all of them, the latest first; nothing where nothing is kept on this machine."""
        ...

    async def peek(self, thread: str, limit: int) -> Sequence[Entry]:
        """Return the newest entries of one of them, oldest first."""
        ...

    async def prompts(self, limit: int) -> Sequence[str]:
        """Return what the person said last in any of them, oldest first."""
        ...

    async def open(self, thread: str | None) -> Opened:
        """Return one of them, or a new one, ready to go on."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that is ready to go on, whose it is, and what waits beside it where anything can.

    `warm` makes ready what an answer needs, and is called once somebody begins to write; `shelf` has the others.
    """

    conversation: Conversation
    standing: Standing
    inbox: Inbox | None = None
    warm: Callable[[], Awaitable[None]] | None = None
    shelf: Shelf | None = None


class DeskTrouble(Exception):
    """Something behind the screen can't be had: one sentence, and what the person can do next."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class Desk(Protocol):
    """Everything behind the screen; slow calls are coroutines and run after the first frame."""

    @property
    def sign_in(self) -> SignIn:
        """Return the way in; usable after `prepare`."""
        ...

    @property
    def place(self) -> str:
        """Return in a word or two where one signs in, as in `sandbox`."""
        ...

    async def prepare(self) -> None:
        """Make ready what signing in needs; may be called again after a failure; raises DeskTrouble."""
        ...

    async def open(self, account: Account) -> Opened:
        """Return the account's latest conversation; raises DeskTrouble or AuthError."""
        ...

    async def leave(self) -> None:
        """Let go of everything; called once, when the terminal has been given back."""
        ...
