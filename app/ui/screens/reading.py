"""What a conversation's screen has apart from talking: reading back, the pages that open over it, and leaving."""

from __future__ import annotations

from textual import on
from textual.screen import Screen

from app.ui import messages
from app.ui.desk import Leaving, Opened
from app.ui.means import Means
from app.ui.screens.details import DetailsScreen
from app.ui.screens.help import HelpScreen
from app.ui.watch import Watch
from app.ui.widgets.composer import Composer
from app.ui.widgets.live import LiveMasthead
from app.ui.widgets.transcript import Transcript


class ReadingScreen(Screen[Leaving]):
    """Shows what was said and what waits; it says nothing itself."""

    def __init__(self, opened: Opened, means: Means) -> None:
        super().__init__()
        self._conversation, self._standing, self._means = opened.conversation, opened.standing, means
        self._watch = Watch(opened.inbox) if opened.inbox else None

    def action_page(self, step: int) -> None:
        """Scroll the transcript."""
        self._transcript.scroll_relative(y=step * (self._transcript.size.height - 1), animate=False)

    async def action_end(self) -> None:
        """Show the end of the transcript."""
        await self._transcript.to_end()

    def action_leave(self, what: Leaving) -> None:
        """Go back to the door."""
        self.dismiss(what)

    def action_help(self) -> None:
        """Show what one may do here."""
        self.app.push_screen(HelpScreen(self._standing))

    def action_inbox(self) -> None:
        """Show what waits."""
        from app.ui.screens.inbox import InboxScreen  # noqa: PLC0415  # a terminal at rest does without

        if self._watch is None:
            self.notify("Nothing can wait for anybody here.", timeout=3, markup=False)
            return
        if self._watch.trouble:
            self.query_one(LiveMasthead).follow()
        screen = InboxScreen(self._watch, self._conversation.thread, self._means)
        self.app.push_screen(screen, lambda to_card: self.action_decide() if to_card else None)

    def action_decide(self) -> None:
        """Go to the open question."""

    @on(messages.DetailsWanted)
    def _details(self, event: messages.DetailsWanted) -> None:
        self.app.push_screen(DetailsScreen(event.proposal))

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def _composer(self) -> Composer:
        return self.query_one(Composer)
