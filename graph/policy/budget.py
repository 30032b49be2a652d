"""Bounds what one turn may do in all, where whoever asked has named a budget below that of the rules. Pure."""

from __future__ import annotations

from graph.limits import Limits
from graph.state import Item, Turn
from tools.change import Change
from tools.sums import money

UNDER_WAY = frozenset({"allowed", "asked"})


def over(turn: Turn, change: Change, limits: Limits) -> str:
    """Return in words that a Change would go beyond the budget of its turn; nothing where it fits."""
    rows, moved = turn["rows"] + _rows(change), turn["moved"] + _moved(change)
    if limits.most_rows is not None and rows > limits.most_rows:
        return f"This run may touch {limits.most_rows} records, and with this it would be {rows}."
    if limits.most_amount is not None and moved > limits.most_amount:
        currency = change.amount[1] if change.amount else ""
        most, would = money(limits.most_amount, currency), money(moved, currency)
        return f"This run may move {most}, and with this it would be {would}."
    return ""


def taken(turn: Turn, item: Item, change: Change) -> Turn:
    """Return the turn with a Change counted that was judged and goes on."""
    if item["stage"] not in UNDER_WAY:
        return turn
    return {**turn, "rows": turn["rows"] + _rows(change), "moved": turn["moved"] + _moved(change)}


def _rows(change: Change) -> int:
    return max(len(change.rows), len(change.requests))


def _moved(change: Change) -> int:
    return abs(change.amount[0]) if change.amount else 0
