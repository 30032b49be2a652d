"""Where one stands: model, account, session, conversation, and the tokens that were used."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from app.text import line, named
from app.ui.desk import Standing
from app.ui.facts import Fact
from app.ui.tally import Tally, told
from app.ui.widgets import table
from graph.conversation import Conversation
from graph.events import Entry

_DOT = " · "
_PAGE = 500


class StatusScreen(ModalScreen[None]):
    """Says it at once, and counts the whole conversation's tokens while one reads."""

    AUTO_FOCUS = "VerticalScroll"
    CSS_PATH = "page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", "Close", show=False)]

    def __init__(self, standing: Standing, conversation: Conversation, here: Tally) -> None:
        super().__init__()
        self._standing, self._conversation, self._here = standing, conversation, here

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="page") as page:
            page.border_title, page.border_subtitle = Content("Status"), Content("Esc closes")
            yield Static(self._facts("counting …"))

    def on_mount(self) -> None:
        """Count."""
        self.run_worker(self._count(), name="count", exit_on_error=False)

    async def _count(self) -> None:
        whole = Tally(entry.event for entry in await _all(self._conversation.history))
        self.query_one(".page Static", Static).update(self._facts(told(whole.all)))

    def _facts(self, whole: str) -> Table:
        you = self._standing
        session = [*([line(you.session)] if you.session else []), f"kept in {line(you.kept)}"]
        return table.facts(
            [
                Fact("Account", _DOT.join(named(part) for part in (you.who, you.tenant, you.role) if part)),
                Fact("Session", _DOT.join(session)),
                Fact("Model", named(you.model)),
                Fact("Place", line(you.place)),
                Fact("Thread", line(self._conversation.thread)),
                Fact("Tokens", f"latest turn: {told(self._here.turn)}"),
                Fact("Tokens", f"since you opened it here: {told(self._here.all)}"),
                Fact("Tokens", f"whole conversation: {whole}"),
            ]
        )


async def _all(history: Callable[[int | None, int], Awaitable[Sequence[Entry]]]) -> list[Entry]:
    entries: list[Entry] = []
    while page := await history(entries[0].seq if entries else None, _PAGE):
        entries[:0] = page
        if len(page) < _PAGE:
            break
    return entries
