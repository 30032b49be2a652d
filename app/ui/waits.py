"""Says in words what waits: in which part of the list, in one line, and whole; pure, and with outside words cleaned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from app.text import line, named
from app.ui import words
from app.ui.facts import Fact
from app.ui.inbox import Waiting

Part = Literal["second", "me", "others", "over"]

PARTS: tuple[tuple[Part, str], ...] = (
    ("second", "For you to decide"),
    ("me", "Your own open cards"),
    ("others", "Waiting for others"),
    ("over", "Decided, or over"),
)
"""The parts of the list in their order."""

_OPEN: Mapping[Part, str] = {
    "second": "waits for your decision",
    "me": "waits for you in its conversation",
    "others": "waiting for a second person",
}
_OVER = {
    "approved": "approved, and not sent yet",
    "rejected": "rejected",
    "expired": "expired: nobody decided in time",
    "used": "approved and carried out",
}


def part(waiting: Waiting, now: float) -> Part:
    """Return the part of the list in which it stands: what one may only see waits for others."""
    if not is_open(waiting, now):
        return "over"
    return "others" if waiting.waits == "second" and waiting.reason else waiting.waits


def is_open(waiting: Waiting, now: float) -> bool:
    """Tell whether it can still be decided."""
    return waiting.state == "pending" and waiting.expires > now


def is_mine_to_decide(waiting: Waiting, now: float) -> bool:
    """Tell whether this person may decide it here and now."""
    return part(waiting, now) == "second"


def matching(found: Sequence[Waiting], typed: str) -> list[Waiting]:
    """Return those in which every word that was typed stands somewhere."""
    wanted = typed.casefold().split()
    return [waiting for waiting in found if all(word in _searched(waiting) for word in wanted)]


def parted(found: Sequence[Waiting], now: float) -> list[tuple[str, list[Waiting]]]:
    """Return the parts of the list that have something in them, each with its title."""
    parts = [(title, [each for each in found if part(each, now) == name]) for name, title in PARTS]
    return [(title, members) for title, members in parts if members]


def listed(waiting: Waiting, now: float) -> tuple[str, list[str]]:
    """Return the two sides of its line: what it is, and how long is left or how it ended, and who asks."""
    glyph = {"rejected": "✗", "approved": "✓", "used": "✓"}.get(waiting.state, "-" if waiting.expires <= now else "…")
    left = f"{words.countdown(waiting.expires - now)} left" if is_open(waiting, now) else state(waiting, now)
    return f"{glyph} {named(waiting.headline)}", [left, named(waiting.by)]


def state(waiting: Waiting, now: float) -> str:
    """Return where it stands, in words."""
    if is_open(waiting, now):
        return f"{_OPEN[part(waiting, now)]}, {words.countdown(waiting.expires - now)} left"
    return _OVER["expired" if waiting.state == "pending" else waiting.state]


def time_left(waiting: Waiting, now: float) -> str:
    """Return when it expires, as every card says it; nothing where it is decided."""
    if waiting.state != "pending":
        return ""
    return f"expires {words.countdown(waiting.expires - now)}" if waiting.expires > now else "expired"


def told(waiting: Waiting, now: float) -> list[Fact]:
    """Return what a person must know: what the platform says of it, who asks since when, and what is other now."""
    since = f"{words.ago(now - waiting.since)} ({words.moment(waiting.since)})"
    until = f" (until {words.moment(waiting.expires)})" if is_open(waiting, now) else ""
    why_not = [Fact("Decided", line(waiting.reason))] if waiting.reason and is_open(waiting, now) else []
    return [
        *(Fact("Changed", named(each), flagged=True) for each in waiting.changed),
        *(Fact(line(label), named(text)) for label, text in waiting.lines),
        Fact("Since", f"{since}, asked by {named(waiting.by)}"),
        Fact("State", f"{state(waiting, now)}{until}"),
        *why_not,
    ]


def claim(waiting: Waiting) -> Fact:
    """Return why it is asked: the asker's agent's words, quoted and marked."""
    why = line(waiting.why)
    return Fact("Why", f"“{why}” (claimed)" if why else "no reason was given")


def to_type(waiting: Waiting) -> str:
    """Return what must be typed to approve it: for money, never nothing."""
    if waiting.typed:
        return line(waiting.typed)
    amounts = [text for label, text in waiting.lines if label.casefold() == "amount"]
    return line([*amounts, waiting.headline][0]) if waiting.effect == "transfer" else ""


def _searched(waiting: Waiting) -> str:
    said = [waiting.headline, waiting.by, waiting.why, waiting.id, waiting.state, words.EFFECT[waiting.effect]]
    return line(" ".join([*said, *waiting.rows, *(text for _, text in waiting.lines)])).casefold()
