"""Takes the address that a browser ended on, where none could be opened here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

import click

from app.commands.say import say

ASKS = "Paste the address that your browser ended on: "


@asynccontextmanager
async def pasting(paste: Callable[[str], Awaitable[str]]) -> AsyncGenerator[Callable[[], None], None]:
    """Yield what begins to ask for the address; nothing is asked any more once the block has ended.

    `paste` takes it and returns an empty string, or one sentence why not.
    """
    tasks: list[asyncio.Task[None]] = []

    def begin() -> None:
        if all(task.done() for task in tasks):
            tasks.append(asyncio.create_task(_ask(paste)))

    try:
        yield begin
    finally:
        for task in tasks:
            if not task.done():
                task.cancel()
                click.echo()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _ask(paste: Callable[[str], Awaitable[str]]) -> None:
    from app.commands.typed import typed

    async with aclosing(typed(ASKS)) as lines:
        async for line in lines:
            trouble = await paste(line)
            if not trouble:
                return
            say(trouble)
