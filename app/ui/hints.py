"""What the status line and the queue say, from the state of the talk alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from textual.content import Content

from app.text import fold
from app.ui.commands import Command
from app.ui.talk import State
from app.ui.theme import MUTED

_DOING: Mapping[State, str] = {
    "opening": "Opening …",
    "idle": "",
    "working": "Working …  Esc stops",
    "stopping": "Stopping …  what has begun to be sent is finished first",
}
_KEYS = ("Enter sends", "F1 what may I do", "/ commands", "^O inbox", "Ctrl+Q quits")
_QUEUED = 60
_MOST_OFFERED = 8


Waits = Literal["", "here", "page", "elsewhere"]
"""Whether a question is open, and whether the keys are where it is, or where the provider's page is waited for."""


def status(state: State, *, waits: Waits, away: bool, used: str = "") -> tuple[Content, Sequence[str]]:
    """Return the two sides of the status line."""
    if waits == "here":
        return Content.styled("Decide: nothing is sent before your yes", "bold"), ("Esc stops", "F1 what may I do")
    if waits == "page":
        return Content.styled("Confirm it on your provider's page", "bold"), ("Esc goes back", "Ctrl+Y copies")
    if waits == "elsewhere":
        return Content.styled("A decision waits for you  Ctrl+G", "bold"), _KEYS
    if away:
        return Content.styled("Reading back  Ctrl+End returns", "bold"), _KEYS
    return Content.styled(_DOING[state] or used, MUTED), _KEYS


def queued(words: Sequence[str]) -> Content:
    """Return the words that wait for the turn under way to end, and how the last of them is taken back."""
    lines = [Content.assemble(("queued  ", MUTED), fold(text, _QUEUED)) for text in words]
    if lines:
        lines[-1] = Content.assemble(lines[-1], ("  Up takes it back", MUTED))
    return Content("\n").join(lines)


def offered(commands: Sequence[Command], at: int) -> Content:
    """Return the commands that fit what is typed, as many as there is room for, with the one that Tab completes."""
    first = max(0, min(at - _MOST_OFFERED + 1, len(commands) - _MOST_OFFERED))
    lines = [
        Content.assemble(
            ("▸ " if place == at else "  ", "bold"), (f"{command.typed:<16}", "bold"), (command.words, MUTED)
        )
        for place, command in enumerate(commands)
    ][first : first + _MOST_OFFERED]
    more = len(commands) - len(lines)
    lines += [Content.styled(f"  Tab completes, up and down choose{f'; {more} more' if more else ''}", MUTED)]
    return Content("\n").join(lines)


def waiting(count: int, trouble: str) -> str:
    """Return in a few words how much waits for the person, or that nobody can tell."""
    if trouble:
        return "inbox out of reach ▸ ^O"
    return f"{count} wait{'s' if count == 1 else ''} for you ▸ ^O" if count else ""
