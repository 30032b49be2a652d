"""Lines that a person types while the program waits for something else as well."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

import click

from app.plain.keyboard import Typing


async def typed(prompt: str) -> AsyncGenerator[str, None]:
    """Ask, and yield each line that is typed; ends with the input, and nothing waits for a line once nobody asks."""
    click.echo(prompt, nl=False)
    async with aclosing(Typing().typed()) as arrived:
        async for each in arrived:
            for line in each.lines:
                yield line.strip()
                click.echo(prompt, nl=False)
