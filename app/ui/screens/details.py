"""All of a proposal: every record before and after, every request as it will be sent, and what it rests on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from app.text import clean, line, named
from app.ui import facts, money, words
from app.ui.facts import Fact
from app.ui.widgets import table
from tools.change import Proposal, Request, Row

_WIDTH = 66
"""Cells of a line on this page in a narrow terminal."""


class DetailsScreen(ModalScreen[None]):
    """Shows a proposal whole; it decides nothing."""

    AUTO_FOCUS = "VerticalScroll"
    CSS_PATH = "page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter", "dismiss", "Close", show=False)]

    def __init__(self, proposal: Proposal) -> None:
        super().__init__()
        self._proposal = proposal

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        proposal = self._proposal
        with VerticalScroll(classes="page") as page:
            page.border_title, page.border_subtitle = Content("All of it"), Content("Esc goes back to deciding")
            yield Static(f"{money.heading(proposal)} · {facts.effect(proposal)}", markup=False, classes="title")
            known = [Fact("Actor", named(proposal.principal.installation)), Fact("Proposal", named(proposal.id))]
            yield Static(
                table.facts(
                    [
                        *facts.changed(proposal),
                        *money.terms(proposal.change),
                        *facts.policy(proposal),
                        *money.recipient(proposal),
                        *facts.standing(proposal),
                        *known,
                    ]
                )
            )
            yield from _part("Why the agent wants it, in its words", clean(proposal.why) or "It gave no reason.")
            if proposal.opinion:
                yield from _part("What a second model says of it", clean(proposal.opinion))
            if proposal.change.rows:
                rows = facts.table(proposal.change.rows, _WIDTH)
                yield Static("What will happen", markup=False, classes="heading")
                yield Static(table.rows(rows, len(rows)))
            for number, request in enumerate(proposal.change.requests, 1):
                yield from _part(f"Request {number} of {len(proposal.change.requests)}", _request(request))
            for number, row in enumerate(proposal.change.rows, 1):
                yield from _part(f"Record {number} of {len(proposal.change.rows)}", _row(row))
            yield from _part(f"Arguments of {named(proposal.tool)}", _json(proposal.args))
            yield from _part("Digests", f"change  {line(proposal.change_digest)}\nall     {line(proposal.digest)}")


def _part(heading: str, text: str) -> ComposeResult:
    yield Static(heading, markup=False, classes="heading")
    yield Static(text, markup=False)


def _request(request: Request) -> str:
    query = "&".join(f"{line(name)}={line(given)}" for name, given in request.query)
    lines = [f"{line(request.method)} {line(request.path)}{'?' if query else ''}{query}"]
    if request.if_match is not None:
        lines.append(f"only if it is still version {named(request.if_match)}")
    if request.body is not None:
        lines.append(_json(request.body))
    return "\n".join(lines)


def _row(row: Row) -> str:
    before = "it does not exist yet" if row.before is None else _json(row.before)
    after = "it is gone" if row.after is None else _json(row.after)
    return f"{line(row.kind)} {named(row.label)}\nbefore  {before}\nafter   {after}"


def _json(thing: object) -> str:
    return clean(words.laid_out(thing))
