"""What was sent before, as up and down go through it; what one was writing waits at the near end."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 500
"""How many are remembered at a time."""


class Prompts:
    """Sent words, oldest first, and where one is in them; `back` is 0 where one writes."""

    def __init__(self) -> None:
        self._sent: list[str] = []
        self._draft = ""
        self.back = 0

    def remember(self, older: Iterable[str]) -> None:
        """Put what was sent before this program ran in front."""
        self._sent = [*older, *self._sent][-MOST:]

    def add(self, text: str) -> None:
        """Take what has just been sent, and go back to writing."""
        if not self._sent or self._sent[-1] != text:
            self._sent = [*self._sent, text][-MOST:]
        self.back, self._draft = 0, ""

    def older(self, written: str) -> str | None:
        """Go one back; returns what was sent there, or None where there is nothing older."""
        if self.back >= len(self._sent):
            return None
        if not self.back:
            self._draft = written
        self.back += 1
        return self._sent[-self.back]

    def newer(self) -> str | None:
        """Come one forward; returns what was sent there, or what was being written, or None where one writes."""
        if not self.back:
            return None
        self.back -= 1
        return self._sent[-self.back] if self.back else self._draft
