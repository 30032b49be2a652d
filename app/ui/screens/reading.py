"""What a conversation's screen has apart from talking: reading back, the pages that open over it, and leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding, BindingType
from textual.screen import Screen

from app.ui import messages, words
from app.ui.desk import Leaving, Opened
from app.ui.drafts import COMPOSER
from app.ui.means import Means
from app.ui.screens.details import DetailsScreen
from app.ui.screens.help import HelpScreen
from app.ui.talk import Talk
from app.ui.tally import Tally
from app.ui.watch import Watch
from app.ui.widgets.composer import Composer
from app.ui.widgets.finder import Finder
from app.ui.widgets.live import LiveMasthead
from app.ui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from app.ui.copying import Piece
    from app.ui.screens.conversations import Wanted

_KEYS: list[BindingType] = [
    Binding("pageup", "page(-1)", "Up", show=False, priority=True),
    Binding("pagedown", "page(1)", "Down", show=False, priority=True),
    Binding("ctrl+end", "end", "To the end", show=False, priority=True),
    Binding("f1", "help", "What may I do", show=False),
    Binding("ctrl+o", "inbox", "Inbox", show=False, priority=True),
    Binding("ctrl+f", "find", "Find", show=False, priority=True),
    Binding("ctrl+r", "conversations", "Conversations", show=False, priority=True),
    Binding("ctrl+y", "copy", "Copy", show=False),
]
_PROMPTS = 200
_ARRIVES = "If it does not arrive, your terminal does not take it (OSC 52)."


class ReadingScreen(Screen[Leaving | Opened]):
    """Shows what was said and what waits; it says nothing itself."""

    BINDINGS = _KEYS
    _talk: Talk

    def __init__(self, opened: Opened, means: Means) -> None:
        super().__init__()
        self._conversation, self._standing, self._means = opened.conversation, opened.standing, means
        self._watch = Watch(opened.inbox) if opened.inbox else None
        self._shelf = opened.shelf
        self._tally = Tally()
        self._warned = self._writes = False

    def action_page(self, step: int) -> None:
        """Scroll the transcript."""
        self._transcript.scroll_relative(y=step * (self._transcript.size.height - 1), animate=False)

    async def action_end(self) -> None:
        """Show the end of the transcript."""
        await self._transcript.to_end()

    def action_leave(self, what: Leaving) -> None:
        """Go back to the door."""
        self._take_along()
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
        here = self._conversation.thread
        screen = InboxScreen(self._watch, here, self._means, goes_elsewhere=self._shelf is not None)
        self.app.push_screen(screen, self._go_to_card)

    def _go_to_card(self, thread: str | None) -> None:
        if thread == self._conversation.thread:
            self.action_decide()
        elif thread:
            self._leave_for(thread)

    def action_status(self) -> None:
        """Show model, account, session and what was used."""
        from app.ui.screens.status import StatusScreen  # noqa: PLC0415  # a terminal at rest does without

        self.app.push_screen(StatusScreen(self._standing, self._conversation, self._tally))

    def action_find(self, words: str = "") -> None:
        """Look for words in what was said."""
        self.query_one(Finder).open(words)

    def action_copy(self) -> None:
        """Choose something to copy."""
        from app.ui.copying import pieces  # noqa: PLC0415  # a terminal at rest does without
        from app.ui.screens.copying import CopyScreen  # noqa: PLC0415  # as the line above

        self.app.push_screen(CopyScreen(pieces(self._transcript.book.items)), self._copy)

    def _copy(self, piece: Piece | None) -> None:
        if piece is not None:
            self.app.copy_to_clipboard(piece.text)
            self.notify(f"Copied {len(piece.text):,} characters. {_ARRIVES}", timeout=4, markup=False)

    def action_conversations(self) -> None:
        """Choose another conversation to go on with."""
        from app.ui.screens.conversations import ConversationsScreen  # noqa: PLC0415  # a terminal at rest does without

        if self._shelf is None:
            self.notify(words.ALONE, timeout=4, markup=False)
        else:
            screen = ConversationsScreen(self._shelf, self._conversation.thread, self._means.clock)
            self.app.push_screen(screen, self._go_on_with)

    def action_new(self) -> None:
        """Begin a new conversation."""
        if not self._transcript.book.items:
            self.notify(words.STILL_NEW, timeout=3, markup=False)
        elif self._shelf is not None and not self._shelf.keeps and not self._warned:
            self._warned = True
            self.notify(words.NOT_KEPT, timeout=5, markup=False)
        else:
            self._leave_for(None)

    def _go_on_with(self, wanted: Wanted | None) -> None:
        if wanted is not None and wanted.thread is None:
            self.action_new()
        elif wanted is not None:
            self._leave_for(wanted.thread)

    def _leave_for(self, thread: str | None) -> None:
        if self._shelf is None:
            self.notify(words.ALONE, timeout=4, markup=False)
        else:
            self.run_worker(self._open_other(thread), name="other", group="other", exit_on_error=False)

    async def _remember(self) -> None:
        """Let up bring back what was said before."""
        if self._shelf is not None:
            self._composer.remember(await self._shelf.prompts(_PROMPTS))

    async def _open_other(self, thread: str | None) -> None:
        if self._shelf is not None:
            other = await self._shelf.open(thread)
            self._take_along()
            self.dismiss(other)

    def _begin_writing(self) -> None:
        """Put into the composer what was left in the one before, and what was typed before this one stood here."""
        self._writes = True
        if draft := self._means.drafts.of(COMPOSER):
            self._composer.fill(draft)
        self.take_early()

    def take_early(self) -> None:
        """Put what was typed while nothing had the keys into the composer, once there is one."""
        if self._writes and (early := self._means.early.take()):
            self._composer.fill(early)

    def _take_along(self) -> None:
        """Keep what has not been sent, for the composer that comes next."""
        unsent = (self._talk.take_back(), self._composer.whole)
        self._means.drafts.keep(COMPOSER, "\n".join(words for words in unsent if words))

    def action_decide(self) -> None:
        """Go to the open question."""

    @on(messages.FindingOver)
    def _found_enough(self) -> None:
        self.set_focus(self._composer)

    @on(messages.DetailsWanted)
    def _details(self, event: messages.DetailsWanted) -> None:
        self.app.push_screen(DetailsScreen(event.proposal))

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def _composer(self) -> Composer:
        return self.query_one(Composer)
