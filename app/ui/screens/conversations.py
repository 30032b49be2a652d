"""The account's conversations: a list, a filter, and how the chosen one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.worker import Worker, WorkerState

from app.auth.events import AuthError
from app.text import TOLD, fold, line
from app.ui import words
from app.ui.clock import Clock
from app.ui.desk import DeskTrouble, Kept, Shelf
from app.ui.finding import beginnings
from app.ui.unforeseen import unforeseen
from app.ui.widgets.bars import Masthead, StatusBar, two_sides
from app.ui.widgets.pointed import Pointed

_WIDTHS = [(0, "-narrow"), (100, "-wide")]
_KEYS = ("Enter opens", "Ctrl+N begins a new one", "Type to filter", "Esc closes")
_UNTITLED = "nothing said yet"
_NONE = "No other conversation is kept here. Ctrl+N begins a new one."
_NO_FIT = "No conversation begins with what you typed."
_PEEK = 24
_BESIDE = 3
"""Cells of a line that are not its words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The conversation to go on with; None for a new one."""

    thread: str | None


class ConversationsScreen(Screen[Wanted | None]):
    """Ends with the conversation that is wanted, or with None."""

    AUTO_FOCUS = "#filter"
    CSS_PATH = "conversations.tcss"
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+r", "dismiss(None)", "Close", show=False, priority=True),
        Binding("ctrl+n", "new", "New", show=False, priority=True),
        Binding("up", "step(-1)", "Up", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("pageup", "step(-10)", "Up", show=False, priority=True),
        Binding("pagedown", "step(10)", "Down", show=False, priority=True),
    ]

    def __init__(self, shelf: Shelf, here: str, clock: Clock) -> None:
        super().__init__()
        self._shelf, self._here, self._clock = shelf, here, clock
        self._kept: Sequence[Kept] | None = None
        self._shown: list[Kept] = []

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Masthead(Content.styled("Conversations", "bold $text-accent"), ["only yours, and only on this machine"])
        yield Input(placeholder="Type to filter", id="filter", select_on_focus=False, compact=True)
        with Vertical(id="both"):
            listed = Pointed(markup=False, compact=True)
            listed.can_focus = False
            yield listed
            yield Static(id="detail", markup=False)
        yield StatusBar(right=_KEYS)

    def on_mount(self) -> None:
        """Fetch the list."""
        self.run_worker(self._fetch(), name="look", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say why nobody can look."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            known = error if isinstance(error, AuthError | DeskTrouble) else unforeseen(event.worker)
            self._say(f"{fold(known.sentence, TOLD)}\n→ {fold(known.next_step, TOLD)}")

    def on_resize(self) -> None:
        """Fit the lines to the width."""
        self.call_after_refresh(self._fit)

    async def _fetch(self) -> None:
        self._kept = await self._shelf.kept()
        self._draw()

    @on(Input.Changed, "#filter")
    def _draw(self) -> None:
        if self._kept is None:
            return
        typed = self.query_one("#filter", Input).value.casefold().split()
        self._shown = [one for one in self._kept if all(word in one.title.casefold() for word in typed)]
        listed = self.query_one(OptionList)
        listed.set_options([self._line(one) for one in self._shown])
        listed.display = bool(self._shown)
        if self._shown:
            listed.highlighted = 0
            self.call_after_refresh(self._fit)
        else:
            self._say(_NO_FIT if self._kept else _NONE)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._peeking: Worker[None] = self.run_worker(
            self._peek, name="peek", group="peek", exclusive=True, exit_on_error=False
        )

    async def _peek(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._say(beginnings(await self._shelf.peek(chosen.thread, _PEEK)) or _UNTITLED)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._open()

    @on(Input.Submitted, "#filter")
    def _open(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self.dismiss(None if chosen.thread == self._here else Wanted(chosen.thread))

    def action_new(self) -> None:
        """Begin a new one."""
        self.dismiss(Wanted(None))

    def action_back(self) -> None:
        """Go back from what was typed to all, and from all to the conversation."""
        typed = self.query_one("#filter", Input)
        if typed.value:
            typed.value = ""
        else:
            self.dismiss(None)

    def action_step(self, step: int) -> None:
        """Go up or down in the list."""
        listed = self.query_one(OptionList)
        if self._shown:
            listed.highlighted = min(max((listed.highlighted or 0) + step, 0), len(self._shown) - 1)

    @property
    def _chosen(self) -> Kept | None:
        at = self.query_one(OptionList).highlighted
        return self._shown[at] if at is not None and at < len(self._shown) else None

    def _fit(self) -> None:
        for place, one in enumerate(self._shown):
            self.query_one(OptionList).replace_option_prompt_at_index(place, self._line(one))

    def _line(self, kept: Kept) -> Content:
        left = Content(line(kept.title) or _UNTITLED)
        waits = [f"{kept.waits} wait{'s' if kept.waits == 1 else ''} for you"] if kept.waits else []
        when = "this one" if kept.thread == self._here else words.ago(self._clock.wall() - kept.updated)
        width = self.query_one(OptionList).scrollable_content_region.width
        return two_sides(left, [*waits, when], max(width - _BESIDE, 1))

    def _say(self, said: str | Content) -> None:
        self.query_one("#detail", Static).update(said)
