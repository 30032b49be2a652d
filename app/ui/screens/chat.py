"""The chat: what was said above, open questions at its end, and a composer that is never blocked below."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from app.ui import messages
from app.ui.desk import Leaving, Opened
from app.ui.hints import Waits
from app.ui.means import Means
from app.ui.screens.details import DetailsScreen
from app.ui.screens.help import HelpScreen
from app.ui.talk import Talk
from app.ui.unforeseen import unforeseen
from app.ui.widgets.bars import Masthead
from app.ui.widgets.composer import Composer
from app.ui.widgets.editor import Editor
from app.ui.widgets.foot import Foot
from app.ui.widgets.questions import Questions
from app.ui.widgets.transcript import Transcript
from graph.events import Ended, Event, Failed

_PATIENCE = 2.0
_KEYS: list[BindingType] = [
    Binding("escape", "stop", "Stop", show=False),
    Binding("ctrl+g", "decide", "Decide", show=False, priority=True),
    Binding("pageup", "page(-1)", "Up", show=False, priority=True),
    Binding("pagedown", "page(1)", "Down", show=False, priority=True),
    Binding("ctrl+end", "end", "To the end", show=False, priority=True),
    Binding("f1", "help", "Help", show=False),
]


class ChatScreen(Screen[Leaving]):
    """One conversation; ends with what the person wants to do about the session."""

    AUTO_FOCUS = "Composer"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["chat.tcss", "../widgets/transcript.tcss", "../widgets/card.tcss"]
    BINDINGS = _KEYS

    def __init__(self, opened: Opened, means: Means) -> None:
        super().__init__()
        self._conversation, self._standing, self._means = opened.conversation, opened.standing, means
        self._questions = Questions(means)
        self._asking = self._questions.asking
        self._talk = Talk(opened.conversation, self._asking.ask, self._show, self._tell)
        self._away = False

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Masthead.of(self._standing)
        yield Transcript(self._means.clock, self._conversation.history, self._questions)
        yield Foot()

    def on_mount(self) -> None:
        """Show what was said before, then go on with it, while the composer is already there."""
        self._tell()
        self.run_worker(self._open(), name="talk", exit_on_error=False)

    async def on_unmount(self) -> None:
        """Leave open questions open and let go of the conversation."""
        self._asking.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._conversation.close(), _PATIENCE)

    async def _open(self) -> None:
        await self._transcript.load()
        await self._talk.run(resume=True)

    async def _show(self, event: Event) -> None:
        if isinstance(event, Ended):
            self._asking.drop()
            if event.reason != "done" and self._talk.queue:
                self._composer.fill(self._talk.take_back())
        await self._transcript.show(event)

    @on(messages.Submitted)
    async def _submitted(self, event: messages.Submitted) -> None:
        match event.text:
            case "/help" | "/stop":
                await self.run_action(event.text.removeprefix("/"))
            case "/quit":
                self.app.exit()
            case "/signin" | "/signout":
                self.dismiss("sign_in" if event.text == "/signin" else "sign_out")
            case text if text.startswith("/") and text[1:].isalpha():
                await self._transcript.show(Failed(f"There is no command {text}.", "/help lists them all."))
            case text:
                await self._transcript.to_end()
                self._talk.say(text)

    @on(messages.Asked)
    def _asked(self) -> None:
        if self.is_current and self._transcript.following and not self._half_typed:
            self._questions.take_focus()
        self._tell()

    @on(messages.Gone)
    def _gone(self, event: messages.Gone) -> None:
        if event.had_keys:
            self._composer.focus()
        self._tell()

    @on(messages.SettledHere)
    async def _settled(self, event: messages.SettledHere) -> None:
        self._composer.focus()
        for settled in event.settled:
            await self._transcript.show(settled)

    @on(messages.MeantForComposer)
    def _meant_for_composer(self, event: messages.MeantForComposer) -> None:
        self._composer.fill(event.text)
        self._tell()

    @on(messages.DetailsWanted)
    def _details(self, event: messages.DetailsWanted) -> None:
        self.app.push_screen(DetailsScreen(event.proposal))

    @on(messages.ScrolledAway)
    def _scrolled(self, event: messages.ScrolledAway) -> None:
        self._away = event.away
        self._tell()

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say a failure that nobody foresaw in one sentence, and go on."""
        worker = event.worker
        if event.state is not WorkerState.ERROR:
            return
        await self._transcript.show(unforeseen(worker))
        if worker.name == "talk":
            self._asking.drop()
            self.run_worker(self._talk.run(resume=False), name="talk", exit_on_error=False)

    def action_stop(self) -> None:
        """Stop the turn under way, or else go back to writing."""
        if self._talk.busy:
            self.run_worker(self._talk.stop(), name="stop", exit_on_error=False)
        else:
            self._composer.focus()

    def action_decide(self) -> None:
        """Go to the open question."""
        if self._asking.waiting:
            self._transcript.follow()
            self._questions.take_focus()

    def action_page(self, step: int) -> None:
        """Scroll the transcript."""
        self._transcript.scroll_relative(y=step * (self._transcript.size.height - 1), animate=False)

    async def action_end(self) -> None:
        """Show the end of the transcript."""
        await self._transcript.to_end()

    def action_help(self) -> None:
        """Show what can be done here."""
        self.app.push_screen(HelpScreen(self._standing))

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def _composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def _half_typed(self) -> bool:
        return bool(self._composer.text) or isinstance(self.focused, Input | Editor)

    def on_resize(self) -> None:
        """Fit open cards to the new height."""
        self._questions.refit()

    def on_descendant_focus(self) -> None:
        """Tell whether the keys are the composer's or a card's."""
        self._tell()

    def _tell(self) -> None:
        where: Waits = "elsewhere" if isinstance(self.focused, Composer) else "here"
        waits: Waits = where if self._asking.waiting else ""
        for foot in self.query(Foot):
            foot.tell(self._talk.state, self._talk.queue, waits=waits, away=self._away)
