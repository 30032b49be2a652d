"""A question with a short list to choose from, and with room for words of one's own where they may answer it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from app.text import line, named, short
from app.ui.clock import Clock
from app.ui.guard import QUIET
from app.ui.messages import Answered, MeantForComposer
from app.ui.theme import MUTED
from app.ui.widgets.pointed import Pointed
from graph.questions import Answer, Candidate, Which
from tools.change import Choice as Verb

MOST_CHARACTERS = 2_000
"""How long an answer in one's own words may be."""

_LONGEST, _NAME = 2_000, 200
"""Characters of a question, and of what a candidate is called, that are shown whole."""

_KEYS = "Up and down choose, Enter answers"


class Own(Input):
    """An answer in one's own words; what arrives too soon was on its way to the composer."""

    def __init__(self, ready: Callable[[], bool]) -> None:
        super().__init__(
            placeholder="Answer in your own words.  Enter sends it, Esc goes back.",
            max_length=MOST_CHARACTERS,
            compact=True,
        )
        self._ready = ready

    def on_key(self, event: events.Key) -> None:
        """Hand words on that were begun before this came into view."""
        if event.is_printable and event.character and not self._ready():
            event.stop()
            event.prevent_default()
            self.post_message(MeantForComposer(event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste in one line, without what could mislead an eye or a terminal."""
        event.stop()
        event.prevent_default()
        if self._ready():
            self.insert_text_at_cursor(line(event.text))
        else:
            self.post_message(MeantForComposer(event.text))


class WhichList(Vertical):
    """Posts one Answered with the chosen candidate, with words of the person's own, or with none of them."""

    def __init__(self, key: str, which: Which, clock: Clock) -> None:
        super().__init__(name=key)
        self._key, self._which, self._clock = key, which, clock
        self._since = clock.steady()
        self.border_subtitle = Content(_KEYS)

    def compose(self) -> ComposeResult:
        """Lay out the question and what it may mean."""
        yield Static(Content.styled(short(self._which.question, _LONGEST), "bold"), markup=False)
        offered = [Option(_named(candidate)) for candidate in self._which.candidates]
        none = "None of these" if offered else "No answer"
        yield Pointed(*offered, Option(Content.styled(none, "italic")), markup=False, compact=True)
        if self._which.free:
            yield Own(self._ready)

    def take_focus(self) -> None:
        """Take the keys, where there is nothing to choose from for writing."""
        self._since = self._clock.steady()
        writes = self._which.free and not self._which.candidates
        self.screen.set_focus(self.query_one(Own if writes else OptionList))

    def on_key(self, event: events.Key) -> None:
        """Begin to write where one may; hand on to the composer what was on its way there."""
        if event.key == "escape" and isinstance(self.screen.focused, Own):
            event.stop()
            self.screen.set_focus(self.query_one(OptionList))
        elif event.is_printable and event.character:
            event.stop()
            if self._which.free and self._ready():
                own = self.query_one(Own)
                own.insert_text_at_cursor(event.character)
                self.screen.set_focus(own)
            else:
                self.post_message(MeantForComposer(event.character))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if not self._ready():
            return
        found = self._which.candidates[event.option_index :][:1]
        choice: Verb = "approve" if found else "reject"
        self._answer(Answer(self._which.id, "", choice, found[0].id if found else "None of these."))

    @on(Input.Submitted)
    def _say(self, event: Input.Submitted) -> None:
        event.stop()
        said = line(event.value)
        if said and self._ready():
            self._answer(Answer(self._which.id, "", "approve", typed=said))

    def _answer(self, answer: Answer) -> None:
        self.display = False
        self.post_message(Answered(self._key, (answer,)))

    def _ready(self) -> bool:
        return self._clock.steady() - self._since >= QUIET


def _named(candidate: Candidate) -> Content:
    return Content.assemble(named(candidate.label, _NAME), (f"  {named(candidate.detail, _NAME)}", MUTED))
