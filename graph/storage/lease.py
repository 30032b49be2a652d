"""One runner a thread: a lease that its holder renews, that runs out by itself, and that carries a wish to stop."""

from __future__ import annotations

import os
import platform
import secrets
from collections.abc import Callable
from hashlib import sha256

from graph.storage.store import Store

SECONDS = 30


def new_holder() -> str:
    """Return a name for this run of this process: `host:pid:random`, the host as a digest."""
    return f"{_here()}:{os.getpid()}:{secrets.token_hex(8)}"


def has_died(holder: str) -> bool:
    """Tell whether a holder's process is surely gone: on this very machine, and no process has its number."""
    host, _, number = holder.rpartition(":")[0].rpartition(":")
    if os.name != "posix" or host != _here() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _here() -> str:
    """Name the machine, and on Linux what numbers its processes, so that a container is another machine."""
    try:
        numbering = os.readlink("/proc/self/ns/pid")  # noqa: PTH115  # the link names no path
    except OSError:
        numbering = ""
    return sha256(f"{platform.node()} {numbering}".encode()).hexdigest()[:16]


class Leases:
    """Who runs which thread, for all processes that share the store."""

    def __init__(self, store: Store, clock: Callable[[], float], died: Callable[[str], bool] = has_died) -> None:
        self._store = store
        self._clock = clock
        self._died = died

    def holder(self, thread: str) -> str | None:
        """Return who holds a thread now, if anybody.

        A lease that ends later than any lease of today could was written before the clock went back: it counts as gone.
        """
        row = self._store.one("SELECT holder, expires FROM leases WHERE thread = ?", thread)
        now = self._clock()
        if row is None or not now < row["expires"] <= now + 2 * SECONDS or self._died(row["holder"]):
            return None
        return str(row["holder"])

    def take(self, thread: str, holder: str) -> bool:
        """Take or renew a thread's lease; False where another live holder has it."""
        with self._store.transaction():
            if self.holder(thread) not in {None, holder}:
                return False
            self._store.run(
                "INSERT INTO leases (thread, holder, expires) VALUES (?, ?, ?) ON CONFLICT (thread)"
                " DO UPDATE SET holder = excluded.holder, expires = excluded.expires",
                thread,
                holder,
                self._clock() + SECONDS,
            )
            return True

    def renew(self, thread: str, holder: str) -> bool:
        """Put off the end of a lease that is still this holder's; False where it was lost."""
        with self._store.transaction():
            return self.holder(thread) == holder and self.take(thread, holder)

    def drop(self, thread: str, holder: str) -> None:
        """Give a lease back, if it is this holder's."""
        with self._store.transaction():
            self._store.run("DELETE FROM leases WHERE thread = ? AND holder = ?", thread, holder)
            self._store.run("DELETE FROM stops WHERE holder = ?", holder)

    def stop(self) -> list[str]:
        """Ask everybody who runs a thread now to stop, and return those threads."""
        with self._store.transaction():
            running = [row["thread"] for row in self._store.all("SELECT thread FROM leases ORDER BY thread")]
            holders = {thread: self.holder(thread) for thread in running}
            self._store.run("DELETE FROM stops")
            for holder in holders.values():
                if holder is not None:
                    self._store.run("INSERT INTO stops (holder, at) VALUES (?, ?)", holder, int(self._clock()))
        return [thread for thread, holder in holders.items() if holder is not None]

    def is_stopped(self, holder: str) -> bool:
        """Tell whether a holder was asked to stop since it took its lease."""
        return self._store.one("SELECT 1 FROM stops WHERE holder = ?", holder) is not None
