"""Which items of a transcript have the words that somebody looks for, and what a whole one says in short."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from app.text import line
from app.ui.draw import draw
from app.ui.story import Item, Story
from graph.events import Entry, Looked, Looking, Said, Spoke, Thought

_SHOWN = 200
"""Characters of a message that a list shows at most, however wide it is."""


def said_in(item: Item) -> str:
    """Return the words of an item by which it can be found."""
    match item.event:
        case Said(text) | Spoke(_, text) | Thought(_, text):
            return text
        case _:
            return draw(item).plain


def has(item: Item, typed: str) -> bool:
    """Tell whether the words that were typed stand in the item as they were typed, but for spaces and capitals."""
    return _plain(typed) in _plain(said_in(item))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def found(items: Sequence[Item], typed: str, beyond: int | None, *, older: bool) -> Item | None:
    """Return the next item that fits, older or newer than the one with the key `beyond`, or the newest of all."""
    if not typed.split():
        return None
    if older or beyond is None:
        return next(
            (item for item in reversed(items) if (beyond is None or item.key < beyond) and has(item, typed)), None
        )
    return next((item for item in items if item.key > beyond and has(item, typed)), None)


def beginnings(entries: Sequence[Entry]) -> Content:
    """Return how a conversation went, each thing by its first words in one line."""
    story = Story()
    for entry in entries:
        story.take(entry.event)
    said = [(story.speaker(item.key), line(said_in(item)[:_SHOWN])) for item in story.items if _tells(item)]
    return Content("\n").join([Content.assemble((f"{who:<7}", "bold"), text) for who, text in said if text])


def _tells(item: Item) -> bool:
    return not isinstance(item.event, Thought | Looked | Looking)
