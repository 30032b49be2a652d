"""The seam between a front end and the agent: a string and one coroutine go in, typed events come out."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from graph.events import Entry, Event, Failed
from graph.questions import Ask

BUSY = Failed("Another terminal is at work in this conversation.", "Wait until it is done there, or start a new one.")
"""What a turn says, and then ends, where another terminal runs the thread; whoever only looks in may pass over it."""


class Conversation(Protocol):
    """One thread of talk with the agent; one turn at a time runs in it."""

    @property
    def thread(self) -> str:
        """Return the thread's id."""
        ...

    def turn(self, text: str, ask: Ask) -> AsyncIterator[Event]:
        """Take the person's words and run until there is nothing left to do; ends with exactly one Ended.

        Once closed, it begins nothing and yields nothing.
        """
        ...

    def resume(self, ask: Ask) -> AsyncIterator[Event]:
        """Pick up a turn that was left at a question or cut off; yields nothing where there is none."""
        ...

    async def stop(self) -> None:
        """Ask the running turn to end: thinking and looking stop, open questions are refused, an act finishes."""
        ...

    async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to `limit` kept entries older than `before` (the newest where it is None), oldest first."""
        ...

    async def close(self) -> None:
        """Let go of the thread; an open question stays open."""
        ...
