"""Folds a conversation's events into the items that a transcript shows, newest and older ones alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graph.events import (
    Acted,
    Acting,
    Ended,
    Entry,
    Event,
    Looked,
    Looking,
    Parked,
    Said,
    Seconded,
    Settled,
    Spoke,
    Thought,
    Used,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the transcript: its latest event, the call that began it, and how long it has taken.

    Keys are consecutive, so that an item's place follows from its key; `running` says that more may come.
    """

    key: int
    event: Event
    began: Looking | Acting | None = None
    seconds: float | None = None
    running: bool = False


class Story:
    """The items of one conversation, oldest first; older pages go in front."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._known: dict[tuple[str, str], int] = {}
        self._began: dict[int, float] = {}
        self._seconded: set[str] = set()

    def take(self, event: Event, at: float | None = None) -> list[Item]:
        """Take a live event (`at` on a steady clock) or a kept one; returns the items that are new or changed."""
        changed = [] if isinstance(event, Thought) else self._end_thoughts(at)
        if isinstance(event, Seconded):
            changed += self._end_waiting(event)
        if isinstance(event, Used) or (isinstance(event, Ended) and event.reason in {"done", "failed"}):
            return changed
        name = _name(event)
        key = self._known.get(name) if name else None
        if key is None:
            item = self._new(event, at)
            if name:
                self._known[name] = item.key
        else:
            item = _join(self.at(key), event, self._spent(key, at))
            self.items[key - self.items[0].key] = item
        return [*changed, item]

    def prepend(self, entries: Iterable[Entry]) -> list[Item]:
        """Put older entries in front; returns their items, oldest first."""
        page = Story()
        page._seconded |= self._seconded
        for entry in entries:
            page.take(entry.event)
        page._end_thoughts(None)
        self._seconded |= page._seconded
        kept = [item for item in page.items if not self._joins(item)]
        first = self.items[0].key if self.items else 0
        numbered = [replace(item, key=first - len(kept) + place) for place, item in enumerate(kept)]
        self.items[:0] = numbered
        for item in numbered:
            if name := _name(item.event):
                self._known[name] = item.key
        return numbered

    def at(self, key: int) -> Item:
        """Return the item with this key."""
        return self.items[key - self.items[0].key]

    def speaker(self, key: int) -> str:
        """Return who an item's first line names, or nothing where it goes on from the one before."""
        if isinstance(self.at(key).event, Said):
            return "You"
        goes_on = key == self.items[0].key or not isinstance(self.at(key - 1).event, Said)
        return "" if goes_on else "Agent"

    def _new(self, event: Event, at: float | None) -> Item:
        key = self.items[-1].key + 1 if self.items else 0
        began = event if isinstance(event, Looking | Acting) else None
        if at is not None:
            self._began[key] = at
        running = at is not None and isinstance(event, Thought | Looking | Acting)
        running |= isinstance(event, Parked) and event.proposal not in self._seconded
        item = Item(key, event, began, None if at is None else 0.0, running)
        self.items.append(item)
        return item

    def _end_waiting(self, event: Seconded) -> list[Item]:
        self._seconded.add(event.proposal)
        key = self._known.get(("parked", event.proposal))
        if key is None:
            return []
        ended = replace(self.at(key), running=False)
        self.items[key - self.items[0].key] = ended
        return [ended]

    def _spent(self, key: int, at: float | None) -> float | None:
        return at - self._began[key] if at is not None and key in self._began else None

    def _end_thoughts(self, at: float | None) -> list[Item]:
        ended = [
            replace(item, running=False, seconds=self._spent(item.key, at))
            for item in self.items[-8:]
            if isinstance(item.event, Thought) and item.running
        ]
        for item in ended:
            self.items[item.key - self.items[0].key] = item
        return ended

    def _joins(self, older: Item) -> bool:
        name = _name(older.event)
        if name is None or name not in self._known:
            return False
        place = self._known[name] - self.items[0].key
        newer = self.items[place]
        match older.event, newer.event:
            case Spoke(message, before), Spoke(_, after):
                newer = replace(newer, event=Spoke(message, before + after))
            case Thought(message, before), Thought(_, after):
                newer = replace(newer, event=Thought(message, before + after))
            case _:
                newer = replace(newer, began=newer.began or older.began)
        self.items[place] = newer
        return True


def _name(event: Event) -> tuple[str, str] | None:
    match event:
        case Thought(message) | Spoke(message):
            return type(event).__name__, message
        case Looking(call) | Looked(call):
            return "look", call
        case Acting(call) | Acted(call):
            return "act", call
        case Settled(proposal):
            return "settled", proposal
        case Parked(proposal):
            return "parked", proposal
        case _:
            return None


def _join(item: Item, event: Event, spent: float | None) -> Item:
    match item.event, event:
        case Thought(message, before), Thought(_, more):
            return replace(item, event=Thought(message, before + more), seconds=spent)
        case Spoke(message, before), Spoke(_, more):
            return replace(item, event=Spoke(message, before + more))
        case _:
            return replace(item, event=event, running=isinstance(event, Looking | Acting | Parked), seconds=spent)
