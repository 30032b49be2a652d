"""A proposal to decide on, with keys that decide once they can only be meant for it."""

from __future__ import annotations

from textual import events, on
from textual.widgets import Input

from app.ui.messages import AllOfOneEffect, Decided, DetailsWanted, MeantForComposer
from app.ui.widgets.choice import Choice
from app.ui.widgets.editor import Editor
from app.ui.widgets.face import Face
from app.ui.widgets.said import Guidance, Said, Typed
from app.ui.widgets.sheet import Sheet
from graph.questions import Answer
from tools.change import Choice as Verb
from tools.change import Json
from tools.sums import is_typed

_SOON = "That key came too soon to be meant for this. Press it again."
_ENTER = "Enter decides nothing here: y approves, n rejects."
_SETTLING = {"y": "Approving", "Y": "Approving", "a": "Asking anew", "g": "Approving with guidance", "e": "Editing"}
_EXPIRED = "This has expired: nothing will be sent. Reject it, and ask again."
_FOLDED = "Part of this is folded. Press ? to see all of it, then {}."
_PICKED = "Some are left out: a asks anew without them, space takes one back."


class ProposalCard(Face):
    """Posts one Decided; what arrives too soon, pasted or in a row decides nothing."""

    _seen_whole = _decided = False

    def tick(self) -> None:
        """Look at the clock: say how long is left, and take a choice that has settled."""
        self.count_down()
        match self._guard.settled(self._clock.steady()):
            case "y":
                self._decide("approve")
            case "Y":
                self.post_message(AllOfOneEffect(self._answer("approve")))
            case "a":
                self._decide("edit", args=self._picks.args)
            case "e" | "g" as key if self.has_focus_within:
                self._open(key)

    def on_key(self, event: events.Key) -> None:
        """Take a key that arrived at the card, unless something to write in has it."""
        key = event.character if event.is_printable and event.character else event.key
        focused = self.screen.focused
        if isinstance(focused, Input | Editor):
            self.key_for_writing(focused, event)
            return
        at = self.arrived(event)
        may = self._guard.strike(key if event.is_printable else "", at) or key == "?"
        self._keys.hint("")
        if key in {"up", "down"}:
            event.stop()
            self.query_one(Sheet).step(1 if key == "down" else -1)
        elif not self._guard.flowing and self._keys.offers(key):
            event.stop()
            self._choose(key, may=self._guard.pointing(at) if key == " " else may)
        elif key == "enter":
            event.stop()
            self._keys.hint(_ENTER)
        elif event.is_printable:
            event.stop()
            self.post_message(MeantForComposer(self._guard.take_typed()))

    def on_click(self, event: events.Click) -> None:
        """Take a click on a choice."""
        if isinstance(event.widget, Choice) and event.widget.name:
            event.stop()
            self._choose(event.widget.name, may=self._guard.click(self.arrived(event)), clicked=True)

    def on_paste(self, event: events.Paste) -> None:
        """Hand a paste on to the composer: it decides nothing."""
        event.stop()
        self.watch_again()
        self.post_message(MeantForComposer(event.text))

    @on(Input.Submitted)
    def _said(self, event: Input.Submitted) -> None:
        event.stop()
        said = event.value.strip()
        if isinstance(event.input, Said):
            self._decide("reject", note=said)
        elif isinstance(event.input, Guidance):
            self._guide(said)
        elif isinstance(event.input, Typed) and event.input.untouched and not self._guard.ready(self._clock.steady()):
            self._keys.hint(_SOON)
        elif is_typed(event.value, self._wanted):
            self._decide("approve", note=self._guidance, typed=said)
        else:
            self._keys.hint(f"That is not  {self._wanted}")

    def _guide(self, said: str) -> None:
        self._guidance = said
        if said and self._wanted:
            self._keys.ask(Typed)
        elif said:
            self._decide("approve", note=said)

    @on(Editor.Given)
    def _take_edited(self, event: Editor.Given) -> None:
        event.stop()
        if event.problem or self._expired:
            self._keys.hint(event.problem or _EXPIRED)
        else:
            self._decide("edit", args=event.args)

    def _choose(self, key: str, *, may: bool, clicked: bool = False) -> None:
        refused = self._refusal(key, may=may)
        if refused:
            self._keys.hint(refused)
        elif key == "?":
            self._seen_whole = True
            self.post_message(DetailsWanted(self._proposal))
        elif key == " ":
            self._keys.hint(self._picks.toggle())
            self._keys.leave_out(self._picks.count)
            self.query_one(Sheet).draw_rows()
        elif key == "n" or (key == "y" and self._wanted) or (key in "eg" and clicked):
            self._open(key)
        else:
            self._guard.arm(key, self._clock.steady())
            self._keys.hint(f"{_SETTLING[key]} … any other key takes it back.")

    def _refusal(self, key: str, *, may: bool) -> str:
        if not may:
            return _SOON
        if key not in "?n" and self._expired:
            return _EXPIRED
        if key not in "yYg":
            return ""
        if self._picks.count:
            return _PICKED
        return _FOLDED.format(key) if self._folded and not self._seen_whole else ""

    def _decide(self, choice: Verb, *, note: str = "", typed: str = "", args: Json | None = None) -> None:
        if not self._decided:
            self._decided = True
            self.post_message(Decided(self._answer(choice, note, typed, args)))

    def _answer(self, choice: Verb, note: str = "", typed: str = "", args: Json | None = None) -> Answer:
        return Answer(self._proposal.id, self._proposal.digest, choice, note, typed, args)
