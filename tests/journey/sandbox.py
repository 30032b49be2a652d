"""A sandbox that one journey after another finds as if it were new: its servers run on, its databases go back."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.journey.home import Home

BOOKS = ("identity.db", "platform.db")
HOLD = """
import asyncio, pathlib, sys
from app.sandbox.world import join

async def hold():
    membership = await join(pathlib.Path(sys.argv[1]))
    print("there", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await membership.leave()

asyncio.run(hold())
"""
"""Holds a place in the sandbox until nobody writes to it any more, which is also when the tests are killed."""


class Sandbox:
    """One running sandbox, and what its books held when it was new."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._new = [sqlite3.connect(":memory:") for _ in BOOKS]
        for name, new in zip(BOOKS, self._new, strict=True):
            with closing(sqlite3.connect(self.folder / name)) as book:
                book.backup(new)

    @property
    def folder(self) -> Path:
        return self._home.data / "sandbox"

    def newcomer(self, folder: Path) -> Home:
        """Return somebody else's home with this sandbox in it, as new."""
        for name, new in zip(BOOKS, self._new, strict=True):
            with closing(sqlite3.connect(self.folder / name, timeout=20)) as book:
                new.backup(book)
        home = Home(folder)
        home.data.mkdir(mode=0o700)
        (home.data / "sandbox").symlink_to(self.folder, target_is_directory=True)
        return home

    def close(self) -> None:
        for new in self._new:
            new.close()


@contextmanager
def running(home: Home) -> Iterator[Sandbox]:
    """Run a home's sandbox for as long as this process lives and wants it."""
    command = [sys.executable, "-c", HOLD, str(home.data / "sandbox")]
    with subprocess.Popen(command, env=home.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "there\n"
        with closing(Sandbox(home)) as sandbox:
            yield sandbox
        holder.communicate()
    home.run("sandbox", "down")
