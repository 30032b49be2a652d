"""One thing that can be done with a card, as a key and a word; it can be clicked and reached with Tab."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Choice(Static, can_focus=True):
    """A key in brackets and what it does; the card decides what becomes of it."""

    def __init__(self, key: str, label: str) -> None:
        super().__init__(Content.assemble((f"[{key}]", "bold"), f" {label}"), markup=False, name=key)
