"""The place at the transcript's end where open questions stand until they are answered or withdrawn."""

from __future__ import annotations

from textual import on
from textual.containers import Vertical

from app.ui.asking import Asking
from app.ui.means import Means
from app.ui.messages import Answered, Asked, Gone, Put, SettledHere, Withdrawn
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.docket import Docket
from app.ui.widgets.which import WhichList
from graph.events import Settled
from graph.questions import Confirm, Question


class Questions(Vertical):
    """Shows what `asking` puts; posts Asked, SettledHere and Gone, and leaves the keys to whoever hears them."""

    def __init__(self, means: Means) -> None:
        super().__init__(id="questions")
        self._means = means
        self.asking = Asking(self.post_message)

    def take_focus(self) -> None:
        """Give the keys to the first open question."""
        for widget in self.children:
            if isinstance(widget, Docket | WhichList) and widget.display:
                widget.take_focus()
                break

    def refit(self) -> None:
        """Fit open cards to the screen."""
        for card in self.query(ProposalCard):
            card.refit()

    @on(Put)
    async def _put(self, event: Put) -> None:
        event.stop()
        await self.mount(self._widget(event.key, event.question))
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
        pairs = zip(proposals, event.answers, strict=False)
        self.post_message(
            SettledHere(
                tuple(Settled(asked.id, asked.change.headline, said.choice, said.note) for asked, said in pairs),
            ),
        )

    def _widget(self, key: str, question: Question) -> Docket | WhichList:
        if isinstance(question, Confirm):
            return Docket(key, question.proposals, self._means)
        return WhichList(key, question, self._means.clock)
