"""What waits for a second person, and what they decided; each step and its audit entry are one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from graph.storage.audit import Audit
from graph.storage.codec import decode, encode
from graph.storage.lease import Leases
from graph.storage.store import Store
from graph.trouble import Elsewhere, NotApproved, Stopped, UnknownProposal, WrongDigest
from tools.approvals import Approval
from tools.change import Proposal

SecondState = Literal["pending", "approved", "rejected", "expired"]
WAITING = "SELECT seconds.* FROM seconds JOIN proposals ON proposals.id = seconds.proposal"


@dataclass(frozen=True, slots=True)
class Second:
    """A proposal that waits, or has waited, for a second person; `approval` is as the platform last told it."""

    proposal: str
    state: SecondState
    approval: Approval


@dataclass(frozen=True, slots=True)
class _Kept:
    state: SecondState
    approval: Approval


def nothing() -> None:
    """Say nothing."""


class Seconds:
    """The proposals of all threads that a second person decides on, beside the one who asked."""

    def __init__(self, store: Store, audit: Audit, leases: Leases) -> None:
        self._store = store
        self._audit = audit
        self._leases = leases

    def ask(self, proposal: Proposal, holder: str) -> None:
        """Keep that a second person is about to be asked, before the platform hears of it.

        Raises:
            Elsewhere: another live runner has the thread.
            Stopped: the runner was asked to stop.
            NotApproved: the one who asks has not approved it, or it was closed since.
            StorageError: the audit entry could not be written.

        """
        with self._store.transaction():
            if not self._leases.take(proposal.thread, holder):
                raise Elsewhere("Another terminal has taken this conversation over.", "Go on there.")
            if self._leases.is_stopped(holder):
                raise Stopped("The person has stopped all work from another terminal.", "Ask for the change again.")
            row = self._store.one("SELECT state FROM proposals WHERE id = ?", proposal.id)
            if row is None or row["state"] != "approved":
                raise NotApproved("No person has approved this change.", "Answer the proposal first.")
            self._write("second person asked", proposal, {"expires": proposal.expires}, "")

    def park(self, proposal: Proposal, approval: Approval, tell: Callable[[], None] = nothing) -> Second:
        """Keep that a proposal waits, and tell so in the same transaction; parking it again changes nothing.

        Raises:
            WrongDigest: the platform has something else wait, or another approval stands for it.

        """
        if approval.change != proposal.change_digest:
            raise WrongDigest("The platform has another change wait than this one.", "Ask for the change again.")
        with self._store.transaction():
            known = self.of(proposal.id)
            if known is not None and known.approval.id != approval.id:
                raise WrongDigest("Another approval stands for this change.", "Ask for the change again.")
            if known is None:
                self._store.run(
                    "INSERT INTO seconds (proposal, approval, at, state, body) VALUES (?, ?, ?, 'pending', ?)",
                    *(proposal.id, approval.id, approval.opened_at, self._sealed(proposal.id, "pending", approval)),
                )
                self._write("parked", proposal, {"approval": approval.id}, approval.who)
            tell()
        return known or Second(proposal.id, "pending", approval)

    def of(self, proposal: str) -> Second | None:
        """Return how it stands with a proposal's second person, if one was asked."""
        row = self._store.one("SELECT * FROM seconds WHERE proposal = ?", proposal)
        return None if row is None else self._second(row)

    def pending(self, thread: str | None = None) -> list[Second]:
        """Return what waits for a second person, of one thread or of all, oldest first."""
        rows = self._store.all(
            f"{WAITING} WHERE seconds.state = 'pending' AND proposals.state = 'approved'"
            " AND (?1 IS NULL OR proposals.thread = ?1) ORDER BY seconds.rowid",
            thread,
        )
        return [self._second(row) for row in rows]

    def decided(self, thread: str) -> list[Second]:
        """Return what was decided and has not come back into its conversation yet, oldest first."""
        rows = self._store.all(
            f"{WAITING} WHERE seconds.state <> 'pending' AND proposals.state = 'approved'"
            " AND proposals.thread = ? ORDER BY seconds.rowid",
            thread,
        )
        return [self._second(row) for row in rows]

    def settle(self, proposal: Proposal, approval: Approval, tell: Callable[[Second], None]) -> None:
        """Keep what became of a proposal that waits, and tell it in the same transaction; only once.

        An approval by the one who asked, or by nobody, is none.

        Raises:
            UnknownProposal: it does not wait.

        """
        with self._store.transaction():
            known = self.of(proposal.id)
            if known is None or known.approval.id != approval.id:
                raise UnknownProposal("No such change waits for a second person.", "Ask for the change again.")
            state = state_of(proposal, approval)
            if known.state != "pending" or state == "pending":
                return
            self._store.run(
                "UPDATE seconds SET state = ?, body = ? WHERE proposal = ?",
                *(state, self._sealed(proposal.id, state, approval), proposal.id),
            )
            decided = approval.decided_by
            who = f"{decided.name} ({decided.id}): {approval.comment}" if decided else ""
            self._write("seconded", proposal, {"approval": approval.id, "state": state}, who)
            tell(Second(proposal.id, state, approval))

    def _second(self, row: sqlite3.Row) -> Second:
        """Return a row as what is sealed in it says; a state that was set beside it is not believed."""
        opened = self._store.cipher.open(row["body"], "seconds", "body", row["proposal"])
        kept = decode(_Kept, opened)
        return Second(row["proposal"], kept.state, kept.approval)

    def _sealed(self, proposal: str, state: SecondState, approval: Approval) -> bytes:
        return self._store.cipher.seal(encode(_Kept(state, approval)), "seconds", "body", proposal)

    def _write(self, kind: str, proposal: Proposal, plain: dict[str, object], who: str) -> None:
        said = {"proposal": proposal.id, "digest": proposal.digest, "change": proposal.change_digest, **plain}
        body = {"sub": proposal.principal.sub, "tool": proposal.tool, "headline": proposal.change.headline, "who": who}
        self._audit.write(kind, thread=proposal.thread, plain=said, body=body)


def state_of(proposal: Proposal, approval: Approval) -> SecondState:
    """Return what an approval comes to for the proposal that it was opened for."""
    if approval.state in {"pending", "rejected", "expired"}:
        return approval.state
    decided = approval.decided_by
    other = decided is not None and decided.id != proposal.principal.sub
    return "approved" if other and approval.change == proposal.change_digest else "rejected"
