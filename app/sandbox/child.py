"""One server of the sandbox as the keeper sees it: a process on a port, tethered to the keeper, writing its own log."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from app.sandbox.patience import comes_true
from app.sandbox.ports import is_free

ROOT = Path(__file__).resolve().parent.parent.parent
"""The folder that holds the package `app`: where a `-m` finds it, whatever lies where the person stands."""

PORT_WAIT = 3.0
STOP_WAIT = 3.0
LOG_LIMIT = 1_000_000
WITHHELD = ("OPENAI_API_KEY",)

State = Literal["starting", "running", "exited", "port taken"]


def open_log(path: Path) -> int:
    """Open a log to append to, for this user only; one that has grown too long begins anew."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        flags |= os.O_TRUNC
    return os.open(path, flags, 0o600)


def environment() -> dict[str, str]:
    """Return this process's environment without what the sandbox has no business with."""
    return {name: value for name, value in os.environ.items() if name not in WITHHELD}


def no_window() -> int:
    """Return the flags that keep Windows from opening a console for a process."""
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


class Child:
    """One server: started, watched, stopped; never restarted by itself."""

    def __init__(self, name: str, command: Sequence[str], port: int, log: Path) -> None:
        self.name = name
        self.state: State = "starting"
        self.code: int | None = None
        self._command = command
        self._port = port
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._life: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to start it, unless it lives."""
        if self._life is None or self._life.done():
            self.state, self.code = "starting", None
            self._life = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Close its standard input, so that it ends; kill it if it does not."""
        if self._life is None:
            return
        if self._process is None:
            self._life.cancel()
        elif self._process.stdin is not None:
            self._process.stdin.close()
        _, late = await asyncio.wait([self._life], timeout=STOP_WAIT)
        if late and self._process is not None:
            self._process.kill()
            await asyncio.wait([self._life])

    def told(self) -> dict[str, object]:
        """Return what a terminal may know of it."""
        return {"state": self.state, "code": self.code, "port": self._port, "log": str(self._log)}

    async def _live(self) -> None:
        if not await self._port_comes_free():
            self.state = "port taken"
            return
        log = open_log(self._log)
        try:
            self._process = await self._spawn(log)
        finally:
            os.close(log)
        self.state = "running"
        self.code = await self._process.wait()
        self._process = None
        self.state = "exited"

    async def _port_comes_free(self) -> bool:
        """Wait a moment for a port that the keeper before this one may be about to leave."""
        return await comes_true(lambda: is_free(self._port), PORT_WAIT)

    async def _spawn(self, log: int) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app.sandbox.tether",
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env=environment(),
            creationflags=no_window(),
        )
