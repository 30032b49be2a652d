"""The inbox: what waits for this person and what of theirs waits for others, a filter, and one of them whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from app.auth.events import AuthError
from app.text import TOLD, fold, line
from app.ui.desk import DeskTrouble
from app.ui.inbox import Waiting
from app.ui.means import Means
from app.ui.messages import MeantForComposer
from app.ui.unforeseen import unforeseen
from app.ui.watch import Watch
from app.ui.widgets.bars import Masthead, StatusBar
from app.ui.widgets.detail import Detail
from app.ui.widgets.listing import Listing

_WIDTHS = [(0, "-narrow"), (100, "-wide")]
_KEYS = ("Enter opens", "Type to filter", "PgDn reads on", "Esc closes")
_EMPTY = "Nothing waits for you, and nothing of yours waits for others."
_NO_FIT = "Nothing that waits fits what you typed."
_ELSEWHERE = "That waits in another conversation ({}) and is decided there."


class InboxScreen(Screen[str]):
    """Ends with the conversation whose open card is to be gone to, or with nothing."""

    AUTO_FOCUS = "#filter"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["inbox.tcss", "../widgets/provider.tcss", "../widgets/choice.tcss"]
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+o", "close", "Close", show=False, priority=True),
        Binding("up", "step(-1)", "Up", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Down", show=False, priority=True),
    ]

    @dataclass
    class Found(Message):
        """What waits has been fetched."""

        waiting: Sequence[Waiting]

    def __init__(self, watch: Watch, thread: str, means: Means, *, goes_elsewhere: bool = False) -> None:
        super().__init__()
        self._watch, self._thread, self._means = watch, thread, means
        self._goes_elsewhere = goes_elsewhere
        self._found: Sequence[Waiting] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Masthead(Content.styled("Inbox", "bold $text-accent"), ["what waits for you, and for others"])
        yield Input(placeholder="Type to filter", id="filter", select_on_focus=False, compact=True)
        yield Static(id="trouble", markup=False)
        with Vertical(id="both"):
            yield Listing(self._means.clock)
            yield Detail(self._watch.inbox, self._means)
        yield StatusBar(right=_KEYS)

    def on_mount(self) -> None:
        """Look at what waits, now and whenever it is another."""
        self._watch.listen(self._look)
        self._look()

    def on_unmount(self) -> None:
        """Hear no more."""
        self._watch.forget(self._look)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say why nobody can look."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            known = error if isinstance(error, AuthError | DeskTrouble) else unforeseen(event.worker)
            self._say(known.sentence, known.next_step)
            self._detail.unknown()

    def _look(self) -> None:
        self.run_worker(self._fetch(), name="look", exclusive=True, exit_on_error=False)

    async def _fetch(self) -> None:
        self.post_message(self.Found(await self._watch.inbox.waiting()))

    @on(Found)
    async def _found_some(self, event: Found) -> None:
        event.stop()
        self._found = event.waiting
        await self._draw()

    @on(Input.Changed, "#filter")
    async def _draw(self) -> None:
        if self._found is not None:
            shown = self.query_one(Listing).show(self._found, self._filter.value)
            await self._detail.show(shown, _NO_FIT if self._found else _EMPTY)

    @on(Listing.Chosen)
    async def _chosen(self, event: Listing.Chosen) -> None:
        await self._detail.show(event.waiting)

    @on(Input.Submitted, "#filter")
    def _enter(self) -> None:
        waiting = self._detail.waiting
        if waiting is None or waiting.waits != "me":
            self._detail.take_focus()
        elif waiting.thread in {"", self._thread} or self._goes_elsewhere:
            self.dismiss(waiting.thread or self._thread)
        else:
            self._say(_ELSEWHERE.format(line(waiting.thread)))

    @on(Detail.Page)
    def _page(self, event: Detail.Page) -> None:
        self.set_class(event.is_open, "-confirming")

    @on(Detail.Over)
    def _over(self, event: Detail.Over) -> None:
        self.set_focus(self._filter)
        self._say(event.sentence, event.next_step)
        self._look()

    @on(MeantForComposer)
    def _meant_for_filter(self, event: MeantForComposer) -> None:
        self.set_focus(self._filter)
        self._filter.value += line(event.text)

    def action_back(self) -> None:
        """Go back from what is whole to the list, from what was typed to all, and from all to the conversation."""
        if self._detail.has_focus_within:
            self.set_focus(self._filter)
        elif self._filter.value:
            self._filter.value = ""
        else:
            self.action_close()

    def action_close(self) -> None:
        """Go back to the conversation, unless a decision is under way."""
        if self.has_class("-confirming"):
            self._say("Your provider's page is open for a decision.", "Esc there gives it up.")
        else:
            self.dismiss("")

    def action_step(self, step: int) -> None:
        """Go to the line above or below."""
        listing = self.query_one(Listing)
        (listing.action_cursor_down if step > 0 else listing.action_cursor_up)()

    def action_page(self, step: int) -> None:
        """Read on in what is whole."""
        self._detail.scroll(step * max(self._detail.size.height - 4, 1))

    def _say(self, sentence: str, next_step: str = "") -> None:
        said = [fold(sentence, TOLD), f"→ {fold(next_step, TOLD)}" if next_step else ""]
        trouble = self.query_one("#trouble", Static)
        trouble.update("  ".join(part for part in said if part))
        trouble.display = bool(sentence)

    @property
    def _detail(self) -> Detail:
        return self.query_one(Detail)

    @property
    def _filter(self) -> Input:
        return self.query_one("#filter", Input)
