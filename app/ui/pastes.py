"""Long pastes, each shown as a few words in brackets and sent whole."""

from __future__ import annotations

import re

LONG = 1500
"""Characters from which words of the person's own are folded."""

LINES = 20
"""Lines from which they are folded however short they are."""

_FOLDED = re.compile(r"\[pasted [\d,]+ characters(?: \(\d+\))?\]")


def is_long(text: str) -> bool:
    """Tell whether words are so long that only their beginning is shown, or how many they are."""
    return len(text) >= LONG or text.count("\n") >= LINES


class Pastes:
    """Remembers what stands behind the brackets, until it has been sent."""

    def __init__(self) -> None:
        self._whole: dict[str, str] = {}
        self._shown: dict[str, str] = {}

    def shown(self, text: str) -> str:
        """Return a text as the composer shows it: itself, or a few words in brackets where it is long."""
        if not is_long(text):
            return text
        if text not in self._shown:
            name = self._name(len(text))
            self._shown[text], self._whole[name] = name, text
        return self._shown[text]

    def whole(self, shown: str) -> str:
        """Return the whole of what the composer shows."""
        return _FOLDED.sub(lambda found: self._whole.get(found.group(), found.group()), shown)

    def ending(self, before: str) -> int:
        """Return how many characters of brackets end a line before the cursor; they go as one."""
        found = next((name for name in self._whole if before.endswith(name)), "")
        return len(found)

    def forget(self) -> None:
        """Forget all of them, now that they are sent."""
        self._whole.clear()
        self._shown.clear()

    def _name(self, length: int) -> str:
        names = (
            f"[pasted {length:,} characters{f' ({number})' if number else ''}]" for number in (0, *range(2, 10**6))
        )
        return next(name for name in names if name not in self._whole)
