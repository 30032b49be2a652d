"""What a model's words are drawn of: blocks, each of which knows its lines at any width, and what they stood for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple, Protocol

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from textual.content import Content
from textual.selection import Selection

from app.ui.theme import MUTED

LEAST = 8
"""Cells that words are given at least, however deep they stand."""

FENCE, CODE, MARK = "$foreground on $surface", "$text-warning on $surface", "$text-accent"
"""How code is drawn on lines of its own and among words; and what stands before a list's items."""


class Drawn(NamedTuple):
    """A line as it is drawn: how much of its beginning was nobody's word, and what it follows on the one before by."""

    content: Content
    marks: int = 0
    glue: str = "\n"


class Part(Protocol):
    """Something that is drawn in lines."""

    def lines(self, width: int) -> Iterator[Drawn]:
        """Yield its lines, none of them wider than so many cells."""
        ...


@dataclass(frozen=True, slots=True)
class Flow:
    """Words that wrap."""

    body: Content

    def lines(self, width: int) -> Iterator[Drawn]:
        """Yield the lines, each with the blanks at which it was wrapped."""
        for whole in self.body.split(allow_blank=True):
            text, at, glue = whole.plain, 0, "\n"
            for wrapped in whole.wrap(width):
                yield Drawn(wrapped, 0, glue)
                at += len(wrapped.plain)
                blank = len(text[at:]) - len(text[at:].lstrip(" "))
                glue, at = text[at : at + blank], at + blank


@dataclass(frozen=True, slots=True)
class Code:
    """Code as it stands: no lexer is chosen by a model's word, and lines that are too long wrap."""

    text: str

    def lines(self, width: int) -> Iterator[Drawn]:
        """Yield the lines, on a ground of their own."""
        for line, _, glue in Flow(Content(self.text)).lines(max(width - 2, 1)):
            laid = Content.assemble(" ", line, " " * (width - 1 - line.cell_length))
            yield Drawn(laid.stylize(FENCE), 1, glue)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""

    def lines(self, width: int) -> Iterator[Drawn]:
        """Yield the line."""
        yield Drawn(Content.styled("─" * width, MUTED), width)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of plain cells that wrap; its first row says what they are."""

    rows: tuple[tuple[str, ...], ...]

    def lines(self, width: int) -> Iterator[Drawn]:
        """Yield the lines of the table."""
        table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
        for header in self.rows[0]:
            table.add_column(Text(header), overflow="fold")
        for row in self.rows[1:]:
            table.add_row(*map(Text, row))
        console = Console(file=StringIO(), width=width, color_system=None, legacy_windows=False)
        for line in console.render_lines(table, pad=False):
            parts = [(part.text, "bold" if part.style and part.style.bold else "") for part in line]
            yield Drawn(Content.assemble(*parts).rstrip())


@dataclass(frozen=True, slots=True)
class Block:
    """A part with what stands before its first line and before the others.

    `apart` stands in the empty line above it, where there is one; at source line `cut`, the text can be cut in two.
    """

    part: Part
    lead: Content
    hang: Content
    apart: Content | None
    cut: int | None

    def lines(self, width: int) -> Iterator[Drawn]:
        """Yield the lines at a width in cells."""
        if self.apart is not None:
            yield Drawn(self.apart.rstrip(), len(self.apart))
        most = max(width - LEAST, 0)
        for number, line in enumerate(self.part.lines(max(width - min(len(self.hang), most), 1))):
            mark = (self.hang if number else self.lead)[:most]
            marks = len(mark) + line.marks if number or self.lead == self.hang else 0
            yield Drawn(mark + line.content if mark else line.content, marks, line.glue)


def selected(lines: Sequence[Drawn], selection: Selection) -> str:
    """Return the words of a selection as they were written: without the marks before them, and wrapped nowhere."""
    told = ""
    for number, line in enumerate(lines):
        if (span := selection.get_span(number)) is None:
            continue
        start, end = span[0], len(line.content) if span[1] == -1 else span[1]
        told += (line.glue if told else "") + line.content.plain[max(start, line.marks) : end].rstrip()
    return told
