"""Writes a command's lines, each cleaned once more: nothing that somebody else wrote acts on a terminal."""

from __future__ import annotations

import click


def say(*lines: str, err: bool = False) -> None:
    """Write whole lines; what is no line of plain text becomes one."""
    from app.text import clean

    for line in lines:
        click.echo(clean(line), err=err)
