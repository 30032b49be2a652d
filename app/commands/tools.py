"""`countersign tools`: what the agent can do, by effect, and what happens when it does it."""

from __future__ import annotations

import click

from app.commands.told import told

HAPPENS = {
    "read": "runs",
    "create": "runs, recorded",
    "update": "runs, recorded",
    "critical": "asks you",
    "delete": "asks you",
    "disclose": "asks you",
    "transfer": "asks you and your provider",
}


@click.group("tools", help="What the agent can do, and when it asks.")
def command() -> None:
    """Group the tools' commands."""


@command.command("list", help="List every tool with its effect.")
def show() -> None:
    """Print one line a tool."""
    from app.wiring import load_tools

    with told():
        registry = load_tools()
    for tool in registry.tools.values():
        first = tool.description.strip().splitlines()[0]
        click.echo(f"{tool.name:<18} {tool.effect:<9} {HAPPENS[tool.effect]:<27} {first}")
    click.echo("\nThe rules may ask for more: many records, emptied fields, values from nowhere.")
