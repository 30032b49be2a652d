"""Stops all work of an account: who runs a conversation is asked to end, and what is open elsewhere is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.events import Settled
from graph.ledger.claims import Ledger
from graph.storage.audit import Audit
from graph.storage.lease import Leases
from graph.storage.store import Store
from graph.storage.threads import Threads


@dataclass(frozen=True, slots=True)
class Halted:
    """What a stop has found: conversations that run and end now, what was refused, and what finishes first."""

    running: int
    refused: tuple[str, ...]
    in_flight: tuple[str, ...]


def stop_all(store: Store, clock: Callable[[], float]) -> Halted:
    """Stop every conversation of the account, in one transaction.

    Runners end their turn and refuse their own open proposals; from now on none of them can claim anything. What they
    have claimed they finish, and tell it in their conversation.

    Raises:
        StorageError: it could not be written; nothing was stopped then.

    """
    audit, threads, leases = Audit(store, clock), Threads(store, clock), Leases(store, clock)
    ledger = Ledger(store, audit, clock, leases)
    with store.transaction():
        running = leases.stop()
        refused = [proposal for proposal in ledger.undone() if proposal.thread not in running]
        for proposal in refused:
            ledger.close(proposal.id, "stopped")
            threads.append(proposal.thread, Settled(proposal.id, proposal.change.headline, "stopped"))
        in_flight = [intent for intent in ledger.unfinished() if intent.thread in running]
        told = {
            "running": running,
            "refused": [each.id for each in refused],
            "claimed": [each.digest for each in in_flight],
        }
        audit.write("stop", thread="", plain=told, body={})
    return Halted(
        running=len(running),
        refused=tuple(proposal.change.headline for proposal in refused),
        in_flight=tuple(intent.headline for intent in in_flight),
    )
