"""One thing that can be done with a card, as a key and a word; it can be clicked and reached with Tab."""

from __future__ import annotations

from typing import Self

from textual.content import Content
from textual.widgets import Static


class Choice(Static, can_focus=True):
    """A key in brackets and what it does; the card decides what becomes of it."""

    def __init__(self, key: str, label: str) -> None:
        super().__init__(_worded(key, label), markup=False, name=key)

    def as_aside(self, *, shown: bool = True) -> Self:
        """Return it as one that Tab passes by, because what it stands in comes and goes."""
        self.can_focus, self.display = False, shown
        return self

    def say(self, label: str) -> None:
        """Say anew what the key does."""
        self.update(_worded(self.name or "", label))


def _worded(key: str, label: str) -> Content:
    return Content.assemble(("[space]" if key == " " else f"[{key}]", "bold"), f" {label}")
