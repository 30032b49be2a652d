"""`countersign` and `countersign chat`: the terminal desk, as a screen or in plain lines."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from app.settings import Settings

FRAMES = "120"
"""A second, at most: Textual lets up to two of its ticks pass after a frame that took longer than one."""


@click.command("chat", help="Chat with the agent in this terminal.")
@click.option("--plain/--screen", default=None, help="Plain lines, as for screen readers; or the screen in any case.")
@click.pass_obj
def command(env_file: Path | None, *, plain: bool | None) -> None:
    """Open the desk; the agent's libraries load behind the first frame, which stands before any garbage is sought."""
    gc.disable()
    from app.commands.told import told
    from app.log import to_file
    from app.plain.fitting import why_plain
    from app.settings import from_environment

    terminal = os.isatty(0) and sys.stdout.isatty()
    why = why_plain(os.environ, terminal=terminal) if plain is None else ""
    with told():
        settings = from_environment(env_file)
        to_file(settings.data)
        if plain or why:
            raise SystemExit(_in_lines(settings, why, decides=terminal))
        os.environ.setdefault("TEXTUAL_FPS", FRAMES)
        from app.ui.app import CountersignApp
        from app.wiring import desk

        CountersignApp(desk(settings), theme=settings.theme).run()


def _in_lines(settings: Settings, why: str, *, decides: bool) -> int:
    import asyncio
    import io

    from app.plain.console import Console
    from app.plain.keyboard import Typing
    from app.plain.printer import Printer
    from app.plain.program import Program
    from app.wiring import desk

    gc.enable()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    printer = Printer(sys.stdout)
    printer.say("Countersign, in plain lines.")
    if why:
        printer.say(f"There is no screen, because {why}. To have it all the same: countersign --screen")
    console = Console.of(Typing(decides=decides), printer)
    return asyncio.run(Program(desk(settings, screen=False), console, os.environ).run())
