"""Waiting for something to come true, for so long and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

STEP = 0.03


async def comes_true(condition: Callable[[], bool], seconds: float) -> bool:
    """Look again and again, and tell whether it came true in time."""
    give_up = asyncio.get_running_loop().time() + seconds
    while True:
        if condition():
            return True
        if asyncio.get_running_loop().time() > give_up:
            return False
        await asyncio.sleep(STEP)
