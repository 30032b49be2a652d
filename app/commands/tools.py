"""`countersign tools`: what the agent can do, what a tool would do, and what is wrong with one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.say import say
from app.commands.told import on_parts, signed_in, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.wiring import Parts
    from tools.change import Change
    from tools.contract import Ambiguous, Tool

NOT_UNDERSTOOD = 2
HAPPENS = {
    "read": "runs",
    "create": "runs, recorded",
    "update": "runs, recorded",
    "critical": "asks you",
    "delete": "asks you",
    "disclose": "asks you",
    "transfer": "asks you and your provider",
}


@click.group("tools", help="List, try and check what the agent can do.")
def command() -> None:
    """Group the tools' commands."""


@command.command("list", help="List every tool with its effect.")
def show() -> None:
    """Print one line a tool."""
    from app.ground import load_tools

    with told():
        registry = load_tools()
    for tool in registry.tools.values():
        first = tool.description.strip().splitlines()[0]
        say(f"{tool.name:<18} {tool.effect:<9} {HAPPENS[tool.effect]:<27} {first}")
    say("\nThe rules may ask for more: many records, emptied fields, values from nowhere.")


@command.command("try", help="Let a tool look and print what it finds, or the change it would make; nothing is sent.")
@click.argument("name")
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--args", "raw", metavar="JSON", help="All arguments as one JSON object instead.")
@click.option("--as", "person", metavar="NAME", help="Sandbox only: sign in as this person first.")
@click.pass_obj
def attempt(env_file: Path | None, name: str, values: tuple[str, ...], raw: str | None, person: str | None) -> None:
    """Run one look on the platform as the person who is signed in; exit code 2 where it is not clear what is meant."""
    from app.ground import load_tools
    from app.text import clean
    from tools.contract import Ambiguous, ToolError
    from tools.platform import PlatformTrouble

    with told():
        tool = load_tools().tools.get(name)
    if tool is None:
        raise click.UsageError(f"There is no tool {name}; countersign tools list names them all.")

    async def work(parts: Parts) -> object:
        return await tool.run(await parts.context(await signed_in(parts, person), tool.look), args)

    try:
        args = tool.parse(_written(tool, values) if raw is None else raw)
        found = on_parts(env_file, work)
    except ToolError as no:
        raise click.ClickException(clean(no.sentence)) from None
    except PlatformTrouble as trouble:
        raise click.ClickException(f"{trouble.sentence} {trouble.next_step}") from None
    except Ambiguous as which:
        _ask(which)
        raise SystemExit(NOT_UNDERSTOOD) from None
    for line in _told(tool, found):
        say(line)


@command.command("check", help="Say what is wrong with the tools in the catalog, or with those in one file.")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path | None) -> None:
    """Print every problem with its file and reason; exit code 1 where there is one."""
    from tools.checks import check as problems_of

    tools, problems = problems_of(file)
    for problem in problems:
        say(f"{problem.file}: {problem.reason}")
    count = f"{len(tools)} tool{'' if len(tools) == 1 else 's'}"
    if problems:
        raise click.ClickException(f"{len(problems)} to mend in {count}.")
    say(f"{count}: nothing wrong.")


def _written(tool: Tool, values: tuple[str, ...]) -> str:
    """Return NAME=VALUE arguments as JSON, each as the type that the tool's schema names; lists are split at commas."""
    properties = tool.schema["properties"]
    args: dict[str, object] = {}
    for given in values:
        name, equals, value = given.partition("=")
        if not equals:
            raise click.UsageError(f"{given} is not NAME=VALUE.")
        schema = properties.get(name, {}) if isinstance(properties, dict) else {}
        args[name] = _typed(value, schema.get("type"))
    return json.dumps(args)


def _typed(value: str, kind: object) -> object:
    if kind == "array":
        return [one.strip() for one in value.split(",")]
    if kind in {"integer", "number", "boolean", "object"}:
        try:
            parsed: object = json.loads(value)
        except ValueError:
            return value
        return parsed
    return value


def _ask(which: Ambiguous) -> None:
    from app.text import named

    say(named(which.question))
    for record, label, detail in which.candidates:
        say(f"  {named(record)}  {named(label)}  ({named(detail)})")


def _told(tool: Tool, found: object) -> Iterator[str]:
    from tools.change import Change

    if isinstance(found, Change):
        yield from _change(tool, found)
    else:
        yield json.dumps(found, ensure_ascii=False, indent=2, default=dict)


def _change(tool: Tool, change: Change) -> Iterator[str]:
    from app.text import line, named
    from app.ui import facts
    from graph.proposal import effect_of
    from tools.wire import canonical

    effect = effect_of(tool.effect, change.requests)
    yield f"{named(change.headline)}\n"
    yield f"Effect    {effect}: {HAPPENS[effect]}"
    for row in change.rows:
        yield f"Record    {line(row.kind)}  {'  '.join(facts.cells(row))}"
    for request in change.requests:
        version = f"  If-Match: {line(request.if_match)}" if request.if_match else ""
        yield f"Request   {request.method} {named(request.path)}{version}"
        if request.body is not None:
            yield f"          {line(canonical(request.body).decode())}"
    undo = change.undo
    yield f"Undo      {f'{undo.tool} {line(canonical(undo.args).decode())}' if undo else 'cannot be undone'}"
    yield "\nNothing was sent."
