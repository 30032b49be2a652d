"""A turn that puts one card after another, each at the moment a test says so, and takes them back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from textual.events import AppBlur, AppFocus, Key, Paste
from textual.pilot import OutOfBounds

from app.ui.screens.chat import ChatScreen
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.choice import Choice
from app.ui.widgets.composer import Composer
from app.ui.widgets.docket import Docket
from graph.events import Event, Used
from graph.questions import Answer, Ask, Confirm
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_traces import BLUR, CLICK, FOCUS, LARGE, PASTE, SMALL, Step
from tests.ui.fakes_ui import FakeConversation, FakeDesk
from tools.change import Proposal

USUAL = (80, 30)
_HOPS = 20
SIZES = {SMALL: (60, 20), LARGE: (100, 30)}


class Dealer(FakeConversation):
    """Plays a turn that never ends."""

    def __init__(self) -> None:
        super().__init__(script=self._turn)
        self._dealt: asyncio.Queue[Sequence[Proposal]] = asyncio.Queue()
        self._open: asyncio.Future[Sequence[Answer]] | None = None

    async def _turn(self, _text: str, ask: Ask) -> AsyncIterator[Event]:
        while True:
            asked = ask(Confirm(await self._dealt.get()))
            self._open = asyncio.ensure_future(asked)
            await asyncio.wait({self._open})
            yield Used("m", 0, 0)

    def deal(self, *proposals: Proposal) -> None:
        self._dealt.put_nowait(proposals)

    def take_back(self) -> None:
        if self._open is not None:
            self._open.cancel()

    async def stop(self) -> None:
        """Take the card back, and go on."""
        self.take_back()


class Table(Shown):
    """A chat in which cards are dealt; its hands are a test's."""

    def __init__(self) -> None:
        self.dealer = Dealer()
        super().__init__(FakeDesk(self.dealer), size=USUAL)
        self._began = self.time.now

    @property
    def _cards(self) -> Sequence[ProposalCard]:
        return tuple(self.app.screen.query(ProposalCard))

    async def pass_(self, seconds: float) -> None:
        self.time.pass_(seconds)
        for card in self._cards:
            card.tick()
        await self.rest()

    async def put(self, *proposals: Proposal) -> None:
        """Let cards come up, and wait until they are seen."""
        self.dealer.deal(*proposals)
        await self.card()

    async def play(self, step: Step) -> None:
        match step.what:
            case what if what in SIZES:
                await self.pilot.resize_terminal(*SIZES[what])
            case what if what == CLICK:
                await self._click()
            case what if what == PASTE:
                self.app.post_message(Paste(step.text))
            case what if what in {BLUR, FOCUS}:
                self.app.post_message(AppBlur() if what == BLUR else AppFocus())
            case key:
                self.app.post_message(Key(key, key if len(key) == 1 else None))
        await self.rest()

    async def rest(self) -> None:
        """Let a key come through: the app hands it to the screen, that to what has the keys, and that to its card."""
        for _ in range(_HOPS):
            await asyncio.sleep(0)
        await self.until(lambda: not any(each.message_queue_size for each in (self.app, self.app.screen, *self._cards)))

    async def _click(self) -> None:
        for choice in self.app.screen.query(Choice):
            if choice.name == "y" and choice.region:
                with suppress(OutOfBounds):
                    await self.pilot.click(choice)
                return

    @property
    def decided(self) -> list[str]:
        """Return what has been decided, also of a list that is not through."""
        partly = [answer for docket in self.app.screen.query(Docket) for answer in docket._answers.values()]  # noqa: SLF001  # a list tells its answers once it has all
        whole = [answer for answer in self.dealer.answered if answer not in partly]
        return [f"{answer.to} {answer.choice}" for answer in [*whole, *partly]]

    async def clear(self) -> None:
        """Take everything away that a case has left."""
        self.app.post_message(AppFocus())
        if tuple(self.app.size) != USUAL:
            await self.pilot.resize_terminal(*USUAL)
        while not isinstance(self.app.screen, ChatScreen):
            self.app.pop_screen()
            await self.rest()
        self.dealer.take_back()
        screen = self.app.screen
        screen._talk.take_back()  # noqa: SLF001  # words that wait for a turn that never ends
        await self.until(lambda: not screen.query(ProposalCard))
        screen.query_one(Composer).load_text("")
        screen.set_focus(screen.query_one(Composer))
        self.dealer.answered.clear()
        self.time.now = self._began  # or else every card would have expired after a while
        await self.rest()
