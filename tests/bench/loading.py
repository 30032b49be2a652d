"""Run by `stall`: keys come in on standard input while libraries load; prints how long one waited at most, in ms.

Each key is the moment at which it was pressed, as eight bytes; a thread reads them as Textual's does.
"""

import asyncio
import importlib
import os
import struct
import sys
from contextlib import suppress
from threading import Thread
from time import monotonic

from app.engine import Engine, load
from app.wiring import AGENT_LIBRARIES, DOOR_LIBRARIES, SCREEN_LIBRARIES, TALKING_LIBRARIES

KEY = struct.Struct("d")
SETTLE_SECONDS = 0.2


class Keys:
    """Hands every key to the screen's loop and notes how long it waited."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._loop = asyncio.get_running_loop()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            while len(key := os.read(sys.stdin.fileno(), KEY.size)) == KEY.size:
                self._loop.call_soon_threadsafe(self._take, *KEY.unpack(key))

    def _take(self, pressed: float) -> None:
        self.waits.append(monotonic() - pressed)


def plainly() -> None:
    """Load as a program does that has not thought of its keys."""
    for name in (*DOOR_LIBRARIES, *AGENT_LIBRARIES, *SCREEN_LIBRARIES, *TALKING_LIBRARIES):
        importlib.import_module(name)


async def in_engine() -> None:
    """Load as this program does."""
    engine = Engine()
    engine.start()
    for libraries in (DOOR_LIBRARIES, (*AGENT_LIBRARIES, *SCREEN_LIBRARIES), TALKING_LIBRARIES):
        await engine.run(load(*libraries))


async def main(way: str) -> None:
    importlib.import_module("app.ui.app")  # the screen is there before anything loads behind it
    keys = Keys()
    await asyncio.sleep(SETTLE_SECONDS)
    keys.waits.clear()
    if way == "engine":
        await in_engine()
    else:
        await asyncio.to_thread(plainly)
    await asyncio.sleep(SETTLE_SECONDS)
    sys.stdout.write(str(max(keys.waits) * 1000))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
