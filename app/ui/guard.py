"""Decides whether a keystroke may be meant for a card: never one that was on its way to something else."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

QUIET = 0.6
"""Seconds for which a card must have been in view, and no key must have come, before one may decide."""

SETTLE = 0.4
"""Seconds for which a deciding key must stay alone: a word typed or pasted in one go decides nothing."""


@dataclass(slots=True)
class Guard:
    """Counts the quiet before and after a deciding key; every time is in seconds on one steady clock."""

    _since: float = math.inf
    _keys_since: float = math.inf
    _last: float = -math.inf
    _armed_at: float = math.inf
    _typed: list[str] = field(default_factory=list)
    armed: str = ""
    flowing: bool = False

    def watch(self, at: float) -> None:
        """Begin to count: the card, or its window, came into view."""
        self._since = at
        self.disarm()

    def expect_keys(self, at: float) -> None:
        """Begin to count for keys: they now go to the card and no longer to something else."""
        self._keys_since = at
        self.disarm()

    def ready_for_click(self, at: float) -> bool:
        """Tell whether a click arriving now may decide."""
        return at - self._since >= QUIET and at - self._last >= QUIET

    def click(self, at: float) -> bool:
        """Note a click; returns whether it may decide. What follows it closely belongs to it, as with keys."""
        may = self.ready_for_click(at)
        self._last = max(self._last, at)
        return may

    def ready(self, at: float) -> bool:
        """Tell whether a key arriving now may decide."""
        return self.ready_for_click(at) and at - self._keys_since >= QUIET

    def strike(self, key: str, at: float) -> bool:
        """Note a key that arrived at the card; returns whether it may decide, and takes back one still settling."""
        may = self.ready(at) and not self.armed
        if at - self._last >= QUIET:
            self._typed.clear()
            self.flowing = False
        self._typed.append(key)
        self._last = max(self._last, at)
        self.disarm()
        return may

    def pointing(self, at: float) -> bool:
        """Tell whether what arrives now may point at something: since the last pause no letter came, only such keys."""
        seen = at - self._since >= QUIET and at - self._keys_since >= QUIET
        return seen and not "".join(self._typed).strip()

    def arm(self, choice: str, at: float) -> None:
        """Let a choice settle; it is taken unless another key follows."""
        self.armed, self._armed_at = choice, at

    def disarm(self) -> None:
        """Take back a choice that has not settled."""
        self.armed, self._armed_at = "", math.inf

    def settled(self, at: float) -> str:
        """Return the choice that has settled, once, or an empty string."""
        if not self.armed or at - self._armed_at < SETTLE:
            return ""
        choice = self.armed
        self.disarm()
        return choice

    def take_typed(self) -> str:
        """Return, once, what has been typed at the card without a pause; what still follows belongs to it."""
        self.flowing = True
        text = "".join(self._typed)
        self._typed.clear()
        return text
