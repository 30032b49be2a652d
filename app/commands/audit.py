"""`countersign audit`: what was proposed, decided and done on this machine, and whether the record is whole."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
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
    from graph.storage.audit import Audit

    async def work(parts: Parts) -> list[AuditEntry]:
        async with parts.store() as store:
            return Audit(store, time.time).entries()

    for each in shown(on_parts(env_file, work), as_json=as_json):
        say(each)


def shown(entries: Iterable[AuditEntry], *, as_json: bool) -> Iterator[str]:
    """Yield each entry in one line: as JSON, or for people."""
    for entry in entries:
        yield json.dumps(asdict(entry), ensure_ascii=True) if as_json else line_of(entry)


def line_of(entry: AuditEntry) -> str:
    """Return an entry as a line for people: what is in it, whole, and what is not there left out."""
    from app.text import clean, escaped, note

    when = datetime.fromtimestamp(entry.at, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    said = {**entry.plain, **entry.body}
    there = {name: escaped(json.dumps(value, ensure_ascii=False)) for name, value in said.items() if value}
    facts = "  ".join(f"{clean(name)}={value}" for name, value in there.items())
    told = clean(f"{entry.seq:>4}  {when}  {entry.kind:<10}  {facts}", keep_newlines=False)
    return f"{told}  {note(facts)}".rstrip()


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
