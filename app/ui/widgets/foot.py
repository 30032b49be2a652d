"""The foot of the chat: words that wait, the composer, and the status line."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from app.ui.hints import Waits, offered, queued, status
from app.ui.messages import Offered
from app.ui.talk import State
from app.ui.widgets.bars import StatusBar
from app.ui.widgets.composer import Composer
from app.ui.widgets.finder import Finder


class Foot(Vertical):
    """Where the person writes, and what they are told while they do."""

    def compose(self) -> ComposeResult:
        """Lay out the foot."""
        yield Finder()
        yield Static(id="queue", markup=False)
        yield Static(id="offered", markup=False)
        with Horizontal(id="writing"):
            yield Static(">", id="prompt", markup=False)
            yield Composer()
        yield StatusBar()

    @property
    def composer(self) -> Composer:
        """Return where the person writes."""
        return self.query_one(Composer)

    def tell(self, state: State, queue: Sequence[str], *, waits: Waits, away: bool, used: str = "") -> None:
        """Show what goes on, which words wait for it to end, and the tokens that the latest turn took."""
        self.query_one(StatusBar).show(*status(state, waits=waits, away=away, used=used))
        strip = self.query_one("#queue", Static)
        strip.display = bool(queue) and state != "idle"
        strip.update(queued(queue))
        self.composer.queued = bool(queue)

    @on(Offered)
    def _offer(self, event: Offered) -> None:
        event.stop()
        strip = self.query_one("#offered", Static)
        strip.display = bool(event.commands)
        strip.update(offered(event.commands, event.at))
