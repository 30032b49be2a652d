"""The account's store: one SQLite file in one private folder, sealed with one key, used from one thread."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from graph.storage.cipher import Cipher
from graph.storage.schema import STEPS, Step
from graph.trouble import SealBroken, StorageError

FILE = "store.db"
LOCK = "opening.lock"
BUSY_SECONDS = 10
PROBE = b"countersign"
Value = str | int | float | bytes | None


def private_file(folder: Path, name: str) -> Path:
    """Make the folder (mode 0700) and an empty file in it (mode 0600) where they are missing; return the file.

    Raises:
        StorageError: the folder or the file cannot be made.

    """
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StorageError(
            f"Countersign cannot keep anything in {folder}: {error.strerror or error}.",
            "Give it a folder that you may write to (COUNTERSIGN_DATA).",
        ) from error
    return path


@contextmanager
def one_at_a_time(folder: Path | None) -> Iterator[None]:
    """Let one process at a time open a folder's files: SQLite does not wait where two switch a file to WAL at once.

    Raises:
        StorageError: another process does not get done with it.

    """
    if folder is None:
        yield
        return
    try:
        with FileLock(private_file(folder, LOCK), timeout=BUSY_SECONDS, mode=0o600):
            yield
    except Timeout as error:
        raise StorageError(
            "Another program keeps the store's folder locked.",
            "Close the other Countersign terminals, then try again.",
        ) from error


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what SQLite says into a StorageError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"The store cannot be used right now: {error}.",
            "Make sure that the disk has room and the folder may be written to, then try again.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise StorageError(f"The store refused: {error}.", "Restore the folder from a backup.") from error


class Store:
    """One open store. Every write happens in a `transaction`; a broken one leaves nothing behind."""

    def __init__(self, connection: sqlite3.Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._depth = 0
        self._broken = False
        self.cipher = cipher

    @classmethod
    def open(cls, folder: Path | None, key: bytes, steps: Sequence[Step] = STEPS) -> Self:
        """Open the store in a folder, or one in memory where it is None, and bring it up to date.

        Raises:
            StorageError: the folder cannot be used, the store is newer than this program, or the key is another one.

        """
        path = ":memory:" if folder is None else str(private_file(folder, FILE))
        with one_at_a_time(folder), sentences():
            store = cls(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None), Cipher(key))
            try:
                store._prepare(steps)
            except BaseException:
                store.close()
                raise
        return store

    def _prepare(self, steps: Sequence[Step]) -> None:
        self._connection.row_factory = sqlite3.Row
        self._fits(steps)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "fullfsync=ON",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            self.all(f"PRAGMA {pragma}")
        if self._version() == len(steps):
            return
        with self.transaction():
            self._fits(steps)
            for statement in (line for step in steps[self._version() :] for line in step):
                self.run(statement)
            if self.one("SELECT 1 FROM meta WHERE name = 'probe'") is None:
                probe = self.cipher.seal(PROBE, "meta", "value", "probe")
                self.run("INSERT INTO meta (name, value) VALUES ('probe', ?)", probe)
            self.run(f"PRAGMA user_version = {len(steps)}")

    def _version(self) -> int:
        row = self.one("PRAGMA user_version")
        return 0 if row is None else int(row[0])

    def _fits(self, steps: Sequence[Step]) -> None:
        version = self._version()
        if version == 0 and self.one("SELECT 1 FROM sqlite_master") is not None:
            raise StorageError(
                "The store in this folder is not Countersign's.", "Name another folder (COUNTERSIGN_DATA)."
            )
        if version > len(steps):
            raise StorageError(
                "The store in this folder was written by a newer Countersign.",
                "Update Countersign, or name another folder (COUNTERSIGN_DATA).",
            )
        if version == 0:
            return
        row = self.one("SELECT value FROM meta WHERE name = 'probe'")
        try:
            self.cipher.open(b"" if row is None else row[0], "meta", "value", "probe")
        except SealBroken:
            raise StorageError(
                "The store in this folder cannot be read with this account's key.",
                "Sign in with the keyring that it was made with, or name another folder (COUNTERSIGN_DATA).",
            ) from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it or nothing; it is on disk when this returns. A transaction inside another is part of it.

        Raises:
            StorageError: it could not be written, or a part of it broke and was passed over.

        """
        if self._depth == 0:
            self._broken = False
            self.run("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
            if self._depth == 1:
                self._commit()
        except BaseException:
            self._broken = True
            if self._depth == 1 and self._connection.in_transaction:
                self._connection.rollback()
            raise
        finally:
            self._depth -= 1

    def _commit(self) -> None:
        if self._broken:
            raise StorageError("A part of a change to the store broke, so none of it was kept.", "Try again.")
        self.run("COMMIT")

    def run(self, sql: str, *values: Value) -> int:
        """Run one statement and return how many rows it changed."""
        with sentences():
            return self._connection.execute(sql, values).rowcount

    def one(self, sql: str, *values: Value) -> sqlite3.Row | None:
        """Return the first row of a query, if any."""
        with sentences():
            row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return row

    def all(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with sentences():
            return self._connection.execute(sql, values).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
