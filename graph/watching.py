"""Keeps a runner's lease while it works, and hears a wish to stop that comes from another terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from graph.storage.lease import Leases

RENEW_SECONDS = 10.0
LISTEN_SECONDS = 0.5
"""How long a wish to stop may lie unheard; hearing costs one read of a table that is empty."""


async def keep(leases: Leases, thread: str, holder: str, stop: Callable[[], Awaitable[None]]) -> None:
    """Renew a lease until it is lost; where the holder is asked to stop, have it stopped, once."""
    loop = asyncio.get_running_loop()
    renewed, told = loop.time(), False
    while True:
        await asyncio.sleep(min(LISTEN_SECONDS, RENEW_SECONDS))
        if not told and leases.is_stopped(holder):
            told = True
            await stop()
        if loop.time() - renewed >= RENEW_SECONDS:
            if not leases.renew(thread, holder):
                return
            renewed = loop.time()
