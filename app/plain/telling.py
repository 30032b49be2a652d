"""Prints a conversation's events as they come, and older ones as they were kept; reasoning only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.plain import transcript
from app.plain.printer import Printer
from app.ui.tally import Tally
from graph.events import Ended, Entry, Event, Looked, Looking, Said, Spoke, Thought, Used

YOU, AGENT, REASONING = "You", "Agent", "Reasoning"

_NO_REASONING = "The model has given no reasoning in the latest turn."


class Telling:
    """Knows what was already seen: words that stand where they were typed are not printed twice."""

    def __init__(self, printer: Printer, wall: Callable[[], float]) -> None:
        self._printer, self._wall = printer, wall
        self._began: dict[str, Looking] = {}
        self._reasoning: list[Thought] = []
        self._used: dict[str, tuple[int, int]] = {}
        self._message = ""
        self.tally = Tally()
        self.typed = ""

    def show(self, event: Event) -> None:
        """Print a live event."""
        self.tally.take(event)
        match event:
            case Spoke(message, text):
                if message != self._message:
                    self._printer.finish()
                    self._message = message
                self._printer.stream(AGENT, text)
            case Said(text) if text == self.typed:
                self._begin_turn()
            case Ended():
                self._printer.finish()
                self._printer.say(*transcript.told(event))
            case _:
                self._whole(event)

    def earlier(self, entries: Sequence[Entry]) -> None:
        """Print kept entries, oldest first."""
        for entry in entries:
            if isinstance(entry.event, Spoke):
                self._printer.said(AGENT, entry.event.text)
            else:
                self._whole(entry.event)

    def why(self) -> None:
        """Print the reasoning of the latest turn."""
        text = "".join(
            ("\n" if place and thought.message != self._reasoning[place - 1].message else "") + thought.text
            for place, thought in enumerate(self._reasoning)
        )
        if text.strip():
            self._printer.said(REASONING, text)
        else:
            self._printer.say(_NO_REASONING)
        if self._used:
            taken, given = (sum(counts) for counts in zip(*self._used.values(), strict=True))
            self._printer.say(f"Tokens in the latest turn: {taken:,} in, {given:,} out.")

    def _whole(self, event: Event) -> None:
        match event:
            case Said(text):
                self._begin_turn()
                self._printer.said(YOU, text)
            case Thought():
                self._reasoning.append(event)
            case Used(message, taken, given):
                self._used[message] = (taken, given)
            case Looking(call):
                self._began[call] = event
            case Looked(call):
                self._printer.say(*transcript.told(event, self._began.pop(call, None)))
            case _:
                self._printer.say(*transcript.told(event, now=self._wall()))

    def _begin_turn(self) -> None:
        self._reasoning.clear()
        self._used.clear()
        self.typed = ""
