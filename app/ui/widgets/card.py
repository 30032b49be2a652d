"""A proposal to decide on, with two keys that decide once they can only be meant for it."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from app.ui import facts, words
from app.ui.clock import Clock
from app.ui.guard import Guard
from app.ui.messages import AllOfOneEffect, Decided, DetailsWanted, MeantForComposer
from app.ui.widgets.choice import Choice
from app.ui.widgets.keys import Keys
from app.ui.widgets.said import Said, Typed
from app.ui.widgets.sheet import Sheet
from graph.questions import Answer
from tools.change import Choice as Verb
from tools.change import Proposal

TICK = 0.1
"""Seconds between two looks at the clock."""

_AROUND = 5
"""Lines of a screen that are not the transcript's."""

_SOON = "That key came too soon to be meant for this. Press it again."
_ENTER = "Enter decides nothing here: y approves, n rejects."
_SETTLING = "Approving … any other key takes it back."
_EXPIRED = "This has expired: nothing will be sent. Reject it, and ask again."
_FOLDED = "Part of this is folded. Press ? to see all of it, then y."


class ProposalCard(Vertical):
    """Posts one Decided; what arrives too soon, pasted or in a row decides nothing."""

    def __init__(self, proposal: Proposal, clock: Clock, *, above: int = 0, alike: bool = False) -> None:
        super().__init__(classes=f"-{proposal.effect}")
        self._proposal, self._clock, self._above, self._alike = proposal, clock, above, alike
        self._wanted = facts.to_type(proposal)
        self._guard = Guard()
        self._seen_whole = self._decided = False
        self._has_keys = False
        self._shown_left = ""

    def compose(self) -> ComposeResult:
        """Lay out what is proposed, then what can be said to it."""
        yield Sheet(self._proposal)
        yield Keys(self._wanted, alike=self._alike)

    def on_mount(self) -> None:
        """Begin to count once the card has been drawn."""
        self.set_interval(TICK, self.tick)
        self.watch(self.app, "app_focus", self.watch_again, init=False)
        self.call_after_refresh(self.watch_again)
        self.tick()

    def on_resize(self) -> None:
        """Fit the card to its new width."""
        self.refit()

    def refit(self) -> None:
        """Fit the card to the screen."""
        self.border_title = self.query_one(Sheet).fit(self.outer_size.width, self.app.size.height - self._above)

    def watch_again(self) -> None:
        """Count the quiet anew: the card, or its window, has just come into view."""
        self._guard.watch(self._clock.steady())

    def on_descendant_focus(self) -> None:
        """Count the quiet anew for keys, which may have been on their way to something else."""
        if not self._has_keys:
            self._has_keys = True
            self._guard.expect_keys(self._clock.steady())

    def on_descendant_blur(self) -> None:
        """Notice that the keys have gone elsewhere."""
        self._has_keys = self.has_focus_within

    def take_focus(self) -> None:
        """Take the keys, beginning on the choice that changes nothing."""
        self.watch_again()
        self._keys.take_focus()

    def tick(self) -> None:
        """Look at the clock: say how long is left, and take a choice that has settled."""
        left = self._proposal.expires - self._clock.wall()
        shown = f"expires {words.countdown(left)}" if left > 0 else "expired"
        if shown != self._shown_left:
            self._shown_left = shown
            self.border_subtitle = Content(shown)
        match self._guard.settled(self._clock.steady()):
            case "y":
                self._decide("approve")
            case "Y":
                self.post_message(AllOfOneEffect(self._answer("approve")))

    def on_key(self, event: events.Key) -> None:
        """Take a key that arrived at the card, unless one of its inputs has it."""
        key = event.character if event.is_printable and event.character else event.key
        if isinstance(self.screen.focused, Input):
            self._key_for_input(self.screen.focused, event)
            return
        may = self._guard.strike(key if event.is_printable else "", self._clock.arrival(event)) or key == "?"
        self._keys.hint("")
        if key in {"up", "down"}:
            event.stop()
            self.query_one(Sheet).scroll(1 if key == "down" else -1)
        elif not self._guard.flowing and self._keys.offers(key):
            event.stop()
            self._choose(key, may=may)
        elif key == "enter":
            event.stop()
            self._keys.hint(_ENTER)
        elif event.is_printable:
            event.stop()
            self.post_message(MeantForComposer(self._guard.take_typed()))

    def _key_for_input(self, said: Input, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            self.take_focus()
        elif event.is_printable and event.character:
            event.stop()
            said.insert_text_at_cursor(event.character)

    def on_click(self, event: events.Click) -> None:
        """Take a click on a choice."""
        if isinstance(event.widget, Choice) and event.widget.name:
            event.stop()
            self._choose(event.widget.name, may=self._guard.ready_for_click(self._clock.arrival(event)))

    def on_paste(self, event: events.Paste) -> None:
        """Hand a paste on to the composer: it decides nothing."""
        event.stop()
        self.watch_again()
        self.post_message(MeantForComposer(event.text))

    @on(Input.Submitted)
    def _said(self, event: Input.Submitted) -> None:
        event.stop()
        if isinstance(event.input, Said):
            self._decide("reject", note=event.value.strip())
        elif facts.same_words(event.value, self._wanted):
            self._decide("approve", typed=event.value.strip())
        else:
            self._keys.hint(f"That is not  {self._wanted}")

    def _choose(self, key: str, *, may: bool) -> None:
        if not may:
            self._keys.hint(_SOON)
        elif key == "?":
            self._seen_whole = True
            self.post_message(DetailsWanted(self._proposal))
        elif key == "n":
            self._keys.ask(Said)
        elif self._proposal.expires <= self._clock.wall():
            self._keys.hint(_EXPIRED)
        elif self._folded and not self._seen_whole:
            self._keys.hint(_FOLDED)
        elif self._wanted:
            self._keys.ask(Typed)
        else:
            self._guard.arm(key, self._clock.steady())
            self._keys.hint(_SETTLING)

    @property
    def _folded(self) -> bool:
        return self.query_one(Sheet).folded or self.outer_size.height > self.app.size.height - _AROUND

    @property
    def _keys(self) -> Keys:
        return self.query_one(Keys)

    def _decide(self, choice: Verb, *, note: str = "", typed: str = "") -> None:
        if not self._decided:
            self._decided = True
            self.post_message(Decided(self._answer(choice, note, typed)))

    def _answer(self, choice: Verb, note: str = "", typed: str = "") -> Answer:
        return Answer(self._proposal.id, self._proposal.digest, choice, note, typed)
