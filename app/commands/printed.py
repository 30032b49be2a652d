"""Prints a turn's events without a screen: as lines for people, or as JSON for programs, and knows the exit code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from app.commands.say import say
from app.commands.told import ERROR, REFUSED, WAITS

if TYPE_CHECKING:
    from graph.events import Event
    from graph.questions import Answer, Question
    from tools.change import Proposal

SCHEMA = 1
"""The version of the lines that `--json` prints; it grows when a field goes or changes its meaning."""

NOT_KEPT = (
    "Nothing is kept on this machine, because it has no keyring, so this can't wait for you. "
    "Ask for it in countersign itself."
)


class Printed:
    """Where events go; `code` is the exit code that they add up to. Nothing here can answer anything."""

    def __init__(self, *, as_json: bool, keeps: bool) -> None:
        self.code = 0
        self.open: set[str] = set()
        """What waits, by the id of a proposal or of an approval."""
        self._json, self._keeps = as_json, keeps

    async def nobody(self, question: Question) -> Sequence[Answer]:
        """Tell what waits; nobody can answer here.

        Raises:
            NobodyToAsk: always.

        """
        from graph.questions import Confirm, NobodyToAsk, Which

        match question:
            case Confirm(proposals):
                for proposal in proposals:
                    self._wait(proposal.id, proposal.change.headline, proposal)
            case Which(name, words, _):
                self._wait(name, words, None)
        raise NobodyToAsk

    def take(self, event: Event) -> None:
        """Print one event."""
        from graph.events import Parked

        self._count(code_of(event, keeps=self._keeps))
        if isinstance(event, Parked):
            self.open.add(event.approval)
        if self._json:
            self._line(type(event).__name__, asdict(event))
        else:
            self._tell(event)

    @property
    def waits(self) -> bool:
        """Tell whether something waits for a person."""
        return self.code == WAITS

    def begin_anew(self) -> None:
        """Forget what the events before added up to, and what waited."""
        self.code, self.open = 0, set()

    def _count(self, code: int) -> None:
        self.code = max(self.code, code, key=(0, ERROR, REFUSED, WAITS).index)

    def _wait(self, name: str, headline: str, proposal: Proposal | None) -> None:
        from app.text import line, named

        if not self._keeps:
            self._line("Failed", {"sentence": headline, "next_step": NOT_KEPT}) if self._json else _note(
                f"! {named(headline, 200)}  {NOT_KEPT}"
            )
            return
        self.open |= {name} if proposal is not None else set()
        expires = proposal.expires if proposal is not None else None
        if self._json:
            self._line("Waiting", {"id": name, "headline": headline, "expires": expires})
        else:
            way = f"Decide in countersign, or with: countersign inbox show {line(name)}"
            _note(f"Waits for you: {named(headline, 200)}  {way}")

    def _line(self, event: str, fields: dict[str, object]) -> None:
        click.echo(json.dumps({"v": SCHEMA, "event": event, **fields}))

    def _tell(self, event: Event) -> None:
        from app.text import clean
        from graph.events import Ended, Spoke

        match event:
            case Spoke(_, text):
                click.echo(clean(text), nl=False)
            case Ended():
                click.echo()
            case _:
                if line := line_of(event):
                    _note(line)


def line_of(event: Event) -> str:
    """Return one event as a line for people, or nothing where it needs none."""
    from app.text import fold, named
    from graph.events import Failed, Looked, Recipient

    line = ""
    match event:
        case Looked(_, tool, outcome, summary, _):
            line = f"{'!' if outcome == 'failed' else '-'} {named(tool, 40)}: {fold(summary, 200)}"
        case Recipient(kind, name, host):
            line = f"- What you say goes to the {fold(kind, 20)} {named(name, 60)} at {named(host, 80)}."
        case Failed(sentence, next_step):
            line = f"! {fold(sentence, 300)} {fold(next_step, 200)}"
        case _:
            line = _of_a_change(event)
    return line


def _of_a_change(event: Event) -> str:
    from app.text import fold, named
    from graph.events import Acted, Confirming, Parked, Seconded, Settled

    line = ""
    match event:
        case Settled(_, headline, choice, note):
            line = f"! {named(headline, 100)}: {choice}. {fold(note, 200)}"
        case Confirming(_, headline, url):
            line = f"! Your provider asks you to confirm: {named(headline, 200)}\n  {fold(url, 2000)}"
        case Parked(_, headline, _, who):
            line = f"! Waits for a second person ({named(who, 100)}): {named(headline, 200)}"
        case Seconded(_, headline, choice, by, note):
            line = f"! {named(by, 60)}: {choice}. {named(headline, 100)} {fold(note, 200)}"
        case Acted(_, headline, _, summary):
            line = f"- {named(headline, 100)}: {fold(summary, 200)}"
    return line


def code_of(event: Event, *, keeps: bool) -> int:
    """Return what one event means for the exit code."""
    from graph.events import Acted, Ended, Failed, Parked, Seconded, Settled

    code = 0
    match event:
        case Ended("waiting"):
            code = WAITS if keeps else ERROR
        case Parked():
            code = WAITS
        case Settled(choice="forbidden" | "reject" | "expired" | "stopped" | "overtaken"):
            code = REFUSED
        case Seconded(choice="reject" | "expired"):
            code = REFUSED
        case Acted(receipts=receipts):
            code = max((OUTCOMES[receipt.outcome] for receipt in receipts), default=0)
        case Failed() | Ended("failed"):
            code = ERROR
    return code


OUTCOMES = {"done": 0, "unknown": ERROR, "refused": REFUSED}
"""What a receipt means for the exit code."""


def schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of a line that `--json` prints."""
    from dataclasses import fields
    from typing import get_args

    from pydantic import TypeAdapter

    from graph.events import Event

    shapes: list[object] = []
    definitions: dict[str, object] = {}
    for kind in get_args(Event):
        shape = TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}")
        definitions |= shape.pop("$defs", {})
        shape["properties"] = {**_head(kind.__name__), **shape.get("properties", {})}
        shape["required"] = ["v", "event", *(field.name for field in fields(kind))]
        shapes.append(shape)
    shapes.append(_WAITING)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "oneOf": shapes, "$defs": definitions}


def _head(event: str) -> dict[str, object]:
    return {"v": {"const": SCHEMA}, "event": {"const": event}}


_WAITING: dict[str, object] = {
    "title": "Waiting",
    "description": "Something waits for a person; `expires` is in Unix seconds.",
    "type": "object",
    "properties": {
        **_head("Waiting"),
        "id": {"type": "string"},
        "headline": {"type": "string"},
        "expires": {"type": ["integer", "null"]},
    },
    "required": ["v", "event", "id", "headline", "expires"],
}


def _note(text: str) -> None:
    say(text, err=True)
