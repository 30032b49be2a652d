"""What was proposed to a person and what they decided; each step and its audit entry are one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Literal

from graph.ledger.approval import has_run_out
from graph.storage.audit import Audit
from graph.storage.codec import decode, encode
from graph.storage.store import Store
from graph.trouble import AlreadyDecided, Expired, UnknownProposal, WrongDigest
from tools.change import Choice, Decision, Json, Proposal

Closed = Literal["expired", "stopped", "forbidden", "overtaken"]
State = Literal["open", "approved", "rejected", "edited", "look_again", "used", "done"] | Closed

AFTER: Mapping[Choice, State] = {
    "approve": "approved",
    "reject": "rejected",
    "edit": "edited",
    "look_again": "look_again",
}


class Decisions:
    """The proposals of all threads and the decisions on them."""

    def __init__(self, store: Store, audit: Audit, clock: Callable[[], float]) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock

    def offer(self, proposal: Proposal) -> None:
        """Keep a proposal as open, before anybody is asked; offering exactly the same again changes nothing.

        Raises:
            WrongDigest: another proposal stands under this id.

        """
        now = int(self._clock())
        with self._store.transaction():
            row = self._row(proposal.id)
            if row is not None:
                if row["digest"] != proposal.digest:
                    raise WrongDigest("Another proposal has this id.", "Ask for the change again.")
                return
            body = self._store.cipher.seal(encode(proposal), "proposals", "body", proposal.id)
            self._store.run(
                "INSERT INTO proposals (id, thread, digest, change, state, at, expires, body)"
                " VALUES (?, ?, ?, ?, 'open', ?, ?, ?)",
                *(proposal.id, proposal.thread, proposal.digest, proposal.change_digest, now, proposal.expires, body),
            )
            self._write("proposal", proposal, {"expires": proposal.expires}, {"headline": proposal.change.headline})

    def open(self, thread: str) -> list[Proposal]:
        """Return a thread's open proposals, oldest first, those that have run out in the meantime too."""
        rows = self._store.all("SELECT * FROM proposals WHERE thread = ? AND state = 'open' ORDER BY rowid", thread)
        return [self._proposal(row) for row in rows]

    def undone(self) -> list[Proposal]:
        """Return what is open, or approved and not used, in any thread, oldest first."""
        rows = self._store.all("SELECT * FROM proposals WHERE state IN ('open', 'approved') ORDER BY rowid")
        return [self._proposal(row) for row in rows]

    def proposal(self, proposal: str) -> Proposal:
        """Return a proposal by its id.

        Raises:
            UnknownProposal: there is none.

        """
        return self._proposal(self._known(proposal))

    def state(self, proposal: str) -> State:
        """Return how far a proposal has come.

        Raises:
            UnknownProposal: there is none.

        """
        state: State = self._known(proposal)["state"]
        return state

    def decide(self, decision: Decision) -> None:
        """Keep a person's decision; it is on disk with its audit entry when this returns.

        Raises:
            UnknownProposal: there is no such proposal.
            WrongDigest: the decision is on something else than was offered.
            AlreadyDecided: the proposal is no longer open.
            Expired: it has run out; it is closed as expired.

        """
        with self._store.transaction():
            row = self._known(decision.proposal)
            if row["digest"] != decision.digest:
                raise WrongDigest("That answer is to another proposal.", "Look at the proposal and answer again.")
            self._must_be(row, {"open"})
            over = has_run_out(self._clock(), row["at"], row["expires"])
            if over:
                self._settle(row, "expired", "")
            else:
                self._keep(row, decision)
        if over:
            raise Expired("This proposal has run out.", "Ask for the change again.")

    def decision(self, proposal: str) -> Decision | None:
        """Return the decision on a proposal, if there is one."""
        row = self._store.one("SELECT body FROM decisions WHERE proposal = ?", proposal)
        if row is None:
            return None
        return decode(Decision, self._store.cipher.open(row["body"], "decisions", "body", proposal))

    def close(self, proposal: str, state: Closed, note: str = "") -> None:
        """Close a proposal that is open, or approved and not used yet; closing it the same way again changes nothing.

        Raises:
            UnknownProposal: there is no such proposal.
            AlreadyDecided: it was decided, used or closed otherwise.

        """
        with self._store.transaction():
            row = self._known(proposal)
            if row["state"] == state:
                return
            self._must_be(row, {"open", "approved"})
            self._settle(row, state, note)

    def _keep(self, row: sqlite3.Row, decision: Decision) -> None:
        proposal, at = self._proposal(row), int(self._clock())
        sealed = self._store.cipher.seal(encode(decision), "decisions", "body", decision.proposal)
        self._store.run(
            "INSERT INTO decisions (proposal, digest, choice, at, body) VALUES (?, ?, ?, ?, ?)",
            *(decision.proposal, decision.digest, decision.choice, at, sealed),
        )
        self._move(decision.proposal, AFTER[decision.choice])
        told = {"by": decision.by, "note": decision.note, "typed": decision.typed, "args": decision.args}
        self._write("decision", proposal, {"choice": decision.choice}, told)

    def _settle(self, row: sqlite3.Row, state: Closed, note: str) -> None:
        self._move(row["id"], state)
        if note:
            sealed = self._store.cipher.seal(note.encode(errors="replace"), "proposals", "note", row["id"])
            self._store.run("UPDATE proposals SET note = ? WHERE id = ?", sealed, row["id"])
        self._write("closed", self._proposal(row), {"state": state}, {"note": note})

    def _write(self, kind: str, proposal: Proposal, plain: Json, body: Json) -> None:
        self._audit.write(
            kind, thread=proposal.thread, plain={**_plain(proposal), **plain}, body={**_body(proposal), **body}
        )

    def _move(self, proposal: str, state: State) -> None:
        self._store.run("UPDATE proposals SET state = ? WHERE id = ?", state, proposal)

    def _must_be(self, row: sqlite3.Row, states: set[State]) -> None:
        if row["state"] not in states:
            raise AlreadyDecided("This proposal is no longer open.", "Look at what became of it.", row["state"])

    def _row(self, proposal: str) -> sqlite3.Row | None:
        return self._store.one("SELECT * FROM proposals WHERE id = ?", proposal)

    def _known(self, proposal: str) -> sqlite3.Row:
        row = self._row(proposal)
        if row is None:
            raise UnknownProposal("There is no such proposal.", "Ask for the change again.")
        return row

    def _proposal(self, row: sqlite3.Row) -> Proposal:
        return decode(Proposal, self._store.cipher.open(row["body"], "proposals", "body", row["id"]))


def _plain(proposal: Proposal) -> dict[str, object]:
    return {
        "proposal": proposal.id,
        "digest": proposal.digest,
        "change": proposal.change_digest,
        "rules": [rule for rule, _ in proposal.verdict.rules],
    }


def _body(proposal: Proposal) -> dict[str, object]:
    return {
        "sub": proposal.principal.sub,
        "installation": proposal.principal.installation,
        "tool": proposal.tool,
        "because": [because for _, because in proposal.verdict.rules],
    }
