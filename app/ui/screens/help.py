"""What one may do here: who one is, what every tool would come to, and which keys there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from app.text import line, named
from app.ui import words
from app.ui.commands import LISTED
from app.ui.desk import May, Standing, What
from app.ui.facts import Fact
from app.ui.widgets import table
from tools.change import EFFECTS

_RUNS = (
    Fact("Runs", "looking things up, with your rights and never with more"),
    Fact("", "routine work on single records, which is written to your audit"),
    Fact("Asks", "whatever deletes, changes something critical, sends data out or moves money"),
    Fact("", "routine work on many records, or with values that did not come from you"),
    Fact("Never", "what your role may not do: the platform says no, and you are told so"),
)
_KEYS = (
    Fact("Enter", "sends; while a turn runs, your words wait for it to end"),
    Fact("Ctrl+J", "begins a new line; so do Alt+Enter, and Shift+Enter where the terminal tells it apart"),
    Fact("Up, Down", "bring back what you sent, from the first line and the last; Up takes back what waits"),
    Fact("Paste", "is taken as it is, however long; a long one is shown as [pasted … characters]"),
    Fact("Esc", "stops the turn; what has begun to be sent is finished first"),
    Fact("PgUp PgDn", "read back; Ctrl+End returns to the end"),
    Fact("Ctrl+F", "finds words in the conversation, also in what is not loaded yet"),
    Fact("Ctrl+Y", "copies a message, a block of code or an address, out of a list; Ctrl+Y on an address copies it"),
    Fact("Ctrl+R", "your other conversations, and a new one"),
    Fact("Ctrl+G", "goes to the decision that waits, or to the provider's page that is waited for"),
    Fact("Ctrl+O", "the inbox: what waits for you, and what of yours waits for others"),
    Fact("Ctrl+P", "everything that can be asked for by name"),
    Fact("y  n  ?", "on a card: approve, reject and say why, see all of it"),
    Fact("Space e g", "on a card: leave a record out, edit, approve and say what to mind"),
    Fact("Ctrl+C", "copies what is selected; twice within two seconds quits"),
    Fact("Ctrl+Q", "quits; conversation and open questions are kept"),
    Fact("/", f"offers what can be asked for by name: {LISTED}"),
)
_DOT = " · "
_WHAT: Mapping[What, str] = {
    "runs": "✓ runs",
    "asks": "? asks you",
    "second": "? asks you, and a second person",
    "forbidden": "✗ not allowed to you",
}


class HelpScreen(ModalScreen[None]):
    """Says who you are here, what may run, and which keys there are."""

    AUTO_FOCUS = "VerticalScroll"
    CSS_PATH = "page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,f1,enter", "dismiss", "Close", show=False)]

    def __init__(self, standing: Standing) -> None:
        super().__init__()
        self._standing = standing

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        you = self._standing
        with VerticalScroll(classes="page") as page:
            page.border_title, page.border_subtitle = Content("What may I do?"), Content("PgDn reads on · Esc closes")
            yield Static(
                table.facts(
                    [
                        Fact("You", _DOT.join(named(part) for part in (you.who, you.tenant, you.role) if part)),
                        Fact(
                            "Session",
                            _DOT.join([*([line(you.session)] if you.session else []), f"kept in {line(you.kept)}"]),
                        ),
                        Fact("Model", f"{named(you.model)}, which receives what you write here"),
                    ],
                ),
            )
            if you.may:
                yield from _tools(you.may)
            else:
                yield Static("What Countersign does", markup=False, classes="heading")
                yield Static(table.facts(_RUNS))
            yield Static("Keys", markup=False, classes="heading")
            yield Static(table.facts(_KEYS))


def _tools(may: Sequence[May]) -> ComposeResult:
    for effect in EFFECTS:
        of_this = sorted((one for one in may if one.effect == effect), key=lambda one: one.tool)
        if of_this:
            yield Static(f"Tools: {words.EFFECT[effect]}", markup=False, classes="heading")
            yield Static(
                table.rows([[named(one.tool), _WHAT[one.what], line(one.words)] for one in of_this], len(of_this))
            )
