"""`countersign stop`: end what the agent does for this account, in every terminal on this machine."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.say import say
from app.commands.told import on_parts

if TYPE_CHECKING:
    from app.wiring import Parts
    from graph.ledger.halting import Halted


@click.command("stop", help="End every turn in every terminal, and refuse what waits for you.")
@click.option("--all", "everything", is_flag=True, help="Also revoke the session; it takes a new sign-in to go on.")
@click.pass_obj
def command(env_file: Path | None, *, everything: bool) -> None:
    """Stop, then say what ended, what was refused and what finishes first."""
    from graph.ledger.halting import stop_all

    async def work(parts: Parts) -> tuple[Halted, str]:
        async with parts.store() as store:
            halted = stop_all(store, time.time)
        return halted, await parts.sign_in.sign_out(everywhere=False) if everything else ""

    halted, signed_out = on_parts(env_file, work)
    for line in _lines(halted):
        say(line)
    if signed_out:
        say(signed_out)


def _lines(halted: Halted) -> list[str]:
    from app.text import named

    ends = {0: "Nothing was running.", 1: "One conversation is at work and ends now."}
    lines = [ends.get(halted.running, f"{halted.running} conversations are at work and end now.")]
    lines += [f"Refused: {named(headline, 200)}" for headline in halted.refused]
    lines += [
        f"Being sent, and finished first: {named(headline, 200)}  Its conversation tells what came of it."
        for headline in halted.in_flight
    ]
    return lines
