"""`countersign logout`: revoke the session and erase what is kept of it here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.say import say
from app.commands.told import on_parts

if TYPE_CHECKING:
    from app.wiring import Parts


@click.command("logout", help="Sign out and forget the session.")
@click.option("--everywhere", is_flag=True, help="Also end the provider's own session.")
@click.pass_obj
def command(env_file: Path | None, *, everywhere: bool) -> None:
    """Sign out, also when the network fails."""

    async def work(parts: Parts) -> str:
        return await parts.sign_in.sign_out(everywhere=everywhere)

    say(on_parts(env_file, work))
