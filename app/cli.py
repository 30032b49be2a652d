"""The command line: finds a command by its name, and loads nothing that this command does not need."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

COMMANDS = {
    "chat": "Chat with the agent in this terminal (the same as no command).",
    "ask": "Ask once, without a screen; what needs a person waits.",
    "inbox": "Show what waits for you or for others, and decide.",
    "login": "Sign in.",
    "logout": "Sign out and forget the session.",
    "whoami": "Tell who is signed in, as the provider and the platform say it.",
    "stop": "End every turn in every terminal, and refuse what waits for you.",
    "audit": "Show or verify what was decided and done on this machine.",
    "tools": "List, try and check what the agent can do.",
    "policy": "Show the rules, explain what they decided, and test them.",
    "sandbox": "Start, stop or reset the provider, platform and model on this machine.",
}
"""Every command and its line in the help; each is a file in app/commands."""


class _Late(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"app.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's
        """Write the commands' lines without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Late, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--env-file", type=click.Path(path_type=Path), help="Read settings from this file instead of .env.")
@click.option("--plain/--screen", default=None, help="Plain lines, or the screen.")
@click.version_option(package_name="countersign")
@click.pass_context
def main(ctx: click.Context, env_file: Path | None, *, plain: bool | None) -> None:
    """Countersign: an agent that acts for you, and only after you have seen and agreed."""
    ctx.obj = env_file
    if ctx.invoked_subcommand is None:
        ctx.invoke(importlib.import_module("app.commands.chat").command, plain=plain)
    elif plain is not None and ctx.invoked_subcommand != "chat":
        raise click.UsageError("Only the chat has a screen and plain lines.")
    elif plain is not None:
        ctx.default_map = {"chat": {"plain": plain}}
