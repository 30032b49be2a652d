"""Proposals put together, decided one by one: the one in turn as a card, the others as lines."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from app.ui import facts, money, words
from app.ui.means import Means
from app.ui.messages import AllOfOneEffect, Answered, Decided
from app.ui.theme import MUTED
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.choice import Choice
from graph.questions import Answer
from tools.change import Proposal

_ROWS = 5
"""Rows of another proposal up to which one key may approve it along with the one in view."""


class Docket(Vertical):
    """Posts one Answered when every proposal has its own answer."""

    def __init__(self, key: str, proposals: Sequence[Proposal], means: Means) -> None:
        super().__init__(name=key)
        self._key, self._proposals = key, tuple(proposals)
        self._answers: dict[str, Answer] = {}
        above = len(proposals) + 2 if len(proposals) > 1 else 0
        self._cards = {
            proposal.id: ProposalCard(proposal, means, above=above, alike=len(self._alike(proposal)) > 1)
            for proposal in proposals
        }
        self._current = self._proposals[0].id

    def compose(self) -> ComposeResult:
        """Lay out the list, where there are several, and the cards, of which one is in view."""
        yield Static(classes="list", markup=False)
        yield from self._cards.values()

    def on_mount(self) -> None:
        """Show the first card."""
        self._show()

    def take_focus(self) -> None:
        """Give the keys to the card in turn."""
        self._cards[self._current].take_focus()

    def tell(self, text: str) -> None:
        """Say in the card in turn why it stands here again."""
        self._cards[self._current].tell(text)

    def on_key(self, event: events.Key) -> None:
        """Go to another proposal."""
        choosing = isinstance(self.screen.focused, Choice)
        if event.key in {"left", "right"} and choosing and len(self._proposals) > 1:
            event.stop()
            self._turn_to(1 if event.key == "right" else -1)

    @on(Decided)
    def _take(self, event: Decided) -> None:
        event.stop()
        self._answer([event.answer])

    @on(AllOfOneEffect)
    def _take_all(self, event: AllOfOneEffect) -> None:
        event.stop()
        asked = next(proposal for proposal in self._proposals if proposal.id == event.answer.to)
        self._answer([Answer(proposal.id, proposal.digest, "approve") for proposal in self._alike(asked)])

    def _alike(self, asked: Proposal) -> list[Proposal]:
        """Return the undecided proposals that one key may approve together: of one effect, none folded, no transfer."""
        if asked.effect == "transfer":
            return []
        return [
            proposal
            for proposal in self._proposals
            if proposal.effect == asked.effect
            and proposal.id not in self._answers
            and not facts.to_type(proposal)
            and (proposal is asked or not facts.folded(proposal, _ROWS))
        ]

    def _answer(self, answers: Sequence[Answer]) -> None:
        self._answers |= {answer.to: answer for answer in answers}
        if len(self._answers) == len(self._proposals):
            self.display = False
            self.post_message(Answered(self._key, tuple(self._answers[proposal.id] for proposal in self._proposals)))
        else:
            self._turn_to(1)

    def _turn_to(self, step: int) -> None:
        ids = [proposal.id for proposal in self._proposals]
        place = ids.index(self._current)
        order = [ids[(place + step * distance) % len(ids)] for distance in range(1, len(ids) + 1)]
        self._current = next(id_ for id_ in order if id_ not in self._answers)
        self._show()
        self.take_focus()

    def _show(self) -> None:
        for id_, card in self._cards.items():
            card.display = id_ == self._current
        listing = self.query_one(".list", Static)
        listing.display = len(self._proposals) > 1
        title = Content.styled(
            f"{len(self._proposals)} changes, decided one by one  (left and right to choose)", "bold"
        )
        listing.update(Content("\n").join([title, *(self._line(proposal) for proposal in self._proposals)]))

    def _line(self, proposal: Proposal) -> Content:
        answer = self._answers.get(proposal.id)
        glyph, word = words.OUTCOME[answer.choice] if answer else ("▸" if proposal.id == self._current else " ", "")
        said = word or facts.effect(proposal)
        return Content.assemble(f"{glyph} {money.heading(proposal)}", (f"  {said}", MUTED))
