"""`countersign sandbox`: start, stop, reset or look at the provider, platform and model on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import click

from app.commands.say import say

T = TypeVar("T")


@click.group("sandbox", help="The provider, platform and model that stand in on this machine.")
def command() -> None:
    """Group the sandbox's commands."""


@command.command("up", help="Start the sandbox and keep it up until `down`.")
@click.pass_obj
def up(env_file: Path | None) -> None:
    """Start and pin."""
    from app.sandbox import world

    urls = _run(world.up(_folder(env_file)))
    say("The sandbox is up, and stays until `countersign sandbox down`.")
    for name, url in asdict(urls).items():
        say(f"  {name:<9} {url}")


@command.command("down", help="Stop the sandbox, whoever uses it; its data stays.")
@click.pass_obj
def down(env_file: Path | None) -> None:
    """Stop."""
    from app.sandbox import world

    stopped = _run(world.down(_folder(env_file)))
    say("The sandbox is down; its data is kept." if stopped else "The sandbox was not up.")


@command.command("reset", help="Stop the sandbox and forget its data and its ports.")
@click.pass_obj
def reset(env_file: Path | None) -> None:
    """Stop and forget."""
    from app.sandbox import world

    forgotten = _run(world.reset(_folder(env_file)))
    say("The sandbox is forgotten; the next start makes a new one." if forgotten else "There is no sandbox yet.")


@command.command("status", help="Tell what runs, where, and for how many terminals.")
@click.pass_obj
def status(env_file: Path | None) -> None:
    """Look, without starting anything."""
    from app.sandbox import world

    now = _run(world.status(_folder(env_file)))
    stays = "stays until `down`" if now.pinned else "goes with the last terminal"
    say(f"The sandbox is {f'up, {stays}' if now.running else 'down'}. Terminals: {now.terminals}.")
    for service in now.services:
        say(f"  {service.name:<9} {service.url}  {service.state}")
    say(f"  data and logs: {now.folder}")


def _folder(env_file: Path | None) -> Path:
    from app.settings import SettingsError, from_environment

    try:
        return from_environment(env_file).data / "sandbox"
    except SettingsError as error:
        raise click.ClickException(f"{error.sentence} {error.next_step}") from None


def _run(work: Coroutine[object, object, T]) -> T:
    from app.sandbox.trouble import WorldError

    try:
        return asyncio.run(work)
    except WorldError as error:
        raise click.ClickException(f"{error.sentence} {error.next_step}") from None
