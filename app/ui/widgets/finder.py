"""Finds words in the conversation while they are typed; older pages of it are fetched as they are needed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static
from textual.worker import Worker

from app.text import fold
from app.ui.finding import found
from app.ui.messages import FindingOver
from app.ui.widgets.transcript import Transcript

PAGE = 500
"""Older entries that are fetched at a time."""

_KEYS = "Enter: older  Shift+Enter or Down: newer  Esc closes"
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
        self._older = True

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
        self._look(older=True)

    def _look(self, *, older: bool) -> None:
        self._older = older
        self._finding: Worker[None] = self.run_worker(
            self._find, name="find", group="find", exclusive=True, exit_on_error=False
        )

    async def _find(self) -> None:
        transcript, typed, older = self._transcript, self.query_one(Input).value, self._older
        book = transcript.book
        self._say(_LOOKING if typed.split() else _KEYS)
        item = found(book.items, typed, self._at, older=older)
        while typed.split() and older and item is None and await book.fetch(PAGE):
            item = found(book.items, typed, self._at, older=True)
        if item is not None:
            self._at = item.key
            await transcript.go_to(item.key)
            self._say(_KEYS)
        elif typed.split():
            none = "Nothing older" if older else "Nothing newer"
            self._say(f"{none if self._at is not None else 'Nothing here'} says “{fold(typed, 24)}”.")
        else:
            transcript.mark(None)

    def _say(self, text: str) -> None:
        self.query_one(".told", Static).update(text)

    @property
    def _transcript(self) -> Transcript:
        return self.screen.query_one(Transcript)
