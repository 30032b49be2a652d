"""Every place of the screen where a text from outside is shown, each with a value whose every text can be another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from textual.screen import Screen

from app.auth.events import Person
from app.ui.copying import pieces
from app.ui.desk import DeskTrouble, Kept, May, Standing
from app.ui.inbox import Waiting
from app.ui.means import Means
from app.ui.screens.conversations import ConversationsScreen
from app.ui.screens.copying import CopyScreen
from app.ui.screens.details import DetailsScreen
from app.ui.screens.help import HelpScreen
from app.ui.screens.inbox import InboxScreen
from app.ui.screens.sign_in import SignInScreen
from app.ui.screens.status import StatusScreen
from app.ui.tally import Tally
from app.ui.watch import Watch
from app.ui.widgets.bars import Masthead
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.composer import Composer
from app.ui.widgets.foot import Foot
from app.ui.widgets.live import LiveMasthead
from app.ui.widgets.questions import Questions
from app.ui.widgets.transcript import Transcript
from graph.events import (
    Acted,
    Acting,
    Confirming,
    Entry,
    Event,
    Failed,
    Looked,
    Looking,
    Parked,
    Recipient,
    Said,
    Seconded,
    Settled,
    Spoke,
    Thought,
)
from graph.questions import Candidate, Confirm, Question, Which
from tests.poison import Path, places
from tests.ui.fakes_inbox import FakeInbox, theirs
from tests.ui.fakes_shelf import FakeShelf
from tests.ui.fakes_terminal import Terminal
from tests.ui.fakes_ui import FakeConversation, FakeDesk, FakeSignIn
from tests.ui.fakes_values import NOW, STANDING, deletion, moved, paid, update
from tools.change import Proposal, Receipt, Row

Shows = Callable[[Terminal, Any], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Place:
    """Something with texts in it, how it is shown, and which of what is in it comes from outside."""

    name: str
    value: object
    shows: Shows
    outside: Callable[[object], Iterable[Path]] = places


def full(proposal: Proposal) -> Proposal:
    """Return a proposal that also has what only some have."""
    return replace(
        proposal,
        opinion="It does what was asked.",
        stance="warns",
        differs=("The deadline is another.",),
        change=replace(proposal.change, facts=(("Fee", "none"),)),
    )


def created() -> Proposal:
    row = Row("task", "", "Write the notes", None, None, {"title": "Write the notes", "description": "two pages"})
    return replace(update("c1"), change=replace(update().change, headline="Add Write the notes", rows=[row]))


@asynccontextmanager
async def asked(terminal: Terminal, question: object) -> AsyncGenerator[None, None]:
    """Put a question on the chat until it is withdrawn."""
    asking = terminal.app.screen.query_one(Questions).asking
    task = asyncio.ensure_future(asking.ask(question))  # type: ignore[arg-type]  # a poisoned question is one still
    try:
        await terminal.rest()
        await terminal.until(lambda: all(one.border_title for one in _cards(terminal)))
        await terminal.rest()
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await terminal.rest()


def _cards(terminal: Terminal) -> list[ProposalCard]:
    return [one for one in terminal.app.screen.query(ProposalCard) if one.display]


@asynccontextmanager
async def card(terminal: Terminal, proposal: object) -> AsyncGenerator[None, None]:
    async with asked(terminal, Confirm([proposal])):  # type: ignore[list-item]  # as above
        yield


@asynccontextmanager
async def editing(terminal: Terminal, proposal: object) -> AsyncGenerator[None, None]:
    async with card(terminal, proposal):
        terminal.time.pass_(2)
        await terminal.press("e")
        terminal.time.pass_(2)
        await terminal.ticks()
        yield


@asynccontextmanager
async def typing(terminal: Terminal, proposal: object) -> AsyncGenerator[None, None]:
    async with card(terminal, proposal):
        terminal.time.pass_(2)
        await terminal.press("?")
        await terminal.press("escape")
        terminal.time.pass_(2)
        await terminal.press("y")
        await terminal.ticks()
        yield


@asynccontextmanager
async def said(terminal: Terminal, event: object) -> AsyncGenerator[None, None]:
    """Show an event between two others."""
    async with talked(terminal, [event]):
        yield


@asynccontextmanager
async def talked(terminal: Terminal, events: object) -> AsyncGenerator[None, None]:
    """Show events between two others."""
    transcript = terminal.app.screen.query_one(Transcript)
    vars(transcript)["far_above"] = list  # what scrolls away stays there to be looked at
    first, last = Failed("What came before.", "It stays."), Failed("What comes after.", "It stays too.")
    for each in (first, *events, last):  # type: ignore[misc]  # as above
        await transcript.show(each)
    await terminal.rest()
    yield
    await _forget(transcript)


async def _forget(transcript: Transcript) -> None:
    """Begin anew, as a screen never does."""
    await transcript.drop(list(transcript.lines))
    transcript.book.story.__init__()  # type: ignore[misc]  # it begins anew


@asynccontextmanager
async def confirming(terminal: Terminal, event: object) -> AsyncGenerator[None, None]:
    questions = terminal.app.screen.query_one(Questions)
    await questions.follow(event)  # type: ignore[arg-type]  # a poisoned event is one still
    await terminal.rest()
    yield
    await questions.follow(None)
    await terminal.rest()


@asynccontextmanager
async def page(terminal: Terminal, screen: Screen[Any]) -> AsyncGenerator[None, None]:
    terminal.app.push_screen(screen)
    await terminal.rest()
    try:
        yield
    finally:
        terminal.app.pop_screen()
        await terminal.rest()


def on_page(build: Callable[[Terminal, Any], Screen[Any]]) -> Shows:
    return lambda terminal, value: page(terminal, build(terminal, value))


@asynccontextmanager
async def standing(terminal: Terminal, value: object) -> AsyncGenerator[None, None]:
    assert isinstance(value, Standing)
    masthead = terminal.app.screen.query_one(LiveMasthead)
    masthead.show(*Masthead.words(value))
    await terminal.rest()
    yield
    masthead.show(*Masthead.words(STANDING))


@asynccontextmanager
async def queued(terminal: Terminal, words: object) -> AsyncGenerator[None, None]:
    foot = terminal.app.screen.query_one(Foot)
    foot.tell("working", list(words), waits="", away=False)  # type: ignore[call-overload]  # some words
    await terminal.rest()
    yield
    foot.tell("idle", (), waits="", away=False)


@asynccontextmanager
async def pasted(terminal: Terminal, words: object) -> AsyncGenerator[None, None]:
    composer = terminal.app.screen.query_one(Composer)
    composer.fill("".join(words))  # type: ignore[arg-type]  # some words
    await terminal.rest()
    yield
    composer.load_text("")


def inbox(terminal: Terminal, waiting: Waiting) -> Screen[Any]:
    means = Means(terminal.desk.sign_in, terminal.time.clock())
    return InboxScreen(Watch(FakeInbox([waiting])), "thr_1", means)


def _inbox_trouble(terminal: Terminal, words: tuple[str, str]) -> Screen[Any]:
    means = Means(terminal.desk.sign_in, terminal.time.clock())
    return InboxScreen(Watch(FakeInbox(trouble=DeskTrouble(*words))), "thr_1", means)


class Titled(FakeShelf):
    """A shelf with one conversation, called and begun as it is told."""

    def __init__(self, kept: Kept, begun: str) -> None:
        entries = [Entry(1, NOW, Said(begun)), Entry(2, NOW, Spoke("m", begun))]
        super().__init__({kept.thread: FakeConversation(kept=entries)})
        self._kept = kept

    async def kept(self) -> list[Kept]:
        return [self._kept]


def shelf(terminal: Terminal, value: tuple[Kept, str]) -> Screen[Any]:
    return ConversationsScreen(Titled(*value), "thr_0", terminal.time.clock())


def _copy(_: Terminal, words: tuple[str]) -> Screen[Any]:
    story = Transcript(_.time.clock(), FakeConversation().history, Questions(Means(_.desk.sign_in))).book.story
    story.take(Spoke("m", words[0]))
    return CopyScreen(pieces(story.items))


def _door(_: Terminal, value: tuple[Person, str]) -> Screen[Any]:
    sign_in = FakeSignIn(offered=(value[0],))
    return SignInScreen(FakeDesk(sign_in=sign_in, place=value[1]), {"DISPLAY": ":0"})


def _door_trouble(_: Terminal, words: tuple[str, str]) -> Screen[Any]:
    return SignInScreen(FakeDesk(troubles=[DeskTrouble(*words)]), {"DISPLAY": ":0"})


RECEIPT = Receipt("k", "refused", 403, "req_1", NOW, "the platform's detail")
EVENTS: tuple[Event, ...] = (
    Said("the person's words"),
    Thought("m", "the reasoning"),
    Spoke("m", "the agent's words"),
    Looking("c", "a_tool", {"name": "value"}),
    Looked("c", "a_tool", "failed", "a summary", 12),
    Settled("p", "a headline", "reject", "a note"),
    Confirming("p", "a headline", "https://id.example/x", opened=False),
    Parked("p", "a headline", "ap_1", "who may", NOW + 60),
    Seconded("p", "a headline", "reject", "Dave Okafor", "a note"),
    Recipient("search", "a name", "a.host", changed=True),
    Acting("c", "a headline"),
    Acted("c", "a headline", (RECEIPT, replace(RECEIPT, outcome="unknown")), "a summary"),
    Failed("a sentence", "a next step"),
)
STOOD = replace(STANDING, session="since 9:00", may=(May("delete_tasks", "delete", "asks", "from 1 on"),))
WHICH: Question = Which("w", "Which Apollo?", (Candidate("prj_1", "Apollo", "at Acme"),), free=True)
PAGE = Confirming("p", "Move 5 EUR", "https://id.example/authorize?x=1", opened=False, shows=("Move 5 EUR", "once"))
DETAILS = on_page(lambda _, it: DetailsScreen(it))

PLACES: tuple[Place, ...] = (
    *(Place(f"card {one.id}", full(one), card) for one in (deletion(2), update(), moved(), paid(), created())),
    Place("list of cards", Confirm([deletion(2), update()]), asked),
    Place("editor", full(deletion(2)), editing),
    Place("typed approval", moved(), typing),
    *(Place(f"details {one.id}", full(one), DETAILS) for one in (deletion(2), moved())),
    Place("question", WHICH, asked),
    *(Place(f"told {type(event).__name__}", event, said) for event in EVENTS),
    Place("provider's page", PAGE, confirming),
    Place("masthead", STOOD, standing),
    Place("what may I do", STOOD, on_page(lambda _, it: HelpScreen(it))),
    Place("status", STOOD, on_page(lambda _, it: StatusScreen(it, FakeConversation(), Tally()))),
    Place("inbox", theirs(changed=("The sum is another.",)), on_page(inbox)),
    Place("inbox, not mine", theirs(reason="You asked for it yourself."), on_page(inbox)),
    Place("inbox out of reach", ("It is down.", "Try again."), on_page(_inbox_trouble)),
    Place("conversations", (Kept("thr_1", "What was said", NOW, 1), "What was said there"), on_page(shelf)),
    Place("what to copy", ("Some words",), on_page(_copy)),
    Place("door", (Person("bob", "Bob Lindqvist", "member at Acme"), "sandbox"), on_page(_door)),
    Place("door that does not open", ("It is down.", "Try again."), on_page(_door_trouble)),
    Place("words that wait", ("first words", "other words"), queued),
    Place("paste", ("pasted words",), pasted),
)
