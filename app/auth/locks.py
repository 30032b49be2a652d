"""File locks between terminals: whoever holds one is the only one to touch that session or registration."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import AsyncFileLock, Timeout

from app.auth.events import AuthError

PATIENCE = 45.0
"""Seconds; longer than the slowest refresh that another terminal may be at (connect, then answer, twice)."""

POLL = 0.01


@asynccontextmanager
async def alone(folder: Path, name: str, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold the lock of that name in a folder, across coroutines, threads and processes.

    Raises:
        AuthError: it was not free in time, or the folder cannot be written.

    """
    lock = AsyncFileLock(folder / f"{name}.lock", timeout=patience, poll_interval=POLL, mode=0o600)
    try:
        await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        await lock.acquire()
    except Timeout:
        raise AuthError(
            "Another Countersign is busy with the same sign-in and does not finish.",
            "Close other terminals that hang, then try again.",
        ) from None
    except OSError as error:
        raise AuthError(
            f"The folder {folder} cannot be used: {error.strerror}.",
            "Give yourself the right to write there, or set COUNTERSIGN_DATA to another folder.",
        ) from None
    try:
        yield
    finally:
        await lock.release()
