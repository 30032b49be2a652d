"""What step-ups confirmed: the one thing that each of their tokens is good for, and the changes confirmed of late."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.sandbox.identity.database import Database
from app.sandbox.identity.details import CHANGE_TYPE, Detail
from app.sandbox.identity.records import Session


@dataclass(frozen=True, slots=True)
class Bond:
    """What the token of a step-up is bound to; `spent` once it has been exchanged."""

    detail: Detail
    spent: bool

    @property
    def change(self) -> str:
        """Return the digest of the change that was confirmed or decided."""
        return str(self.detail["change"])


class StepUps:
    """Keeps bonds by session, of which a step-up has one of its own with one token in it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def bind(self, session: Session, detail: Detail) -> None:
        """Bind a new session to what was confirmed in it."""
        self._database.run("INSERT INTO step_ups VALUES (?, ?, 0)", session.sid, json.dumps(detail))

    def find(self, session: Session) -> Bond | None:
        """Return what a session is bound to, None for an ordinary one."""
        row = self._database.row("SELECT detail, spent FROM step_ups WHERE sid = ?", session.sid)
        return Bond(json.loads(str(row[0])), bool(row[1])) if row else None

    def spend(self, session: Session) -> None:
        """Mark a session's token as exchanged."""
        self._database.run("UPDATE step_ups SET spent = 1 WHERE sid = ?", session.sid)

    def remember(self, session: Session, bond: Bond, now: int) -> None:
        """Remember until it expires that this person confirmed this change for this client; a decision is none."""
        self._database.run("DELETE FROM confirmed WHERE expires_at <= ?", now)
        if bond.detail["type"] != CHANGE_TYPE:
            return
        until = int(str(bond.detail["expires_at"]))
        statement = "INSERT OR IGNORE INTO confirmed VALUES (?, ?, ?, ?)"
        self._database.run(statement, session.sub, session.client_id, bond.change, until)

    def confirmed(self, session: Session, change: object, now: int) -> bool:
        """Tell whether this session's person has confirmed a change for this client, in time."""
        query = "SELECT 1 FROM confirmed WHERE sub = ? AND client_id = ? AND change = ? AND expires_at > ?"
        return self._database.row(query, session.sub, session.client_id, str(change), now) is not None
