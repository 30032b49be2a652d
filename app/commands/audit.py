"""`countersign audit`: what was proposed, decided and done on this machine, and whether the record is whole."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.say import say
from app.commands.told import ERROR, on_parts

if TYPE_CHECKING:
    from app.wiring import Parts
    from graph.storage.audit import AuditEntry, Verification


@click.group("audit", help="What was proposed, decided and done on this machine.")
def command() -> None:
    """Group the audit's commands."""


@command.command("show", help="Show the entries, oldest first.")
@click.option("--json", "as_json", is_flag=True, help="One entry a line, as JSON.")
@click.pass_obj
def show(env_file: Path | None, *, as_json: bool) -> None:
    """Print the account's entries."""
    from app.text import named
    from graph.storage.audit import Audit

    async def work(parts: Parts) -> list[AuditEntry]:
        async with parts.store() as store:
            return Audit(store, time.time).entries()

    for entry in on_parts(env_file, work):
        if as_json:
            click.echo(json.dumps(asdict(entry), ensure_ascii=True))
            continue
        when = datetime.fromtimestamp(entry.at, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        said = {**entry.plain, **entry.body}
        facts = "  ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in said.items() if value)
        say(named(f"{entry.seq:>4}  {when}  {entry.kind:<10}  {facts}"))


@command.command("verify", help="Find any edit, gap or reorder.")
@click.pass_obj
def verify(env_file: Path | None) -> None:
    """Walk the chain; exit code 1 where it is not whole."""
    from graph.storage.audit import Audit

    async def work(parts: Parts) -> Verification:
        async with parts.store() as store:
            return Audit(store, time.time).verify()

    found = on_parts(env_file, work)
    if not found.sound:
        say(f"The audit is not whole: {found.trouble} Keep a copy of the folder and ask your security officer.")
        raise SystemExit(ERROR)
    say(f"The audit is whole: {found.entries} entries, newest {found.newest[:16]}.")
