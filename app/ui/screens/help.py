"""What can be done here, and what Countersign may do: one page of words."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from app.text import line
from app.ui.desk import Standing
from app.ui.facts import Fact
from app.ui.widgets import table

_RUNS = (
    Fact("Runs", "looking things up, with your rights and never with more"),
    Fact("", "routine work on single records, which is written to your audit"),
    Fact("Asks", "whatever deletes, changes something critical, sends data out or moves money"),
    Fact("", "routine work on many records, or with values that did not come from you"),
    Fact("Never", "what your role may not do: the platform says no, and you are told so"),
)
_KEYS = (
    Fact("Enter", "sends; while a turn runs, your words wait for it to end"),
    Fact("Ctrl+J", "begins a new line"),
    Fact("Up, Down", "bring back what you sent"),
    Fact("Esc", "stops the turn; what has begun to be sent is finished first"),
    Fact("PgUp PgDn", "read back; Ctrl+End returns to the end"),
    Fact("Ctrl+G", "goes to the decision that waits"),
    Fact("y  n  ?", "on a card: approve, reject and say why, see all of it"),
    Fact("Space e g", "on a card: leave a record out, edit, approve and say what to mind"),
    Fact("Ctrl+C", "copies what is selected; twice within two seconds quits"),
    Fact("Ctrl+Q", "quits; conversation and open questions are kept"),
    Fact("Type", "/help  /stop  /signin  /signout  /quit"),
)


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
            page.border_title, page.border_subtitle = Content("What may I do?"), Content("Esc closes")
            yield Static(
                table.facts(
                    [
                        Fact("You", " · ".join(line(part) for part in (you.who, you.tenant, you.role) if part)),
                        Fact("Session", f"kept in {line(you.kept)}"),
                        Fact("Model", f"{line(you.model)}, which receives what you write here"),
                    ],
                ),
            )
            yield Static("What Countersign does", markup=False, classes="heading")
            yield Static(table.facts(_RUNS))
            yield Static("Keys", markup=False, classes="heading")
            yield Static(table.facts(_KEYS))
