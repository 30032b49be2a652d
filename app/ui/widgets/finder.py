"""Finds words in the conversation while they are typed; older pages of it are fetched as they are needed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from app.text import fold
from app.ui.finding import found
from app.ui.messages import FindingOver
from app.ui.story import Item
from app.ui.widgets.transcript import Transcript

PAGE = 500
"""Older entries that are fetched at a time."""

_KEYS = "Enter older · Down newer · Esc closes"
_LOOKING = "looking …"


class Finder(Horizontal):
    """A line to type in; goes from match to match in a transcript, and posts FindingOver."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False),
        Binding("enter,up", "step(True)", "Older", show=False, priority=True),
        Binding("shift+enter,down", "step(False)", "Newer", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._at: int | None = None
        self._wishes: list[bool] = []
        self._looking = False

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Static("Find", classes="label", markup=False)
        yield Input(placeholder="words of this conversation", compact=True, select_on_focus=False)
        yield Static(_KEYS, classes="told", markup=False)

    def open(self, words: str) -> None:
        """Take the keys, with words to begin with."""
        self.display = True
        typed = self.query_one(Input)
        if words:
            typed.value = words
        self.screen.set_focus(typed)

    def action_close(self) -> None:
        """Be done with it."""
        self._transcript.mark(None)
        self.query_one(Input).value = ""
        self._at, self.display = None, False
        self.post_message(FindingOver())

    def action_step(self, older: bool) -> None:  # noqa: FBT001  # an action's arguments have no names
        """Go to the next match."""
        self._look(older=older)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._at = None
        self._wishes.clear()
        self._look(older=True)

    def _look(self, *, older: bool) -> None:
        self._wishes.append(older)
        if not self._looking:
            self._looking = True
            self.run_worker(self._see_through(), name="find", exit_on_error=False)

    async def _see_through(self) -> None:
        try:
            while self._wishes:
                await self._find(older=self._wishes.pop(0))
        finally:
            self._looking = False

    async def _find(self, *, older: bool) -> None:
        typed, at = self.query_one(Input).value, self._at
        if not typed.split():
            self._transcript.mark(None)
            self._say(_KEYS)
            return
        item = await self._found(typed, at, older=older)
        if typed != self.query_one(Input).value:
            return
        if item is not None:
            self._at = item.key
            await self._transcript.go_to(item.key)
            self._say(_KEYS)
        else:
            none = "Nothing here" if at is None else "Nothing older" if older else "Nothing newer"
            self._say(f"{none} says “{fold(typed, 24)}”.")

    async def _found(self, typed: str, at: int | None, *, older: bool) -> Item | None:
        book = self._transcript.book
        item = found(book.items, typed, at, older=older)
        if item is None and older and book.more:
            self._say(_LOOKING)
        while item is None and older and typed == self.query_one(Input).value and await book.fetch(PAGE):
            item = found(book.items, typed, at, older=True)
        return item

    def _say(self, text: str) -> None:
        self.query_one(".told", Static).update(text)

    @property
    def _transcript(self) -> Transcript:
        return self.screen.query_one(Transcript)
