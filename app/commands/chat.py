"""`countersign` and `countersign chat`: the terminal desk."""

from __future__ import annotations

import gc
from pathlib import Path

import click


@click.command("chat", help="Chat with the agent in this terminal.")
@click.pass_obj
def command(env_file: Path | None) -> None:
    """Open the desk; the agent's libraries load behind the first frame, which stands before any garbage is sought."""
    gc.disable()
    from app.commands.told import told
    from app.log import to_file
    from app.settings import from_environment
    from app.ui.app import CountersignApp
    from app.wiring import desk

    with told():
        settings = from_environment(env_file)
        to_file(settings.data)
        CountersignApp(desk(settings)).run()
