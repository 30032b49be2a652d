"""Keeps a Change back while another one to the same records is not finished, so that it rests on what that one left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from graph.endings import proposal_of
from graph.executor import reconcile
from graph.state import Item, Parts
from tools.change import Change

OPEN = frozenset({"allowed", "asked", "approved"})

Way = Literal["clear", "waits", "moved", "unknown"]
"""Whether a Change may go on, waits for another call, must look again, or can't be done while nobody knows."""


async def way_of(change: Change, others: Sequence[Item], parts: Parts) -> Way:
    """Tell what stands in a Change's way: another call of its message, or what was claimed and has no known outcome.

    What was claimed is asked about, with some patience (DESIGN: invariant 4).
    """
    records = _records(change)
    if any(records & _records_of(other, parts) for other in others if other["stage"] in OPEN):
        return "waits"
    if not parts.ledger.blocked_records(records):
        return "clear"
    for attempt in range(parts.limits.tries + 1):
        if attempt:
            await parts.sleep(float(attempt))
        for intent in parts.ledger.blocked_records(records):
            await reconcile(intent, parts)
        if not parts.ledger.blocked_records(records):
            return "moved"
    return "unknown"


def _records(change: Change) -> set[str]:
    return {row.id for row in change.rows if row.version is not None}


def _records_of(item: Item, parts: Parts) -> set[str]:
    proposal = proposal_of(item, parts)
    return set() if proposal is None else _records(proposal.change)
