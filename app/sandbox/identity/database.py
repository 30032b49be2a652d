"""The provider's one SQLite file and its tables; of codes, refresh and registration tokens it holds only hashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS clients (
    client_id TEXT PRIMARY KEY, name TEXT NOT NULL, redirect_uris TEXT NOT NULL, grant_types TEXT NOT NULL,
    scope TEXT NOT NULL, key TEXT, registration_hash TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS assertions (
    client_id TEXT NOT NULL REFERENCES clients ON DELETE CASCADE, jti TEXT NOT NULL, expires_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, jti)
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    sid TEXT PRIMARY KEY, sub TEXT NOT NULL, client_id TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
    scope TEXT NOT NULL, acr TEXT NOT NULL, auth_time INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS codes (
    hash TEXT PRIMARY KEY, sid TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL, nonce TEXT, code_challenge TEXT NOT NULL, expires_at INTEGER NOT NULL,
    spent INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS refresh_tokens (
    hash TEXT PRIMARY KEY, sid TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, spent INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS step_ups (
    sid TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE, detail TEXT NOT NULL, spent INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS confirmed (
    sub TEXT NOT NULL, client_id TEXT NOT NULL REFERENCES clients ON DELETE CASCADE, change TEXT NOT NULL,
    expires_at INTEGER NOT NULL, PRIMARY KEY (sub, client_id, change)
) STRICT;
CREATE TABLE IF NOT EXISTS one_time_codes (
    sub TEXT NOT NULL, step INTEGER NOT NULL, PRIMARY KEY (sub, step)
) STRICT;
"""

Value = str | int | None


class Database:
    """A connection that is used from one thread at a time, though not always from the one that opened it.

    `synchronous = NORMAL` loses nothing when the process is killed; when the machine is, people sign in again.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen together, or not at all when it raises."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def run(self, statement: str, *values: Value) -> int:
        """Run a statement and return how many rows it touched."""
        return self._connection.execute(statement, values).rowcount

    def row(self, query: str, *values: Value) -> Sequence[object] | None:
        """Return a query's first row."""
        found: Sequence[object] | None = self._connection.execute(query, values).fetchone()
        return found
