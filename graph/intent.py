"""What the executor is about to send, what it learns when it claims it, and what was done of late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.change import Effect, Json, Receipt
from tools.wire import Wire


@dataclass(frozen=True, slots=True)
class Intent:
    """One Change that is about to be sent.

    `digest` is the change (`Proposal.change_digest`), with a proposal or without; `details` are the
    authorization_details, empty where policy let it run; `records` are ids of the records touched; `expires` is the
    `expires_at` that the change covers, in Unix seconds.
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


@dataclass(frozen=True, slots=True)
class Claim:
    """A Change claimed: where `again` is true it may have been sent already, so ask the platform before sending."""

    again: bool
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many records the Changes of some time touched and deleted; what was surely refused does not count."""

    touched: int
    deleted: int
