"""Reads a text that grows: what has been read stays as it is, and only the last piece of it is read anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.content import Content

from app.text import clean
from app.ui.blocks import Block
from app.ui.markdown import read

PIECE = 12
"""Blocks and list items that a piece has at most: what has grown longer is never read or laid out again."""

Pieces = Sequence[Sequence[Block]]


class Growing:
    """A model's Markdown so far, clean; `grow` returns the pieces from the one that grew on."""

    def __init__(self, most: int = PIECE) -> None:
        self._most = most
        self._sure = ""
        self._begin("")

    def _begin(self, source: str) -> None:
        self.source = source
        self._begins = 0
        self._apart: Content | None = None

    @property
    def open(self) -> int:
        """Return how many characters are read anew when the text grows."""
        return len(self.source) - self._begins

    def grows_to(self, text: str) -> bool:
        """Take the text so far; tells whether all but the open piece stays as it is, and else begins anew."""
        whole = self._cleaned(text)
        goes_on = whole.startswith(self.source[: self._begins])
        if goes_on:
            self.source = whole
        else:
            self._begin(whole)
        return goes_on

    def pieces(self) -> Pieces:
        """Read what is open; the first piece takes the place of the one that was open, the last one is open now."""
        pieces: list[list[Block]] = [[]]
        begins, apart, cuts = self._begins, self._apart, 0
        ended = self.source.count("\n", begins)
        for number, block in enumerate(read(self.source[begins:])):
            cut = block.cut is not None and block.cut < ended  # how a line begins is sure once it has ended
            cuts += cut
            if cuts > self._most and cut and block.cut:
                begins, apart, cuts = self._line(block.cut), block.apart, 1
                pieces.append([])
            pieces[-1].append(block if number else replace(block, apart=apart))
        self._begins, self._apart = begins, apart
        return pieces

    def _line(self, number: int) -> int:
        """Return where a line of what is open begins."""
        at = self._begins
        for _ in range(number):
            at = self.source.index("\n", at) + 1
        return at

    def _cleaned(self, text: str) -> str:
        """Return the clean text; lines that were found clean as they stand are not looked at once more."""
        sure = self._sure if text.startswith(self._sure) else ""
        rest = text[len(sure) :]
        cleaned = clean(rest)
        end = rest.rfind("\n") + 1
        self._sure = sure + rest[:end] if cleaned.startswith(rest[:end]) else sure
        return sure + cleaned
