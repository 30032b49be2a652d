"""A freshly sown platform database, to be asked in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.sandbox.platform.database import Database
from app.sandbox.platform.seeding import fill

NOW = 1_790_000_000
"""A Monday."""
DAY = 24 * 3600


@contextmanager
def sown(now: int = NOW) -> Iterator[sqlite3.Connection]:
    """Give the database of a sandbox that was made at `now`."""
    with TemporaryDirectory() as folder:
        database = Database(Path(folder))
        try:
            database.prepare(lambda db: fill(db, now))
            yield database.connection
        finally:
            database.close()
