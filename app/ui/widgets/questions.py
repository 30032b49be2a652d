"""The place at the transcript's end where open questions stand until they are answered or withdrawn."""

from __future__ import annotations

from textual import on
from textual.containers import Vertical

from app.text import line
from app.ui import words
from app.ui.asking import Asking
from app.ui.draw import HERE
from app.ui.means import Means
from app.ui.messages import Answered, Asked, Gone, Put, SettledHere, Withdrawn
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.docket import Docket
from app.ui.widgets.provider import ProviderPage
from app.ui.widgets.which import WhichList
from graph.events import Confirming, Event, Failed, Settled
from graph.questions import Confirm, Question


class Questions(Vertical):
    """Shows what `asking` puts; posts Asked, SettledHere and Gone, and leaves the keys to whoever hears them."""

    def __init__(self, means: Means) -> None:
        super().__init__(id="questions")
        self._means = means
        self.asking = Asking(self.post_message)
        self._page: ProviderPage | None = None
        self._failed: Failed | None = None

    @property
    def waiting(self) -> bool:
        """Tell whether anything waits here for the person."""
        return self.asking.waiting or self._page is not None

    @property
    def page_waits(self) -> bool:
        """Tell whether the provider's page is waited for."""
        return self._page is not None

    @property
    def page_has_keys(self) -> bool:
        """Tell whether the keys are where the provider's page is waited for."""
        return self._page is not None and self._page.has_focus_within

    async def follow(self, event: Event | None) -> None:
        """Show where the provider's page is while it is waited for, which is until whatever happens next."""
        page, self._page = self._page, None
        self._failed = event if isinstance(event, Failed) else None
        if page is not None:
            self.post_message(Gone(had_keys=page.has_focus_within))
            await page.remove()
        if isinstance(event, Confirming):
            provider = self._means.provider
            page = ProviderPage(event.headline, event.url, event.shows, provider, opened=event.opened)
            await self.mount(page)
            self._page = page
            self.post_message(Asked())

    def take_focus(self) -> None:
        """Give the keys to the provider's page where it is waited for, or else to the first open question."""
        open_ones = (one for one in self.children if isinstance(one, Docket | WhichList) and one.display)
        if (first := self._page or next(open_ones, None)) is not None:
            first.take_focus()

    def refit(self) -> None:
        """Fit open cards to the screen."""
        for card in self.query(ProposalCard):
            card.refit()

    @on(Put)
    async def _put(self, event: Put) -> None:
        event.stop()
        widget, failed = self._widget(event.key, event.question), self._failed
        await self.mount(widget)
        if failed is not None and isinstance(widget, Docket):
            widget.tell(f"{line(failed.sentence)} {line(words.advice(failed.next_step, HERE))}")
        self.post_message(Asked())

    @on(Withdrawn)
    def _withdraw(self, event: Withdrawn) -> None:
        event.stop()
        gone = [widget for widget in self.children if widget.name == event.key]
        self.post_message(Gone(had_keys=any(widget.has_focus_within for widget in gone)))
        self.remove_children(gone)

    @on(Answered)
    def _hand_back(self, event: Answered) -> None:
        event.stop()
        question = self.asking.answer(event.key, event.answers)
        proposals = question.proposals if isinstance(question, Confirm) else ()
        pairs = [pair for pair in zip(proposals, event.answers, strict=False) if pair[1].choice != "approve"]
        self.post_message(
            SettledHere(
                tuple(Settled(asked.id, asked.change.headline, said.choice, said.note) for asked, said in pairs),
            ),
        )

    def _widget(self, key: str, question: Question) -> Docket | WhichList:
        if isinstance(question, Confirm):
            return Docket(key, question.proposals, self._means)
        return WhichList(key, question, self._means.clock)
