"""Tells of a Change what its size does not: whether it empties, puts away, ends for good or carries further. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tools.change import Change, Origin
from tools.registry import Registry

PUT_AWAY: Mapping[str, frozenset[object]] = {
    "status": frozenset({"archived", "cancelled"}),
    "active": frozenset({False}),
    "archived": frozenset({True}),
}
"""Fields, and the values that put a record away."""

NARROW_SCOPES = frozenset({"budgets:read", "transfers:read", "invoices:read"})
"""What not everybody of a tenant may read."""

NARROW_KINDS = frozenset({"budget", "transfer", "invoice"})
"""Records that are read by the same few as what these scopes show."""


def clears(change: Change) -> bool:
    """Tell whether a Change empties a field that holds something now."""
    return any(
        row.before.get(name) and value in (None, "", [], {})
        for row in change.rows
        if row.before is not None and row.after is not None
        for name, value in row.after.items()
    )


def archives(change: Change) -> bool:
    """Tell whether a Change puts a record away that stays, as by archiving or cancelling it."""
    return any(
        name in PUT_AWAY and value in PUT_AWAY[name] and (row.before or {}).get(name) != value
        for row in change.rows
        if row.after is not None
        for name, value in row.after.items()
        if isinstance(value, str | bool)
    )


def is_final(change: Change) -> bool:
    """Tell whether nothing brings back what a Change does."""
    return change.undo is None


def widens(change: Change, provenance: Mapping[str, Origin], registry: Registry) -> bool:
    """Tell whether a value from memory, or that only few may read, goes where more people read it."""
    if all(row.kind in NARROW_KINDS for row in change.rows):
        return False
    narrow = [tool.name for tool in registry.tools.values() if NARROW_SCOPES & set(tool.look)]
    return any(
        origin.source == "memory" or (origin.source == "tool" and _names(origin.where, narrow))
        for origin in provenance.values()
    )


def _names(where: str, tools: list[str]) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", where) for name in tools)
