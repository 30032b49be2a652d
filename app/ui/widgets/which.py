"""A name that fits several records: a short list to choose from."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from app.text import clean, line
from app.ui.clock import Clock
from app.ui.guard import QUIET
from app.ui.messages import Answered, MeantForComposer
from graph.questions import Answer, Candidate, Which
from tools.change import Choice as Verb


class WhichList(Vertical):
    """Posts one Answered with the chosen candidate, or with none of them."""

    def __init__(self, key: str, which: Which, clock: Clock) -> None:
        super().__init__(name=key)
        self._key, self._which, self._clock = key, which, clock
        self._since = clock.steady()

    def compose(self) -> ComposeResult:
        """Lay out the question and what it may mean."""
        yield Static(Content.styled(clean(self._which.question), "bold"), markup=False)
        named = [Option(_named(candidate)) for candidate in self._which.candidates]
        yield OptionList(*named, Option(Content.styled("None of these", "italic")), markup=False, compact=True)

    def take_focus(self) -> None:
        """Take the keys."""
        self._since = self._clock.steady()
        self.screen.set_focus(self.query_one(OptionList))

    def on_key(self, event: events.Key) -> None:
        """Hand words on to the composer."""
        if event.is_printable and event.character:
            event.stop()
            self.post_message(MeantForComposer(event.character))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._clock.steady() - self._since < QUIET:
            return
        found = self._which.candidates[event.option_index :][:1]
        choice: Verb = "approve" if found else "reject"
        note = found[0].id if found else "None of these."
        self.display = False
        self.post_message(Answered(self._key, (Answer(self._which.id, "", choice, note),)))


def _named(candidate: Candidate) -> Content:
    return Content.assemble(line(candidate.label), (f"  {line(candidate.detail)}", "dim"))
