"""The foot of the chat: words that wait, the composer, and the status line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from app.ui.hints import Waits, queued, status
from app.ui.talk import State
from app.ui.widgets.bars import StatusBar
from app.ui.widgets.composer import Composer


class Foot(Vertical):
    """Where the person writes, and what they are told while they do."""

    def compose(self) -> ComposeResult:
        """Lay out the foot."""
        yield Static(id="queue", markup=False)
        with Horizontal(id="writing"):
            yield Static(">", id="prompt", markup=False)
            yield Composer()
        yield StatusBar()

    @property
    def composer(self) -> Composer:
        """Return where the person writes."""
        return self.query_one(Composer)

    def tell(self, state: State, queue: Sequence[str], *, waits: Waits, away: bool) -> None:
        """Show what goes on, and which words wait for it to end."""
        self.query_one(StatusBar).show(*status(state, waits=waits, away=away))
        strip = self.query_one("#queue", Static)
        strip.display = bool(queue) and state != "idle"
        strip.update(queued(queue))
