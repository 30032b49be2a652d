"""Keeps what somebody types while nothing is there yet to type into, for whatever comes next."""

from __future__ import annotations

from textual import events


class Early:
    """Words in the order of their keys; Enter is none of them, so that nothing is sent unseen."""

    def __init__(self) -> None:
        self._words = ""

    def hear(self, event: events.Event) -> bool:
        """Keep what a key or a paste writes; tells whether it was anything of the kind."""
        match event:
            case events.Paste(text=text):
                self._words += text
            case events.Key(key="backspace"):
                self._words = self._words[:-1]
            case events.Key(character=str(character)) if event.is_printable:
                self._words += character
            case _:
                return False
        return True

    def take(self) -> str:
        """Return what was kept, once."""
        words, self._words = self._words, ""
        return words
