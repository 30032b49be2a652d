"""Claims a Change once, keeps the intent before it is sent and the receipts after; the audit goes with each step."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from graph.ledger.approval import Standing, check_approved, check_unasked
from graph.ledger.decisions import Closed, State
from graph.ledger.intent import Claim, Intent, Totals
from graph.ledger.sent import Sent
from graph.storage.audit import Audit
from graph.storage.codec import encode
from graph.storage.lease import Leases
from graph.storage.store import Store
from graph.trouble import (
    AlreadyDecided,
    AlreadyUsed,
    Elsewhere,
    Expired,
    LedgerError,
    NotApproved,
    Stopped,
    UnknownProposal,
    WrongDigest,
)
from tools.change import Decision, Receipt

__all__ = [
    "AlreadyDecided",
    "AlreadyUsed",
    "Claim",
    "Closed",
    "Elsewhere",
    "Expired",
    "Intent",
    "Ledger",
    "LedgerError",
    "NotApproved",
    "Permit",
    "State",
    "Stopped",
    "Totals",
    "UnknownProposal",
    "WrongDigest",
]


Permit = Callable[[Decision | None], None]
"""Asked inside a claim with the decision that stands; raises a LedgerError where the answer is no."""


def unconditionally(decision: Decision | None) -> None:
    """Permit whatever the ledger itself permits."""
    del decision


class Ledger(Sent):
    """Every Change that was proposed, decided, sent and answered."""

    def __init__(self, store: Store, audit: Audit, clock: Callable[[], float], leases: Leases | None = None) -> None:
        super().__init__(store, audit, clock)
        self._leases = leases or Leases(store, clock)

    def claim(self, intent: Intent, holder: str, permit: Permit = unconditionally) -> Claim:
        """Claim a Change for one runner before anything of it is sent; takes the thread's lease where it is free.

        `permit` is asked in the same transaction, with the decision that stands, and raises where the answer is no.

        Where the claim comes `again`, by the same runner or after the first one's lease has gone, the requests may
        have been sent already: ask the platform about each key that has no final receipt.

        Raises:
            Elsewhere: another live runner has the thread.
            AlreadyUsed: the approval was used for another Change.
            NotApproved: it needs a person's approval and has none.
            WrongDigest: it is not what the person approved, or not what was claimed before.
            Expired: it has run out.
            Stopped: the runner was asked to stop, and nothing of it was claimed before.
            UnknownProposal: there is no such proposal.
            StorageError: it, or its audit entry, could not be written.

        """
        with self._store.transaction():
            if not self._leases.take(intent.thread, holder):
                raise Elsewhere("Another terminal has taken this conversation over.", "Go on there.")
            row = self._claimed(intent.digest)
            if row is None and self._leases.is_stopped(holder):
                raise Stopped("The person has stopped all work from another terminal.", "Ask for the change again.")
            permit(None if intent.proposal is None else self.decision(intent.proposal))
            if row is not None:
                return self._claim_again(row, intent, holder)
            self._check(intent)
            body = self._store.cipher.seal(encode(intent), "intents", "body", intent.digest)
            self._store.run(
                "INSERT INTO intents (digest, thread, proposal, holder, state, at, expires, body)"
                " VALUES (?, ?, ?, ?, 'claimed', ?, ?, ?)",
                *(intent.digest, intent.thread, intent.proposal, holder, int(self._clock()), intent.expires, body),
            )
            if intent.proposal is not None:
                self._move(intent.proposal, "used")
            self._tell("intent", intent)
        return Claim(again=False, receipts=())

    def to_be_known(self, thread: str) -> list[Intent]:
        """Return the unfinished Changes of a thread, and those that a runner who is gone has left in another."""
        return [each for each in self.unfinished() if each.thread == thread or not self._leases.holder(each.thread)]

    def record(self, digest: str, receipt: Receipt) -> Receipt:
        """Keep what came back for one request and return what stands: a final receipt is never replaced.

        A request that was surely never sent is `refused` without a status. When every request has a final receipt,
        the intent is finished and its proposal done.

        Raises:
            UnknownProposal: nothing was claimed under this digest, or the key is none of its requests'.

        """
        with self._store.transaction():
            intent = self.intent(digest)
            if receipt.key not in {wire.idempotency_key for wire in intent.wires}:
                raise UnknownProposal("No request of this change has that key.", "Ask for the change again.")
            standing = {each.key: each for each in self._receipts(intent)}.get(receipt.key)
            if standing is not None and (standing.outcome != "unknown" or standing == receipt):
                return standing
            body = self._store.cipher.seal(encode(receipt), "receipts", "body", digest, receipt.key)
            self._store.run(
                "INSERT INTO receipts (digest, key, at, outcome, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest, key)"
                " DO UPDATE SET at = excluded.at, outcome = excluded.outcome, body = excluded.body",
                *(digest, receipt.key, receipt.at, receipt.outcome, body),
            )
            plain = {"change": digest, "key": receipt.key, "outcome": receipt.outcome, "status": receipt.status}
            plain["request_id"] = receipt.request_id
            self._audit.write("receipt", thread=intent.thread, plain=plain, body={"detail": receipt.detail})
            self._finish(intent)
        return receipt

    def _claim_again(self, row: sqlite3.Row, intent: Intent, holder: str) -> Claim:
        first = self._intent(row)
        if (first.thread, first.proposal, first.wires) != (intent.thread, intent.proposal, intent.wires):
            raise WrongDigest("Something else was claimed under this digest.", "Ask for the change again.")
        if row["holder"] != holder:
            self._store.run("UPDATE intents SET holder = ? WHERE digest = ?", holder, intent.digest)
            self._tell("intent taken over", intent)
        return Claim(again=True, receipts=self._receipts(first))

    def _check(self, intent: Intent) -> None:
        if intent.proposal is None:
            return check_unasked(intent, self._clock())
        row = self._known(intent.proposal)
        decided = self._store.one("SELECT at FROM decisions WHERE proposal = ?", intent.proposal)
        standing = Standing(
            proposal=self._proposal(row),
            state=row["state"],
            offered=row["at"],
            decision=self.decision(intent.proposal),
            decided=0 if decided is None else decided["at"],
        )
        return check_approved(intent, standing, self._clock())

    def _tell(self, kind: str, intent: Intent) -> None:
        self._audit.write(
            kind,
            thread=intent.thread,
            plain={
                "change": intent.digest,
                "proposal": intent.proposal,
                "effect": intent.effect,
                "requests": [wire.digest for wire in intent.wires],
                "keys": [wire.idempotency_key for wire in intent.wires],
            },
            body={"tool": intent.tool, "headline": intent.headline, "records": list(intent.records)},
        )

    def _finish(self, intent: Intent) -> None:
        receipts = self._receipts(intent)
        if len(receipts) < len(intent.wires) or any(receipt.outcome == "unknown" for receipt in receipts):
            return
        self._store.run("UPDATE intents SET state = 'finished' WHERE digest = ?", intent.digest)
        if intent.proposal is not None:
            self._move(intent.proposal, "done")
