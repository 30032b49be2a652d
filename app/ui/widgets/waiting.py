"""One thing that waits, seen whole; where it is this person's to decide, with the keys and guards of every card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from app.text import named
from app.ui import waits, words
from app.ui.inbox import Waiting
from app.ui.means import Means
from app.ui.messages import MeantForComposer
from app.ui.widgets import table
from app.ui.widgets.choice import Choice
from app.ui.widgets.guarded import Guarded
from app.ui.widgets.said import OneLine, Said, Typed
from tools.sums import is_typed

_AROUND = 5
"""Lines of a card that are not what waits: borders, hint, something to write in, choices."""

_SOON = "That key came too soon to be meant for this. Press it again."
_UNSEEN = "Part of this is out of view. Go down to its end, then press y."
_EXPIRED = "This has expired: nothing can be decided any more."
_SETTLING = "Approving … any other key takes it back."
_ENTER = "Enter decides nothing here: y approves, n rejects."
_ELSEWHERE = {"me": "Enter in the list goes to it.", "others": "Somebody else decides this.", "second": "", "over": ""}


class WaitingCard(Guarded):
    """Posts one Given; what arrives too soon, pasted or in a row decides nothing."""

    @dataclass
    class Given(Message):
        """The person has decided."""

        waiting: Waiting
        choice: Literal["approve", "reject"]
        note: str = ""

    def __init__(self, waiting: Waiting, means: Means) -> None:
        super().__init__(means.clock, classes=f"-{waiting.effect}")
        self.waiting, self._drafts = waiting, means.drafts
        self._wanted, self._mine = waits.to_type(waiting), waits.is_mine_to_decide(waiting, means.clock.wall())
        self._given, self._state = False, ""
        self.border_title = Content(words.EFFECT[waiting.effect])

    def compose(self) -> ComposeResult:
        """Lay out what waits, and what can be said to it where anything can."""
        waiting = self.waiting
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(f"{named(waiting.headline)}{'?' if self._mine else ''}", markup=False, classes="headline")
            if waiting.rows:
                yield Static("\n".join(named(row) for row in waiting.rows), markup=False, classes="rows")
            yield Static(classes="told")
            yield Static(table.facts([waits.claim(waiting)]), classes="claim")
        yield Static(_ELSEWHERE[waits.part(waiting, self._clock.wall())], markup=False, classes="hint")
        if self._mine:
            yield Said("The one who asks and their agent are told.")
            yield Typed(self._wanted, self._drafts.of(waiting.id) if self._wanted else "")
            with Horizontal(classes="choices"):
                yield Choice("y", "Approve")
                yield Choice("n", "Reject, say why")

    def take_focus(self) -> None:
        """Take the keys, beginning on the choice that changes nothing."""
        if self._mine and not self._given:
            self.watch_again()
            self.query(Input).set(display=False)
            self.query(".choices").set(display=True)
            self._hint("")
            self.screen.set_focus(next(choice for choice in self.query(Choice) if choice.name == "n"))

    def fit(self, height: int) -> None:
        """Fit into this many lines, so that what can be said to it stays in view."""
        self._body.styles.max_height = max(height - _AROUND, 3)

    def scroll(self, lines: int) -> None:
        """Move in what does not fit."""
        self._body.scroll_relative(y=lines, animate=False)

    def tick(self) -> None:
        """Look at the clock: say how long is left, and take a choice that has settled."""
        now = self._clock.wall()
        if (state := waits.state(self.waiting, now)) != self._state:
            self._state = state
            self.query_one(".told", Static).update(table.facts(waits.told(self.waiting, now)))
            self.border_subtitle = Content(waits.time_left(self.waiting, now))
        if self._guard.settled(self._clock.steady()):
            self._give("approve")

    def on_key(self, event: events.Key) -> None:
        """Take a key that arrived at the card, unless something to write in has it."""
        focused = self.screen.focused
        if isinstance(focused, Input):
            self.key_for_writing(focused, event)
            return
        key = event.character if event.is_printable and event.character else event.key
        may = self._guard.strike(key if event.is_printable else "", self.arrived(event))
        self._hint("")
        if key in {"up", "down"}:
            self.scroll(1 if key == "down" else -1)
        elif not self._guard.flowing and key in {"y", "n"}:
            self._choose(key, may=may)
        elif key == "enter":
            self._hint(_ENTER)
        elif event.is_printable:
            self.post_message(MeantForComposer(self._guard.take_typed()))
        else:
            return
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Take a click on a choice."""
        if isinstance(event.widget, Choice) and event.widget.name:
            event.stop()
            self._choose(event.widget.name, may=self._guard.click(self.arrived(event)))

    def on_paste(self, event: events.Paste) -> None:
        """Take no decision from a paste."""
        event.stop()
        self.watch_again()

    @on(Input.Changed)
    def _keep(self, event: Input.Changed) -> None:
        event.stop()
        if isinstance(event.input, Typed):
            self._drafts.keep(self.waiting.id, event.value)
        if isinstance(event.input, OneLine) and event.input.has_focus:
            self._hint(event.input.how)

    @on(Input.Submitted)
    def _said(self, event: Input.Submitted) -> None:
        event.stop()
        if isinstance(event.input, Said):
            self._give("reject", event.value.strip())
        elif isinstance(event.input, Typed) and event.input.untouched and not self._guard.ready(self._clock.steady()):
            self._hint(_SOON)
        elif is_typed(event.value, self._wanted):
            self._give("approve")
        else:
            self._hint(f"That is not  {self._wanted}")

    def _choose(self, key: str, *, may: bool) -> None:
        if refused := self._refusal(key, may=may):
            self._hint(refused)
        elif key == "n" or self._wanted:
            self._write_in(Said if key == "n" else Typed)
        else:
            self._guard.arm(key, self._clock.steady())
            self._hint(_SETTLING)

    def _refusal(self, key: str, *, may: bool) -> str:
        if not may:
            return _SOON
        if self.waiting.expires <= self._clock.wall():
            return _EXPIRED
        return _UNSEEN if key == "y" and not self._body.is_vertical_scroll_end else ""

    def _write_in(self, kind: type[OneLine]) -> None:
        self.query("Input, .choices").set(display=False)
        said = self.query_one(kind)
        said.display = True
        self._hint(said.how)
        self.screen.set_focus(said)
        self._guard.expect_keys(self._clock.steady())

    def _give(self, choice: Literal["approve", "reject"], note: str = "") -> None:
        if not self._given:
            self._given = True
            self.query("Input, .choices").set(display=False)
            self.post_message(self.Given(self.waiting, choice, note))

    def _hint(self, text: str) -> None:
        self.query_one(".hint", Static).update(text)

    @property
    def _body(self) -> VerticalScroll:
        return self.query_one(".body", VerticalScroll)
