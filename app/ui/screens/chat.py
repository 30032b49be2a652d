"""The chat: what was said above, open questions at its end, and a composer that is never blocked below."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePath

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.widgets import Input, TextArea
from textual.worker import Worker, WorkerState

from app.auth.events import AuthError
from app.ui import commands, messages
from app.ui.desk import DeskTrouble, Opened
from app.ui.drafts import COMPOSER
from app.ui.hints import Waits
from app.ui.means import Means
from app.ui.screens.reading import ReadingScreen
from app.ui.talk import Talk
from app.ui.unforeseen import unforeseen
from app.ui.widgets.composer import Composer
from app.ui.widgets.editor import Editor
from app.ui.widgets.foot import Foot
from app.ui.widgets.live import LiveMasthead
from app.ui.widgets.questions import Questions
from app.ui.widgets.transcript import Transcript
from graph.events import Ended, Event, Failed

_PATIENCE = 2.0
_SHEETS: list[str | PurePath] = [
    "chat.tcss",
    *(f"../widgets/{name}.tcss" for name in ("transcript", "card", "choice", "provider")),
]
_KEYS: list[BindingType] = [
    Binding("escape", "stop", "Stop", show=False),
    Binding("ctrl+g", "decide", "Decide", show=False, priority=True),
]


def _palette() -> type[Provider]:
    from app.ui.palette import Palette  # noqa: PLC0415  # not needed before somebody presses Ctrl+P

    return Palette


_COMMANDS: set[type[Provider] | Callable[[], type[Provider]]] = {_palette}


class ChatScreen(ReadingScreen):
    """One conversation; ends with what the person wants to do about the session."""

    AUTO_FOCUS = "Composer"
    CSS_PATH = _SHEETS
    COMMANDS = _COMMANDS
    BINDINGS = _KEYS

    def __init__(self, opened: Opened, means: Means) -> None:
        super().__init__(opened, means)
        self._questions = Questions(means)
        self._asking = self._questions.asking
        self._talk = Talk(opened.conversation, self._asking.ask, self._show, self._tell)
        self._warm = opened.warm
        self._away = False

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield LiveMasthead(self._standing, self._watch)
        yield Transcript(self._means.clock, self._conversation.history, self._questions)
        yield Foot()

    def on_mount(self) -> None:
        """Show what was said before, then go on with it, while the composer is already there."""
        self._tell()
        self._begin_writing()
        self.run_worker(self._open(), name="talk", exit_on_error=False)

    async def on_unmount(self) -> None:
        """Leave open questions open and let go of the conversation."""
        self._asking.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._conversation.close(), _PATIENCE)

    async def _open(self) -> None:
        await self._transcript.load()
        self.run_worker(self._remember(), name="prompts", exit_on_error=False)
        await self._talk.run(resume=True)

    async def _show(self, event: Event) -> None:
        if isinstance(event, Ended):
            self._asking.drop()
            if event.reason != "done" and self._talk.queue:
                self._composer.fill(self._talk.take_back())
        if self._tally.take(event):
            self._tell()
        await self._questions.follow(event)
        await self._transcript.show(event)

    @on(TextArea.Changed, "Composer")
    def _written(self) -> None:
        self._means.drafts.keep(COMPOSER, self._composer.whole)
        warm, self._warm = self._warm, None
        if warm is not None:
            self.run_worker(warm(), name="warm", exit_on_error=False)

    @on(messages.Submitted)
    async def _submitted(self, event: messages.Submitted) -> None:
        if action := commands.action_of(event.text):
            await self.run_action(action)
        elif commands.is_command(event.text):
            await self._transcript.show(Failed(f"There is no command {event.text}.", "/help lists them all."))
        else:
            await self._transcript.to_end()
            self._talk.say(event.text)

    @on(messages.TakenBack)
    def _take_back(self) -> None:
        self._composer.fill(self._talk.take_last())

    @on(messages.Asked)
    def _asked(self) -> None:
        if self.is_current and self._transcript.following and not _half_typed(self):
            self._questions.take_focus()
        self._tell()

    @on(messages.Gone)
    def _gone(self, event: messages.Gone) -> None:
        if event.had_keys:
            self._hand_keys_on()
        self._tell()

    def _hand_keys_on(self) -> None:
        if self._questions.page_waits and not self._composer.text:
            self._questions.take_focus()
        else:
            self.set_focus(self._composer)

    @on(messages.SettledHere)
    async def _settled(self, event: messages.SettledHere) -> None:
        self._hand_keys_on()
        for settled in event.settled:
            await self._transcript.show(settled)

    @on(messages.MeantForComposer)
    def _meant_for_composer(self, event: messages.MeantForComposer) -> None:
        self._composer.fill(event.text)
        self._tell()

    @on(messages.WaitsOtherwise)
    def _woken(self) -> None:
        self._talk.wake()

    @on(messages.ScrolledAway)
    def _scrolled(self, event: messages.ScrolledAway) -> None:
        self._away = event.away
        self._tell()

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say a failure that nobody foresaw in one sentence, and go on."""
        worker = event.worker
        if event.state is not WorkerState.ERROR:
            return
        known = worker.error if isinstance(worker.error, AuthError | DeskTrouble) else unforeseen(worker)
        await self._transcript.show(Failed(known.sentence, known.next_step))
        if worker.name == "talk":
            self._asking.drop()
            await self._questions.follow(None)
            self.run_worker(self._talk.run(resume=False), name="talk", exit_on_error=False)

    def action_stop(self) -> None:
        """Stop the turn under way, or else go back to writing."""
        if self._talk.busy:
            self.run_worker(self._talk.stop(), name="stop", exit_on_error=False)
        else:
            self._composer.focus()

    def action_decide(self) -> None:
        """Go to the open question."""
        if self._questions.waiting:
            self._transcript.follow()
            self._questions.take_focus()

    def on_resize(self) -> None:
        """Fit open cards to the new height."""
        self._questions.refit()

    def on_descendant_focus(self) -> None:
        """Tell whether the keys are the composer's or a card's."""
        self._tell()

    def _tell(self) -> None:
        here: Waits = "page" if self._questions.page_has_keys else "here"
        where: Waits = "elsewhere" if isinstance(self.focused, Composer) else here
        waits: Waits = where if self._questions.waiting else ""
        for foot in self.query(Foot):
            foot.tell(self._talk.state, self._talk.queue, waits=waits, away=self._away, used=self._tally.words)


def _half_typed(screen: ChatScreen) -> bool:
    return bool(screen.query_one(Composer).text) or isinstance(screen.focused, Input | Editor)
