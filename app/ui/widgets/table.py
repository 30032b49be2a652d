"""Lays out rows and facts as plain text in columns that wrap instead of hiding what is long."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from app.ui.facts import Fact

_LABEL, _WIDEST_LABEL = 9, 16


def rows(lines: Sequence[Sequence[str]], shown: int, *, first: int = 0, boxed: bool = False) -> Table:
    """Return a table of some rows from the first on, and a line, beside any boxes, that says how many are missing."""
    table = Table.grid(padding=(0, 2), pad_edge=False)
    width = max((len(line) for line in lines), default=1)
    for _ in range(width):
        table.add_column(overflow="fold")
    for line in lines[first : first + shown]:
        table.add_row(*(Text(cell) for cell in line))
    if len(lines) > shown:
        table.add_row(*([Text("")] if boxed else []), Text(f"… {len(lines) - shown} more, all on ?", style="bold"))
    return table


def facts(told: Sequence[Fact]) -> Table:
    """Return facts with their labels in a column; a flagged one starts with `!` and is bold."""
    table = Table.grid(padding=(0, 1), pad_edge=False)
    widest = max((len(fact.label) for fact in told), default=_LABEL)
    table.add_column(width=min(max(widest, _LABEL), _WIDEST_LABEL), overflow="fold")
    table.add_column(overflow="fold")
    before = ""
    for fact in told:
        label = fact.label if fact.label != before else ""
        before = fact.label
        text = Text(f"! {fact.text}", style="bold") if fact.flagged else Text(fact.text)
        table.add_row(Text(label, style="bold"), text)
    return table
