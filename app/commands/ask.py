"""`countersign ask`: the same conversation without a screen; nothing here can approve anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.budget import Budget, BudgetType
from app.commands.printed import Printed, schema
from app.commands.told import on_parts, signed_in
from app.commands.waited import until_decided

if TYPE_CHECKING:
    from app.wiring import Parts


def _print_schema(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click's signature
    if value:
        click.echo(json.dumps(schema(), indent=2))
        ctx.exit()


@click.command("ask", help="Ask once, without a screen; what needs a person waits in the inbox.")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print one event a line, as JSON.")
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of those lines, and nothing else.",
)
@click.option("--wait", is_flag=True, help="Stay until what waits is decided elsewhere, and tell what came of it.")
@click.option("--budget", type=BudgetType(), default=Budget(), help="Do at most this much.", show_default=False)
@click.option("--as", "person", metavar="NAME", help="Sandbox only: sign in as this person first.")
@click.pass_obj
def command(  # as many as the command line has
    env_file: Path | None, text: str, person: str | None, budget: Budget, *, as_json: bool, wait: bool
) -> None:
    """Run one turn; exit code 0 done, 3 something waits for a person, 4 refused, 1 an error, 2 not understood."""

    async def work(parts: Parts) -> int:
        opened = await parts.open_alone(await signed_in(parts, person), budget.limits())
        printed = Printed(as_json=as_json, keeps=parts.keeps)
        async for event in opened.conversation.turn(text, printed.nobody):
            printed.take(event)
        if wait and printed.waits:
            await until_decided(opened, printed)
        return printed.code

    raise SystemExit(on_parts(env_file, work, browser=False))
