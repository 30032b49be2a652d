"""One of the things that wait, whole; a decision on it is seen through here, by way of the provider's page."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from app.auth.events import AuthError
from app.ui.desk import DeskTrouble
from app.ui.inbox import Decided, Inbox, Opening, Refused, Waiting
from app.ui.means import Means, Provider
from app.ui.unforeseen import unforeseen
from app.ui.widgets.provider import ProviderPage
from app.ui.widgets.waiting import WaitingCard


@dataclass(frozen=True, slots=True)
class _Way:
    """The way back from the page of one decision: its address goes to the inbox."""

    inbox: Inbox
    provider: Provider

    async def paste(self, url: str) -> str:
        return await self.inbox.paste(url)

    async def give_up(self) -> None:
        await self.provider.give_up()


class Detail(Vertical):
    """Posts Page as the provider's page opens and closes, and Over with what became of a decision."""

    @dataclass
    class Page(Message):
        """The provider's page is open, or no longer."""

        is_open: bool

    @dataclass
    class Over(Message):
        """A decision was taken, or was not."""

        sentence: str
        next_step: str = ""

    def __init__(self, inbox: Inbox, means: Means) -> None:
        super().__init__()
        self._inbox, self._means = inbox, means
        self._card: WaitingCard | None = None
        self._deciding = False

    def compose(self) -> ComposeResult:
        """Lay out what stands here while nothing is chosen."""
        yield Static("Looking …", classes="nothing", markup=False)

    @property
    def waiting(self) -> Waiting | None:
        """Return what is shown."""
        return self._card.waiting if self._card else None

    async def show(self, waiting: Waiting | None, nothing: str = "") -> None:
        """Show one whole, unless it is there as it stands or a decision is under way; what was typed stays."""
        if self._deciding or (waiting is not None and waiting == self.waiting):
            return
        again = waiting is not None and self.waiting is not None and waiting.id == self.waiting.id
        had_keys = self.has_focus_within
        empty = self.query_one(".nothing", Static)
        empty.update(nothing)
        empty.display = waiting is None
        await self.query(WaitingCard).remove()
        self._card = None if waiting is None else WaitingCard(waiting, self._means)
        if self._card is not None:
            await self.mount(self._card)
            self.on_resize()
            if had_keys and again:
                self._card.take_focus()

    def unknown(self) -> None:
        """Show nothing where nobody can tell what waits, unless something is there from before."""
        self.query_one(".nothing", Static).update("")

    def on_resize(self) -> None:
        """Fit what is shown to the height there is."""
        if self._card is not None and self._card.is_mounted and self.size.height:
            self._card.fit(self.size.height)

    def take_focus(self) -> None:
        """Give the keys to what is shown, where it can be decided."""
        if self._card is not None:
            self._card.take_focus()

    def scroll(self, lines: int) -> None:
        """Move in what does not fit."""
        if self._card is not None:
            self._card.scroll(lines)

    @on(WaitingCard.Given)
    def _given(self, event: WaitingCard.Given) -> None:
        event.stop()
        self._deciding = True
        self.run_worker(self._decide(event), name="decide", exit_on_error=False)

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say in any case what became of a decision."""
        event.stop()
        if event.state not in {WorkerState.SUCCESS, WorkerState.ERROR}:
            return
        over = event.worker.result
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            known = error if isinstance(error, AuthError | DeskTrouble) else unforeseen(event.worker)
            over = self.Over(known.sentence, known.next_step)
        await self._turn_back()
        if isinstance(over, self.Over):
            self.post_message(over)

    async def _decide(self, given: WaitingCard.Given) -> Over:
        over = self.Over("Nobody can tell whether that was decided.", "Look at it again here.")
        async for outcome in self._inbox.decide(given.waiting, given.choice, given.note):
            match outcome:
                case Opening(url, opened):
                    await self._turn_to(url, opened=opened)
                case Decided(_, sentence):
                    self._means.drafts.keep(given.waiting.id, "")
                    over = self.Over(sentence)
                case Refused(sentence, next_step):
                    over = self.Over(sentence, next_step)
        return over

    async def _turn_to(self, url: str, *, opened: bool) -> None:
        await self.query(ProviderPage).remove()
        way = _Way(self._inbox, self._means.provider)
        page = ProviderPage(self.waiting.headline if self.waiting else "", url, (), way, opened=opened)
        await self.mount(page)
        self.post_message(self.Page(is_open=True))
        page.take_focus()

    async def _turn_back(self) -> None:
        self._deciding, self._card = False, None
        await self.query("ProviderPage, WaitingCard").remove()
        self.post_message(self.Page(is_open=False))
