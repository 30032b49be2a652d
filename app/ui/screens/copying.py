"""Chooses what to copy out of the conversation: a message, a block of code in one, or an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from app.ui.copying import Piece
from app.ui.widgets.pointed import Pointed

_NOTHING = "There is nothing to copy yet."


class CopyScreen(ModalScreen[Piece | None]):
    """Ends with what is to be copied, or None."""

    AUTO_FOCUS = "OptionList"
    CSS_PATH = "page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,ctrl+y", "dismiss(None)", "Close", show=False)]

    def __init__(self, pieces: Sequence[Piece]) -> None:
        super().__init__()
        self._pieces = pieces

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with Vertical(classes="page") as page:
            page.border_title, page.border_subtitle = Content("Copy"), Content("Enter copies · Esc closes")
            if self._pieces:
                yield Pointed(*map(_line, self._pieces), markup=False, compact=True)
            else:
                yield Static(_NOTHING, markup=False)

    def on_mount(self) -> None:
        """Begin with the newest."""
        for listed in self.query(OptionList):
            listed.highlighted = 0

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._pieces[event.option_index])


def _line(piece: Piece) -> Content:
    return Content.assemble((f"{piece.what:<9}", "bold"), piece.shown)
