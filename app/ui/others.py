"""Draws what waits for somebody else and what came of it: the provider's page, a second person, who receives data."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from app.text import fold, named
from app.ui import words
from app.ui.theme import MUTED
from graph.events import Confirming, Event, Parked, Recipient, Seconded

_LOUD = "bold"

HEADLINE = 400
"""Characters of a headline up to which a line of talk shows it whole."""

_NAME, _SAYS = 200, 1000
_SAID: Mapping[str, str] = {"approve": "approved", "reject": "rejected"}


def draw(event: Event, *, now: float, waiting: bool) -> Content:
    """Return what others are asked or told, at a moment in Unix seconds; nothing for what is no such event."""
    match event:
        case Confirming():
            return confirming(event)
        case Parked():
            return parked(event, now=now, waiting=waiting)
        case Seconded():
            return seconded(event)
        case Recipient():
            return recipient(event)
        case _:
            return Content("")


def confirming(event: Confirming) -> Content:
    """Return that the provider was asked; where its page is stands beside the conversation while it is open."""
    return Content.assemble(("↗ Asked your provider to confirm  ", _LOUD), named(event.headline, HEADLINE))


def parked(event: Parked, *, now: float, waiting: bool) -> Content:
    """Return who may decide what the person has approved, and how long they may take."""
    if not waiting:
        return Content.assemble("▪ Was put to a second person  ", named(event.headline, HEADLINE))
    left = event.expires - now
    state = f"waiting, {words.countdown(left)} left" if left > 0 else "waited in vain: the time is over"
    told = (
        ("Who", named(event.who, _NAME)),
        ("State", f"{state} (until {words.moment(event.expires)})"),
        ("", "The conversation goes on meanwhile. Ctrl+O shows it."),
    )
    rows = [Content.assemble((f"  {label:<7}", _LOUD), text) for label, text in told]
    return Content("\n").join(
        [Content.assemble(("… Waiting for a second person  ", _LOUD), named(event.headline, HEADLINE)), *rows]
    )


def seconded(event: Seconded) -> Content:
    """Return what the second person decided, or that nobody did in time."""
    said = (f"  “{fold(event.note, _SAYS)}”" if event.note else "", MUTED)
    if event.choice == "expired":
        return Content.assemble(("- No second person decided in time  ", _LOUD), named(event.headline, HEADLINE), said)
    glyph, _ = words.OUTCOME[event.choice]
    by = named(event.by, _NAME) or "The second person"
    return Content.assemble((f"{glyph} {by} {_SAID[event.choice]}  ", _LOUD), named(event.headline, HEADLINE), said)


def recipient(event: Recipient) -> Content:
    """Return who receives data beside the platform; another than before stands out."""
    what = (
        "What you write here and what is looked up"
        if event.kind == "model"
        else f"Data for the {fold(event.kind, _NAME)}"
    )
    told = Content.assemble(f"{what} goes to ", (named(event.name, _NAME), _LOUD), f" at {named(event.host, _NAME)}.")
    if event.changed:
        return Content.assemble(("! Another recipient than before. ", _LOUD), told)
    return Content.assemble("→ ", told)
