from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.auth.events import Account, AuthError, Opening, Person, Refused, SignedIn, SignInEvent
from app.ui.desk import DeskTrouble, Opened, Shelf
from graph.conversation import Conversation
from graph.events import Acted, Acting, Ended, Entry, Event, Looked, Looking, Said, Settled, Spoke, Thought
from graph.questions import Answer, Ask, Confirm
from tests.ui.fakes_inbox import FakeInbox
from tests.ui.fakes_values import ALICE, NOW, STANDING, deletion
from tools.change import Proposal, Receipt

Script = Callable[[str, Ask], AsyncIterator[Event]]


async def told(events: Iterable[Event]) -> AsyncIterator[Event]:
    for event in events:
        yield event


async def says(text: str, _ask: Ask) -> AsyncIterator[Event]:
    """Answer with an echo, streamed in pieces."""
    yield Said(text)
    yield Thought("m1", "The person wrote something. ")
    for piece in ("You said ", "**", text, "**", "."):
        yield Spoke(f"m-{text}", piece)
    yield Ended("done")


async def deletes(text: str, ask: Ask, *proposals: Proposal) -> AsyncIterator[Event]:
    """Look, propose, and act as decided."""
    proposals = proposals or (deletion(),)
    yield Said(text)
    yield Thought("m1", "Stale means untouched for 90 days.")
    yield Looking("m1/0", "search_tasks", {"project": "Apollo", "stale_days": 90})
    yield Looked("m1/0", "search_tasks", "found", "5 tasks", 84)
    yield Spoke("m2", "Five tasks in Apollo have had no activity for more than **90 days**.")
    yield Looking("m2/0", "delete_tasks", {"task_ids": ["tsk_1", "tsk_2", "tsk_3", "tsk_4", "tsk_5"]})
    yield Looked("m2/0", "delete_tasks", "change", "a change to decide on", 61)
    answers = await ask(Confirm(proposals))
    for proposal, answer in zip(proposals, answers, strict=True):
        yield Settled(proposal.id, proposal.change.headline, answer.choice, answer.note)
        if answer.choice == "approve":
            yield Acting(proposal.call, proposal.change.headline)
            receipt = Receipt("k", "done", 200, "req_7f31", NOW)
            yield Acted(proposal.call, proposal.change.headline, (receipt,), "5 tasks deleted")
    yield Spoke("m3", "That is settled.")
    yield Ended("done")


def proposing(*proposals: Proposal) -> Script:
    return lambda text, ask: deletes(text, ask, *proposals)


class Held:
    """A turn that asks at the moment a test says so."""

    def __init__(self) -> None:
        self.now = asyncio.Event()

    async def script(self, _text: str, ask: Ask) -> AsyncIterator[Event]:
        await self.now.wait()
        await ask(Confirm([deletion(2)]))
        yield Ended("done")


class Slow:
    """A turn that waits until it is let go, or stopped."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def script(self, text: str, _ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        await self.go.wait()
        self.go.clear()
        yield Spoke(f"m-{text}", f"answer to {text}")
        yield Ended("done" if text != "stop me" else "stopped")


@dataclass
class FakeConversation:
    """Plays one script for every turn, and remembers what was said to it."""

    script: Script = says
    kept: list[Entry] = field(default_factory=list)
    left_open: Script | None = None
    thread: str = "thr_1"
    heard: list[str] = field(default_factory=list)
    answered: list[Answer] = field(default_factory=list)
    stopped: int = 0
    closed: bool = False
    _asking: asyncio.Task[Sequence[Answer]] | None = None

    async def turn(self, text: str, ask: Ask) -> AsyncIterator[Event]:
        self.heard.append(text)
        async for event in self._play(self.script, text, ask):
            yield event

    async def resume(self, ask: Ask) -> AsyncIterator[Event]:
        if self.left_open:
            async for event in self._play(self.left_open, "", ask):
                yield event

    async def _play(self, script: Script, text: str, ask: Ask) -> AsyncIterator[Event]:
        try:
            async for event in script(text, self._listening(ask)):
                yield event
        except asyncio.CancelledError:
            if not self.stopped:
                raise
            yield Ended("stopped")

    def _listening(self, ask: Ask) -> Ask:
        async def listening(question: Confirm) -> Sequence[Answer]:
            self._asking = asyncio.create_task(_wait(ask(question)))
            answers = await self._asking
            self.answered += answers
            return answers

        return listening  # type: ignore[return-value]  # the scripts here ask Confirm only

    async def stop(self) -> None:
        self.stopped += 1
        if self._asking:
            self._asking.cancel()

    async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
        older = [entry for entry in self.kept if before is None or entry.seq < before]
        return older[-limit:]

    async def close(self) -> None:
        self.closed = True


async def _wait(answers: Awaitable[Sequence[Answer]]) -> Sequence[Answer]:
    return await answers


@dataclass
class FakeSignIn:
    """Knows some people, and does as it was told to."""

    account: Account | None = None
    offered: Sequence[Person] = (
        Person("alice", "Alice Moreau", "lead at Acme"),
        Person("bob", "Bob Lindqvist", "member at Acme"),
        Person("carol", "Carol Mensah", "viewer at Acme"),
        Person("dave", "Dave Okafor", "finance at Acme"),
        Person("erin", "Erin Castellano", "admin at Acme"),
        Person("eve", "Eve Tanaka", "member at Acme"),
        Person("grace", "Grace Novak", "lead at Globex"),
        Person("heidi", "Heidi Brandt", "viewer at Globex"),
    )
    refusals: list[Refused] = field(default_factory=list)
    trouble: AuthError | None = None
    browser: bool = False
    chosen: list[str] = field(default_factory=list)
    pasted: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    signed_out: int = 0
    given_up: int = 0
    gone_back: asyncio.Event = field(default_factory=asyncio.Event)

    async def kept_in(self) -> str:
        return "Secret Service keyring"

    async def restore(self) -> Account | None:
        if self.trouble:
            raise self.trouble
        return self.account

    async def people(self) -> Sequence[Person]:
        return self.offered

    async def with_browser(self) -> AsyncIterator[SignInEvent]:
        yield Opening("http://127.0.0.1:41001/authorize?client_id=c1&state=" + "s" * 60, self.browser)
        await self.pasted.get()
        yield SignedIn(ALICE)

    async def paste(self, url: str) -> str:
        if "code=" not in url:
            return "That address has no code in it."
        self.pasted.put_nowait(url)
        return ""

    async def give_up(self) -> None:
        self.given_up += 1
        self.gone_back.set()

    async def as_person(self, key: str) -> AsyncIterator[SignInEvent]:
        self.chosen.append(key)
        yield self.refusals.pop() if self.refusals else SignedIn(ALICE)

    async def sign_out(self, *, everywhere: bool) -> str:  # noqa: ARG002  # the protocol's name
        self.signed_out += 1
        return "You are signed out."


@dataclass
class FakeDesk:
    """A desk with a conversation on it."""

    conversation: Conversation = field(default_factory=FakeConversation)
    sign_in: FakeSignIn = field(default_factory=lambda: FakeSignIn(account=ALICE))
    place: str = "sandbox"
    troubles: list[DeskTrouble] = field(default_factory=list)
    prepared: int = 0
    left: int = 0
    gate: asyncio.Event | None = None
    inbox: FakeInbox | None = None
    shelf: Shelf | None = None

    async def prepare(self) -> None:
        self.prepared += 1
        if self.gate:
            await self.gate.wait()
        if self.troubles:
            raise self.troubles.pop()

    async def open(self, account: Account) -> Opened:
        return Opened(self.conversation, replace(STANDING, who=account.email), self.inbox, shelf=self.shelf)

    async def leave(self) -> None:
        self.left += 1
