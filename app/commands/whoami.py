"""`countersign whoami`: who is signed in, asked of the provider and the platform, not of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.say import say
from app.commands.told import on_parts, signed_in

if TYPE_CHECKING:
    from app.ui.desk import Standing
    from app.wiring import Parts

LONGEST = 500
"""Characters of one line that are shown whole."""


@click.command("whoami", help="Tell who is signed in, as the provider and the platform say it.")
@click.pass_obj
def command(env_file: Path | None) -> None:
    """Ask both servers and print what they say."""

    async def work(parts: Parts) -> tuple[str, Standing]:
        account = await signed_in(parts)
        return account.name, await parts.standing(account)

    say(*lines(*on_parts(env_file, work)))


def lines(name: str, standing: Standing) -> Iterator[str]:
    """Yield who somebody is, a line each."""
    from app.text import named

    for label, value in (
        ("Person", f"{name} <{standing.who}>"),
        ("Company", standing.tenant),
        ("Role", standing.role),
        ("Provider", standing.place),
        ("Model", standing.model),
        ("Session kept in", standing.kept),
    ):
        yield f"{label:<16} {named(value, LONGEST)}"
