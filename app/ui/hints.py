"""What the status line and the queue say, from the state of the talk alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from textual.content import Content

from app.text import fold
from app.ui.talk import State

_DOING: Mapping[State, str] = {
    "opening": "Opening …",
    "idle": "",
    "working": "Working …  Esc stops",
    "stopping": "Stopping …  what has begun to be sent is finished first",
}
_KEYS = ("Enter sends", "F1 help", "Ctrl+Q quits", "Ctrl+J new line")
_QUEUED = 60


Waits = Literal["", "here", "elsewhere"]
"""Whether a question is open, and whether the keys are where it is."""


def status(state: State, *, waits: Waits, away: bool) -> tuple[Content, Sequence[str]]:
    """Return the two sides of the status line."""
    if waits == "here":
        return Content.styled("Decide: nothing is sent before your yes", "bold"), ("Esc stops", "F1 help")
    if waits == "elsewhere":
        return Content.styled("A decision waits for you  Ctrl+G", "bold"), _KEYS
    if away:
        return Content.styled("Reading back  Ctrl+End returns", "bold"), _KEYS
    return Content.styled(_DOING[state], "dim"), _KEYS


def queued(words: Sequence[str]) -> Content:
    """Return the words that wait for the turn under way to end."""
    return Content("\n").join([Content.assemble(("queued  ", "dim"), fold(text, _QUEUED)) for text in words])
