"""What was proposed, refused, claimed to be sent and what came back, as the ledger has it: reading only."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

from graph.ledger.decisions import Decisions
from graph.ledger.intent import Intent, Share, Totals, added, share_of
from graph.storage.audit import Audit
from graph.storage.codec import decode
from graph.storage.store import Store
from graph.trouble import UnknownProposal
from tools.change import Proposal, Receipt


class Sent(Decisions):
    """The claimed Changes of all threads and their receipts."""

    def __init__(self, store: Store, audit: Audit, clock: Callable[[], float]) -> None:
        super().__init__(store, audit, clock)
        self._shares: dict[str, Share] = {}

    def intent(self, digest: str) -> Intent:
        """Return a claimed Change.

        Raises:
            UnknownProposal: nothing was claimed under this digest.

        """
        row = self._claimed(digest)
        if row is None:
            raise UnknownProposal("Nothing was claimed under this digest.", "Ask for the change again.")
        return self._intent(row)

    def receipts(self, digest: str) -> tuple[Receipt, ...]:
        """Return the receipts of a Change in the order of its requests; none where nothing was claimed."""
        row = self._claimed(digest)
        return () if row is None else self._receipts(self._intent(row))

    def beginning(self, start: str) -> list[Proposal]:
        """Return the proposals whose id begins like this, oldest first."""
        rows = self._store.all("SELECT * FROM proposals WHERE substr(id, 1, ?) = ? ORDER BY rowid", len(start), start)
        return [self._proposal(row) for row in rows]

    def rejections(self, since: int) -> int:
        """Return how often the person said no, in any thread, since a time in Unix seconds."""
        row = self._store.one("SELECT count(*) AS n FROM decisions WHERE choice = 'reject' AND at >= ?", since)
        return 0 if row is None else int(row["n"])

    def unfinished(self, thread: str | None = None) -> list[Intent]:
        """Return the claimed Changes whose outcome is not wholly known, oldest first."""
        rows = self._store.all(
            "SELECT * FROM intents WHERE state = 'claimed' AND (?1 IS NULL OR thread = ?1) ORDER BY rowid",
            thread,
        )
        return [self._intent(row) for row in rows]

    def rejected(self, thread: str, latest: int) -> list[Proposal]:
        """Return the latest proposals of a thread that the person said no to, so that they are not sent after all."""
        sql = "SELECT * FROM proposals WHERE thread = ? AND state = 'rejected' ORDER BY rowid DESC LIMIT ?"
        rows = self._store.all(sql, thread, latest)
        return [self._proposal(row) for row in rows]

    def blocked_records(self, records: Collection[str]) -> list[Intent]:
        """Return the unfinished Changes, of any thread, that touch one of these records (DESIGN: invariant 4)."""
        return [intent for intent in self.unfinished() if not set(records).isdisjoint(intent.records)]

    def totals(self, since: int, but: str = "") -> Totals:
        """Return how much was touched, deleted and moved since a time in Unix seconds; what may have been done counts.

        `but` is the digest of a Change that is not to count.
        """
        rows = self._store.all(
            "SELECT digest, body FROM intents WHERE at >= ? AND digest <> ? AND (state = 'claimed' OR EXISTS"
            " (SELECT 1 FROM receipts WHERE receipts.digest = intents.digest AND outcome <> 'refused'))",
            *(since, but),
        )
        return added([self._share(row) for row in rows])

    def _share(self, row: sqlite3.Row) -> Share:
        """Return what one claimed Change adds to a total; what is claimed stays as it is, so it is read only once."""
        known = self._shares.get(row["digest"])
        if known is None:
            known = self._shares[row["digest"]] = share_of(self._intent(row))
        return known

    def _claimed(self, digest: str) -> sqlite3.Row | None:
        return self._store.one("SELECT * FROM intents WHERE digest = ?", digest)

    def _intent(self, row: sqlite3.Row) -> Intent:
        return decode(Intent, self._store.cipher.open(row["body"], "intents", "body", row["digest"]))

    def _receipts(self, intent: Intent) -> tuple[Receipt, ...]:
        digest = intent.digest
        found = {
            row["key"]: decode(Receipt, self._store.cipher.open(row["body"], "receipts", "body", digest, row["key"]))
            for row in self._store.all("SELECT key, body FROM receipts WHERE digest = ?", digest)
        }
        return tuple(found[wire.idempotency_key] for wire in intent.wires if wire.idempotency_key in found)
