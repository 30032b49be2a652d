"""A model's words on the screen: pieces of a few blocks each, of which only the last one is ever drawn anew."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.selection import Selection
from textual.widget import Widget

from app.ui.blocks import Block, Drawn, selected
from app.ui.growing import Growing

LONG = 8_000
"""Characters from which a text that comes at once is read beside the screen's loop."""


class Piece(Widget):
    """Some blocks, laid out anew at each width."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._blocks = blocks
        self._lines: tuple[int, list[Drawn]] = 0, []

    def show(self, blocks: Sequence[Block]) -> None:
        """Draw these blocks from now on."""
        if blocks != self._blocks:
            self._blocks, self._lines = blocks, (0, [])
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's signature
        """Return how many lines there are."""
        return len(self._at(width))

    def render(self) -> Content:
        """Return the lines, none of which wraps any more."""
        return Content("\n").join([line.content for line in self._at(self.content_size.width)])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected words as they were written."""
        return selected(self._at(self.content_size.width), selection), "\n"

    def _at(self, width: int) -> list[Drawn]:
        if self._lines[0] != width:
            self._lines = width, [line for block in self._blocks for line in block.lines(width)] if width else []
        return self._lines[1]


class Prose(Widget):
    """A model's Markdown; `grow` draws what has been added since."""

    def __init__(self, text: str, *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._text = Growing()
        self._text.grows_to(text)
        self._busy = asyncio.Lock()

    @property
    def open(self) -> int:
        """Return how many characters are read and drawn anew when the text grows."""
        return self._text.open

    def compose(self) -> ComposeResult:
        """Lay out the text, unless that would take too long."""
        if self._text.open < LONG:
            yield from map(Piece, self._text.pieces())

    async def on_mount(self) -> None:
        """Lay out a long text, read beside the screen's loop."""
        if not self.children:
            async with self._busy:
                await self.mount_all(map(Piece, await asyncio.to_thread(self._text.pieces)))

    async def grow(self, text: str) -> None:
        """Draw the whole text; where it goes on from what there is, only its last piece is drawn anew."""
        async with self._busy:
            if not self._text.grows_to(text):
                await self.remove_children()
            first, *more = self._text.pieces()
            if self.children:
                self.query(Piece).last().show(first)
            else:
                more.insert(0, first)
            await self.mount_all(map(Piece, more))
