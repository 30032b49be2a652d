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
_KEYS = ("Enter sends", "F1 what may I do", "^O inbox", "^P commands", "Ctrl+Q quits")
_QUEUED = 60


Waits = Literal["", "here", "page", "elsewhere"]
"""Whether a question is open, and whether the keys are where it is, or where the provider's page is waited for."""


def status(state: State, *, waits: Waits, away: bool) -> tuple[Content, Sequence[str]]:
    """Return the two sides of the status line."""
    if waits == "here":
        return Content.styled("Decide: nothing is sent before your yes", "bold"), ("Esc stops", "F1 what may I do")
    if waits == "page":
        return Content.styled("Confirm it on your provider's page", "bold"), ("Esc goes back", "Ctrl+Y copies")
    if waits == "elsewhere":
        return Content.styled("A decision waits for you  Ctrl+G", "bold"), _KEYS
    if away:
        return Content.styled("Reading back  Ctrl+End returns", "bold"), _KEYS
    return Content.styled(_DOING[state], "dim"), _KEYS


def queued(words: Sequence[str]) -> Content:
    """Return the words that wait for the turn under way to end."""
    return Content("\n").join([Content.assemble(("queued  ", "dim"), fold(text, _QUEUED)) for text in words])


def waiting(count: int, trouble: str) -> str:
    """Return in a few words how much waits for the person, or that nobody can tell."""
    if trouble:
        return "inbox out of reach ▸ ^O"
    return f"{count} wait{'s' if count == 1 else ''} for you ▸ ^O" if count else ""
