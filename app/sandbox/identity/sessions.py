"""The sessions, and the codes and refresh tokens that come from them."""

from __future__ import annotations

from collections.abc import Sequence

from app.sandbox.identity.database import Database
from app.sandbox.identity.records import Code, RefreshToken, Session

SESSION_COLUMNS = 8


def _session(row: Sequence[object]) -> Session:
    sid, sub, client_id, scope, acr = map(str, row[:5])
    auth_time, expires_at, ended = (int(str(value)) for value in row[5:SESSION_COLUMNS])
    return Session(sid, sub, client_id, scope, acr, auth_time, expires_at, bool(ended))


class Sessions:
    """Keeps sessions; a code or refresh token is found by its hash and stays known after it is spent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget_before(self, now: int) -> None:
        """Remove sessions whose time is over, and everything that came from them."""
        self._database.run("DELETE FROM sessions WHERE expires_at <= ?", now)

    def add(self, session: Session) -> None:
        """Keep a new session."""
        self._database.run(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            session.sid,
            session.sub,
            session.client_id,
            session.scope,
            session.acr,
            session.auth_time,
            session.expires_at,
        )

    def find(self, sid: str) -> Session | None:
        """Return a session, ended or not."""
        row = self._database.row("SELECT * FROM sessions WHERE sid = ?", sid)
        return _session(row) if row else None

    def end(self, sid: str) -> None:
        """End a session, and with it everything that came from it."""
        self._database.run("UPDATE sessions SET ended = 1 WHERE sid = ?", sid)

    def add_code(self, code: Code) -> None:
        """Keep a new code."""
        self._database.run(
            "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, 0)",
            code.hash,
            code.session.sid,
            code.redirect_uri,
            code.nonce,
            code.code_challenge,
            code.expires_at,
        )

    def find_code(self, code_hash: str) -> Code | None:
        """Return a code, spent or not."""
        row = self._database.row(
            "SELECT s.*, c.redirect_uri, c.nonce, c.code_challenge, c.expires_at, c.spent"
            " FROM codes c JOIN sessions s USING (sid) WHERE c.hash = ?",
            code_hash,
        )
        if row is None:
            return None
        redirect_uri, nonce, challenge, expires_at, spent = row[SESSION_COLUMNS:]
        return Code(
            hash=code_hash,
            session=_session(row),
            redirect_uri=str(redirect_uri),
            nonce=None if nonce is None else str(nonce),
            code_challenge=str(challenge),
            expires_at=int(str(expires_at)),
            spent=bool(spent),
        )

    def spend_code(self, code: Code) -> None:
        """Mark a code as used."""
        self._database.run("UPDATE codes SET spent = 1 WHERE hash = ?", code.hash)

    def add_refresh_token(self, token_hash: str, sid: str) -> None:
        """Keep a new refresh token."""
        self._database.run("INSERT INTO refresh_tokens VALUES (?, ?, 0)", token_hash, sid)

    def find_refresh_token(self, token_hash: str) -> RefreshToken | None:
        """Return a refresh token, spent or not."""
        row = self._database.row(
            "SELECT s.*, r.spent FROM refresh_tokens r JOIN sessions s USING (sid) WHERE r.hash = ?",
            token_hash,
        )
        return RefreshToken(token_hash, _session(row), bool(row[SESSION_COLUMNS])) if row else None

    def spend_refresh_token(self, token: RefreshToken) -> None:
        """Mark a refresh token as used."""
        self._database.run("UPDATE refresh_tokens SET spent = 1 WHERE hash = ?", token.hash)
