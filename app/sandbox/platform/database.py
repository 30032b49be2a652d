"""The platform's database: one connection, WAL, a schema, and transactions that another writer waits for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "platform.db"
VERSION = 3
_HERE = Path(__file__).parent
_SCHEMA = (_HERE / "schema.sql").read_text(encoding="utf-8")
_ADDED = {2: (_HERE / "waiting.sql").read_text(encoding="utf-8")}
"""What brings a database of some version to the next one, with all that it holds."""


class Database:
    """One open database; it is used by one event loop, and by one statement at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A server may be made in one thread and run in another; it is never used by two at once.
        self.connection = sqlite3.connect(folder / FILE, isolation_level=None, timeout=5, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.create_function("has_words", 2, _has_words, deterministic=True)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a transaction; anything raised undoes all of it."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def prepare(self, fill: Callable[[sqlite3.Connection], None]) -> None:
        """Make the tables and fill them, the first time only.

        A version that can be brought on keeps all that it holds; any other one's sandbox is sown anew.
        """
        if self._version() not in {0, *_ADDED, VERSION}:
            self._clear()
        with self.transaction() as db:
            if self._version() == 0:
                _run(db, _SCHEMA)
                fill(db)
                db.execute(f"PRAGMA user_version = {min(_ADDED)}")
            for version in range(self._version(), VERSION):
                _run(db, _ADDED[version])
                db.execute(f"PRAGMA user_version = {version + 1}")

    def _version(self) -> int:
        version: int = self.connection.execute("PRAGMA user_version").fetchone()[0]
        return version

    def _clear(self) -> None:
        self.connection.execute("PRAGMA foreign_keys = OFF")
        with self.transaction() as db:
            made = db.execute("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
            for kind, name in made:
                db.execute(f'DROP {kind} "{name}"')
            db.execute("PRAGMA user_version = 0")
        self.connection.execute("PRAGMA foreign_keys = ON")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


@contextmanager
def rehearsal(db: sqlite3.Connection) -> Iterator[None]:
    """Undo whatever is done in it, within a transaction or without one."""
    within = db.in_transaction
    db.execute("SAVEPOINT rehearsal" if within else "BEGIN IMMEDIATE")
    try:
        yield
    finally:
        if within:
            db.execute("ROLLBACK TO rehearsal")
            db.execute("RELEASE rehearsal")
        else:
            db.execute("ROLLBACK")


def _run(db: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";\n"):
        db.execute(statement)


def _has_words(text: str, words: str) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words.casefold().split())
