from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Self

from textual.events import Key
from textual.message import Message

from app.auth.events import Account, AuthError, Opening, Person, Refused, SignedIn, SignInEvent
from app.ui.app import CountersignApp
from app.ui.clock import Clock
from app.ui.desk import DeskTrouble, Opened, Standing
from app.ui.screens.chat import ChatScreen
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.composer import Composer
from graph.conversation import Conversation
from graph.events import Acted, Acting, Ended, Entry, Event, Looked, Looking, Said, Settled, Spoke, Thought
from graph.questions import Answer, Ask, Confirm
from tools.change import Call, Change, Origin, Principal, Proposal, Receipt, Request, Row, Verdict

NOW = 1_795_000_000
ALICE = Account(
    "http://127.0.0.1:1", "usr_alice", "ten_acme", "c1", "dpk_7f", "Alice Moreau", "alice@acme.example", "pin", NOW
)
PRINCIPAL = Principal(
    "http://127.0.0.1:1", "usr_alice", "ten_acme", "c1", "k3JQx9vTbL2", "Alice Moreau", "alice@acme.example", "pin", NOW
)
STANDING = Standing("alice@acme.example", "Acme", "lead", "countersign-offline", "sandbox", "Secret Service keyring")
TITLES = (
    "Old landing page copy",
    "Spike: new router",
    "Rename the retry flag",
    "Check the German footer",
    "Move icons to the sprite",
    "Sort out staging logins",
    "Archive the 2023 survey",
    "Trim the release notes",
    "Ask legal about cookies",
    "Fix the print stylesheet",
)


class FakeTime:
    """Both clocks of a screen, standing still until told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def clock(self) -> Clock:
        return Clock(steady=lambda: self.now, wall=lambda: NOW + self.now - 1000.0, arrival=self._arrival)

    def _arrival(self, _message: Message) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


def task(number: int) -> dict[str, object]:
    return {
        "id": f"tsk_{number:04}",
        "key": f"APO-{112 + number * 3}",
        "title": TITLES[number % len(TITLES)],
        "status": "open",
        "assignee": {"id": "usr_bob", "name": "Bob Lindqvist"},
        "updated_at": f"2026-0{1 + number % 7}-1{number % 10}T09:30:00Z",
        "version": "3",
    }


def deletion(count: int = 5, name: str = "p1") -> Proposal:
    tasks = [task(number) for number in range(count)]
    items = [{"id": one["id"], "version": one["version"]} for one in tasks]
    return Proposal(
        id=f"prop_{name}",
        call=f"msg_{name}/0",
        tool="delete_tasks",
        args={"task_ids": [one["id"] for one in tasks]},
        why="They are untouched for 90+ days and you asked to clear stale work.",
        effect="delete",
        change=Change(
            headline=f"Delete {count} tasks in Apollo",
            requests=[Request.post("/v1/tasks/delete", items=items)],
            rows=[Row.of("task", one, after=None) for one in tasks],
            undo=Call("restore_tasks", {"task_ids": [one["id"] for one in tasks]}),
            undo_until=NOW + 30 * 86_400,
        ),
        verdict=Verdict("needs", ("confirmation",), (("deletes-need-confirmation", "Deleting loses information."),)),
        provenance={"task_ids": Origin("tool", "search_tasks, this turn")},
        principal=PRINCIPAL,
        scopes=("tasks:delete",),
        thread="thr_1",
        expires=NOW + 600,
        change_digest="sha-256:change",
        digest=f"sha-256:{name}",
    )


def update(name: str = "u1") -> Proposal:
    row = Row.of("task", task(1), after={"status": "done", "priority": "high"})
    change = Change(
        "Close Spike: new router", [Request.patch("/v1/tasks/{}", "tsk_0001", version="3", status="done")], [row]
    )
    rules = (("flagged-updates-ask", "A value did not come from you."),)
    flagged = {"priority": Origin("tool", "a comment by eve on APO-7", flagged=True)}
    return replace(
        deletion(1, name),
        tool="update_task",
        args={"task_id": "tsk_0001", "status": "done", "priority": "high"},
        effect="update",
        change=change,
        verdict=Verdict("needs", ("confirmation",), rules),
        provenance={"status": Origin("person", "your message"), **flagged},
        scopes=("tasks:write",),
    )


def transfer(name: str = "t1") -> Proposal:
    change = Change("Move 5,000.00 EUR from Marketing to Apollo", [], [], amount=(500_000, "EUR"))
    verdict = Verdict("needs", ("typed_confirmation",), (("transfers-are-typed", "Money moves."),))
    return replace(deletion(1, name), effect="transfer", change=change, verdict=verdict)


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

    async def prepare(self) -> None:
        self.prepared += 1
        if self.gate:
            await self.gate.wait()
        if self.troubles:
            raise self.troubles.pop()

    async def open(self, account: Account) -> Opened:
        return Opened(self.conversation, replace(STANDING, who=account.email))

    async def leave(self) -> None:
        self.left += 1


class Shown:
    """An app at work in a terminal of a given size, signed in unless its desk says otherwise."""

    def __init__(
        self, desk: FakeDesk, *, size: tuple[int, int] = (80, 24), environ: Mapping[str, str] | None = None
    ) -> None:
        self.desk, self.time, self._size = desk, FakeTime(), size
        self.app = CountersignApp(
            desk, environ=environ or {"TERM": "xterm-256color", "DISPLAY": ":0"}, clock=self.time.clock()
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.pilot = await self._stack.enter_async_context(self.app.run_test(size=self._size, notifications=True))
        if self.desk.sign_in.account and not self.desk.troubles and not self.desk.gate:
            await self.until(lambda: isinstance(self.app.screen, ChatScreen) and bool(self.app.screen.query(Composer)))
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self._stack.aclose()

    @property
    def text(self) -> str:
        """Return what stands on the screen."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()  # noqa: SLF001  # Textual has no public way to read the screen
        assert len(strips) <= height
        assert width
        return "\n".join(strip.text.rstrip() for strip in strips)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition, letting the app work."""
        for _ in range(200):
            if condition():
                return
            await self.pilot.pause()
        raise AssertionError(f"it never came true; the screen shows:\n{self.text}")

    async def says(self, words: str) -> None:
        """Write words and send them."""
        await self.press(*words, "enter")

    async def press(self, *keys: str) -> None:
        """Press keys in one go: single characters as they are, others by Textual's names."""
        for key in keys:
            self.app.post_message(Key(key, key if len(key) == 1 else None))
        await self.pilot.pause()

    async def card(self) -> None:
        """Wait until a card has been drawn."""
        await self.until(lambda: any(card.region.height for card in self.app.screen.query(ProposalCard)))
        await self.pilot.pause()
