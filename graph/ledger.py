"""Claims a Change once, keeps the intent before it is sent and the receipts after; the audit goes with each step."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

from graph.audit import Audit
from graph.codec import decode, encode
from graph.decisions import Closed, Decisions, State, has_run_out
from graph.intent import Claim, Intent, Totals
from graph.lease import Leases
from graph.storage import Store
from graph.trouble import (
    AlreadyDecided,
    AlreadyUsed,
    Expired,
    LedgerError,
    NotApproved,
    UnknownProposal,
    WrongDigest,
)
from tools.change import Effect, Receipt
from tools.wire import Sender, change_digest

__all__ = [
    "AlreadyDecided",
    "AlreadyUsed",
    "Claim",
    "Closed",
    "Expired",
    "Intent",
    "Ledger",
    "LedgerError",
    "NotApproved",
    "State",
    "Totals",
    "UnknownProposal",
    "WrongDigest",
]

NEED_A_PERSON: frozenset[Effect] = frozenset({"critical", "delete", "disclose", "transfer"})
"""Effects that are never sent without a person's approval, whatever a policy file says (DESIGN: invariant 2)."""


class Ledger(Decisions):
    """Every Change that was proposed, decided, sent and answered."""

    def __init__(self, store: Store, audit: Audit, clock: Callable[[], float], leases: Leases | None = None) -> None:
        super().__init__(store, audit, clock)
        self._leases = leases or Leases(store, clock)

    def claim(self, intent: Intent, holder: str) -> Claim:
        """Claim a Change for one runner before anything of it is sent; takes the thread's lease where it is free.

        Where the claim comes `again`, by the same runner or after the first one's lease has gone, the requests may
        have been sent already: ask the platform about each key that has no final receipt.

        Raises:
            AlreadyUsed: another live runner has the thread or the Change, or the approval was used for another one.
            NotApproved: it needs a person's approval and has none.
            WrongDigest: it is not what the person approved, or not what was claimed before.
            Expired: it has run out.
            UnknownProposal: there is no such proposal.
            StorageError: it, or its audit entry, could not be written.

        """
        with self._store.transaction():
            if not self._leases.take(intent.thread, holder):
                raise AlreadyUsed("Another terminal is at work in this conversation.", "Wait until it is done there.")
            row = self._store.one("SELECT * FROM intents WHERE digest = ?", intent.digest)
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

    def record(self, digest: str, receipt: Receipt) -> Receipt:
        """Keep what came back for one request and return what stands: a final receipt is never replaced.

        A request that was surely never sent is `refused` without a status. When every request has a final receipt,
        the intent is finished and its proposal done.

        Raises:
            UnknownProposal: nothing was claimed under this digest, or the key is none of its requests'.

        """
        with self._store.transaction():
            intent = self._intent(self._claimed(digest))
            if receipt.key not in {wire.idempotency_key for wire in intent.wires}:
                raise UnknownProposal("No request of this change has that key.", "Ask for the change again.")
            standing = {each.key: each for each in self.receipts(digest)}.get(receipt.key)
            if standing is not None and (standing.outcome != "unknown" or standing == receipt):
                return standing
            body = self._store.cipher.seal(encode(receipt), "receipts", "body", digest, receipt.key)
            self._store.run(
                "INSERT INTO receipts (digest, key, at, outcome, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest, key)"
                " DO UPDATE SET at = excluded.at, outcome = excluded.outcome, body = excluded.body",
                *(digest, receipt.key, receipt.at, receipt.outcome, body),
            )
            self._audit.write(
                "receipt",
                thread=intent.thread,
                plain={
                    "change": digest,
                    "key": receipt.key,
                    "outcome": receipt.outcome,
                    "status": receipt.status,
                    "request_id": receipt.request_id,
                },
                body={"detail": receipt.detail},
            )
            self._finish(intent)
        return receipt

    def receipts(self, digest: str) -> tuple[Receipt, ...]:
        """Return the receipts of a Change in the order of its requests."""
        row = self._store.one("SELECT * FROM intents WHERE digest = ?", digest)
        if row is None:
            return ()
        found = {
            each["key"]: decode(Receipt, self._store.cipher.open(each["body"], "receipts", "body", digest, each["key"]))
            for each in self._store.all("SELECT key, body FROM receipts WHERE digest = ?", digest)
        }
        keys = [wire.idempotency_key for wire in self._intent(row).wires]
        return tuple(found[key] for key in keys if key in found)

    def intent(self, digest: str) -> Intent:
        """Return a claimed Change.

        Raises:
            UnknownProposal: nothing was claimed under this digest.

        """
        return self._intent(self._claimed(digest))

    def unfinished(self, thread: str | None = None) -> list[Intent]:
        """Return the claimed Changes whose outcome is not wholly known, oldest first."""
        rows = self._store.all(
            "SELECT * FROM intents WHERE state = 'claimed' AND (? IS NULL OR thread = ?) ORDER BY rowid",
            *(thread, thread),
        )
        return [self._intent(row) for row in rows]

    def blocked_records(self, records: Collection[str]) -> list[Intent]:
        """Return the unfinished Changes, of any thread, that touch one of these records (DESIGN: invariant 4)."""
        return [intent for intent in self.unfinished() if not set(records).isdisjoint(intent.records)]

    def totals(self, since: int) -> Totals:
        """Return how much was touched and deleted since a time in Unix seconds; what may have been done counts."""
        rows = self._store.all(
            "SELECT * FROM intents WHERE at >= ? AND (state = 'claimed' OR EXISTS (SELECT 1 FROM receipts"
            " WHERE receipts.digest = intents.digest AND outcome <> 'refused'))",
            since,
        )
        intents = [self._intent(row) for row in rows]
        deleted = sum(len(intent.records) for intent in intents if intent.effect == "delete")
        return Totals(sum(len(intent.records) for intent in intents), deleted)

    def _claim_again(self, row: sqlite3.Row, intent: Intent, holder: str) -> Claim:
        if self._intent(row).wires != intent.wires:
            raise WrongDigest("Something else was claimed under this digest.", "Ask for the change again.")
        if row["holder"] != holder:
            self._store.run("UPDATE intents SET holder = ? WHERE digest = ?", holder, intent.digest)
            self._tell("intent taken over", intent)
        return Claim(again=True, receipts=self.receipts(intent.digest))

    def _check(self, intent: Intent) -> None:
        if intent.proposal is None:
            if intent.effect in NEED_A_PERSON:
                raise NotApproved("No person has approved this change.", "Ask for the change again.")
            if has_run_out(self._clock(), 0, intent.expires):
                raise Expired("This change has run out.", "Ask for it again.")
            return
        row = self._known(intent.proposal)
        if row["state"] in {"used", "done"}:
            raise AlreadyUsed("This approval was used already.", "Ask for the change again.")
        decision = self.decision(intent.proposal)
        if row["state"] != "approved" or decision is None or decision.choice != "approve":
            raise NotApproved("No person has approved this change.", "Answer the proposal first.")
        proposal = self._proposal(row)
        person = proposal.principal
        audience = intent.wires[0].audience if intent.wires else ""
        sent = change_digest(
            intent.wires, audience, Sender(person.sub, person.tenant, person.client_id), intent.expires
        )
        if (
            decision.digest != proposal.digest
            or not intent.digest == proposal.change_digest == sent
            or intent.thread != proposal.thread
        ):
            raise WrongDigest("This is not what was approved.", "Ask for the change again.")
        expires = min(proposal.expires, intent.expires)
        if has_run_out(self._clock(), max(row["at"], decision.at), expires):
            raise Expired("The approval has run out.", "Ask for the change again.")

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
        receipts = self.receipts(intent.digest)
        if len(receipts) < len(intent.wires) or any(receipt.outcome == "unknown" for receipt in receipts):
            return
        self._store.run("UPDATE intents SET state = 'finished' WHERE digest = ?", intent.digest)
        if intent.proposal is not None:
            self._move(intent.proposal, "done")

    def _claimed(self, digest: str) -> sqlite3.Row:
        row = self._store.one("SELECT * FROM intents WHERE digest = ?", digest)
        if row is None:
            raise UnknownProposal("Nothing was claimed under this digest.", "Ask for the change again.")
        return row

    def _intent(self, row: sqlite3.Row) -> Intent:
        return decode(Intent, self._store.cipher.open(row["body"], "intents", "body", row["digest"]))
