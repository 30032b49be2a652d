"""A scene: a desk, and what a person does at it until the screen shows what is to be looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from graph.events import Entry, Event
from graph.questions import Ask
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Script
from tests.ui.fakes_values import NOW

Play = Callable[[Shown], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Scene:
    """`desk` is made anew each time it is played; `afresh` plays it once for each theme."""

    desk: Callable[[], FakeDesk]
    play: Play
    afresh: bool = False


def kept(*events: Event) -> FakeDesk:
    """Return the desk of a conversation in which all this has happened, a second each."""
    return FakeDesk(FakeConversation(kept=[Entry(place, NOW + place, one) for place, one in enumerate(events, 1)]))


def live(*events: Event) -> FakeDesk:
    """Return the desk of a conversation in which a turn does all this and then goes on for ever."""
    return FakeDesk(FakeConversation(script=_going_on(*events)))


def _going_on(*events: Event) -> Script:
    async def script(_text: str, _ask: Ask) -> AsyncIterator[Event]:
        for event in events:
            yield event
        await asyncio.Event().wait()

    return script


async def looking(shown: Shown) -> None:
    """Do nothing but look."""
    await shown.rest()


def seeing(*words: str) -> Play:
    """Say "go" and look until words stand there."""

    async def play(shown: Shown) -> None:
        await shown.says("go")
        await shown.sees(*words)

    return play
