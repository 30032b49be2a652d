"""What the executor is about to send, what it learns when it claims it, and what was done of late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tools.change import Effect, Json, Receipt
from tools.wire import Wire


@dataclass(frozen=True, slots=True)
class Intent:
    """One Change that is about to be sent.

    `digest` is the change (`Proposal.change_digest`), with a proposal or without; `details` are the
    authorization_details, empty where policy let it run; `records` are ids of the records touched; `expires` is the
    `expires_at` that the change covers, in Unix seconds; `amount` is the money that moves, as in `Change`.
    """

    digest: str
    thread: str
    call: str
    tool: str
    effect: Effect
    headline: str
    wires: tuple[Wire, ...]
    scopes: Sequence[str]
    details: tuple[Json, ...]
    proposal: str | None
    expires: int
    records: tuple[str, ...]
    amount: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A Change claimed: where `again` is true it may have been sent already, so ask the platform before sending."""

    again: bool
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one Change adds to a total; `moved` is minor units and a currency."""

    touched: int
    deleted: int
    moved: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many records the Changes of some time touched and deleted, and how much money they moved, by currency.

    Money is in minor units. What was surely refused does not count.
    """

    touched: int
    deleted: int
    moved: Mapping[str, int] = field(default_factory=dict)


def share_of(intent: Intent) -> Share:
    """Return what a claimed Change adds to a total."""
    touched = max(len(intent.records), len(intent.wires))
    moved = (abs(intent.amount[0]), intent.amount[1]) if intent.amount and intent.effect == "transfer" else None
    return Share(touched, touched if intent.effect == "delete" else 0, moved)


def added(shares: Sequence[Share]) -> Totals:
    """Return the total."""
    moved: Counter[str] = Counter()
    for share in shares:
        if share.moved is not None:
            moved[share.moved[1]] += share.moved[0]
    return Totals(sum(share.touched for share in shares), sum(share.deleted for share in shares), dict(moved))
