"""Lines that a person types while the program waits for something else as well."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress

import click

STDIN = 0
"""Read without Python's own buffer, whose lock would make an exit wait for one more line."""


async def typed(prompt: str) -> AsyncGenerator[str, None]:
    """Ask, and yield each line that is typed; ends with the input, and nothing waits for a line once nobody asks."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def hand(line: str | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody asks any more
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        rest = b""
        with suppress(OSError):  # the terminal is gone
            while data := os.read(STDIN, 65536):
                *whole, rest = (rest + data).split(b"\n")
                for line in whole:
                    hand(line.decode(errors="replace").strip())
        hand(None)

    threading.Thread(target=read, name="countersign-typed", daemon=True).start()
    click.echo(prompt, nl=False)
    while (line := await lines.get()) is not None:
        yield line
        click.echo(prompt, nl=False)
