"""A line of talk that can be folded: its beginning stands there, and the whole once somebody wants it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from app.ui.pastes import LINES, LONG
from app.ui.theme import MUTED


class Folded(Static, can_focus=True):
    """Long words, of which the beginning is shown until somebody opens them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "fold", "Open or fold", show=False)]

    def __init__(self, text: str) -> None:
        self._text, self._opened = text, False
        super().__init__(self._drawn(), markup=False, classes="body")

    def action_fold(self) -> None:
        """Open or fold the words."""
        self._opened = not self._opened
        self.update(self._drawn())

    def on_click(self, event: events.Click) -> None:
        """Open or fold the words."""
        event.stop()
        self.action_fold()

    def _drawn(self) -> Content:
        if self._opened:
            return Content.assemble(self._text, ("\n▾ all of it; Enter folds it again", MUTED))
        beginning = "\n".join(self._text[: LONG // 2].split("\n")[: LINES // 2])
        left = len(self._text) - len(beginning)
        return Content.assemble(
            beginning, (f" …\n▸ {left:,} more characters, all of which were sent; Enter shows them", MUTED)
        )
