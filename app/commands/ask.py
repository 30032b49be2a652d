"""`countersign ask`: the same conversation without a screen; nothing here can approve anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.told import ERROR, REFUSED, WAITS, on_parts, signed_in

if TYPE_CHECKING:
    from app.wiring import Parts
    from graph.events import Event
    from graph.questions import Answer, Question

SCHEMA = 1
"""The version of the events that `--json` prints, one a line: `v`, `event`, and the fields of graph.events."""


@click.command("ask", help="Ask once, without a screen; what needs a person waits.")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print one event a line, as JSON.")
@click.option("--as", "person", metavar="NAME", help="Sandbox only: sign in as this person first.")
@click.pass_obj
def command(env_file: Path | None, text: str, person: str | None, *, as_json: bool) -> None:
    """Run one turn; exit code 0 done, 3 something waits for a person, 4 refused, 1 an error."""
    printed = _Printed(as_json=as_json)

    async def work(parts: Parts) -> None:
        opened = await parts.open(await signed_in(parts, person))
        async for event in opened.conversation.turn(text, printed.nobody):
            printed.take(event)

    on_parts(env_file, work)
    raise SystemExit(printed.code)


class _Printed:
    """Prints a turn's events as they come, and knows the exit code they add up to."""

    def __init__(self, *, as_json: bool) -> None:
        self.code = 0
        self._json = as_json

    async def nobody(self, question: Question) -> Sequence[Answer]:
        """Tell what waits; nobody can answer here.

        Raises:
            NobodyToAsk: always.

        """
        from graph.questions import Confirm, NobodyToAsk, Which

        match question:
            case Confirm(proposals):
                self._wait([proposal.change.headline for proposal in proposals])
            case Which(_, words, _):
                self._wait([words])
        raise NobodyToAsk

    def _wait(self, asked: Sequence[str]) -> None:
        from app.text import fold

        for words in asked:
            if self._json:
                click.echo(json.dumps({"v": SCHEMA, "event": "Waiting", "headline": words}))
            else:
                self._note(f"Waits for you: {fold(words, 200)}  Open countersign to decide.")

    def take(self, event: Event) -> None:
        """Print one event."""
        self.code = max(self.code, _code(event), key=(0, ERROR, REFUSED, WAITS).index)
        if self._json:
            click.echo(json.dumps({"v": SCHEMA, "event": type(event).__name__, **asdict(event)}))
        else:
            self._tell(event)

    def _tell(self, event: Event) -> None:
        from app.text import clean, fold
        from graph.events import Acted, Ended, Failed, Looked, Settled, Spoke

        match event:
            case Spoke(_, text):
                click.echo(clean(text), nl=False)
            case Looked(_, tool, outcome, summary, _):
                self._note(f"{'!' if outcome == 'failed' else '-'} {fold(tool, 40)}: {fold(summary, 200)}")
            case Settled(_, headline, choice, note):
                self._note(f"! {fold(headline, 100)}: {choice}. {fold(note, 200)}")
            case Acted(_, headline, _, summary):
                self._note(f"- {fold(headline, 100)}: {fold(summary, 200)}")
            case Failed(sentence, next_step):
                self._note(f"! {fold(sentence, 300)} {fold(next_step, 200)}")
            case Ended():
                click.echo()
            case _:
                pass

    def _note(self, text: str) -> None:
        click.echo(text, err=True)


def _code(event: Event) -> int:
    from graph.events import Acted, Ended, Failed, Settled

    match event:
        case Ended("waiting"):
            return WAITS
        case Settled(choice="forbidden" | "reject"):
            return REFUSED
        case Acted(receipts=receipts) if any(receipt.outcome == "refused" for receipt in receipts):
            return REFUSED
        case Failed() | Ended("failed"):
            return ERROR
    return 0
