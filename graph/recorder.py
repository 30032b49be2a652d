"""Hands each event on as it comes and keeps it in the transcript, streamed pieces joined into one entry."""

from __future__ import annotations

from asyncio import Queue
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from graph.events import Ended, Event, Looked, Looking, Spoke, Thought, Used
from graph.storage.threads import Threads

AT_LEISURE = (Looking, Looked, Spoke, Thought, Used)
"""Events that need not be on disk at once: they are written with the next that does, and before anything is asked."""


class Recorder:
    """One thread's events: to whoever listens at once, to the transcript whole and in order.

    What `together` encloses is one write to disk.
    """

    def __init__(self, threads: Threads, thread: str, together: Callable[[], AbstractContextManager[None]]) -> None:
        self._threads = threads
        self._thread = thread
        self._together = together
        self._unwritten: list[Event] = []
        self._listener: Queue[Event | None] | None = None

    def listen(self) -> Queue[Event | None]:
        """Return a queue that every event comes to from now on; None ends it."""
        self._listener = Queue()
        return self._listener

    def say(self, event: Event) -> None:
        """Hand an event on and keep it.

        Raises:
            StorageError: it could not be kept.

        """
        self.hand_on(event)
        if not isinstance(event, Ended) or event.reason == "stopped":
            self._unwritten.append(event)
        if not isinstance(event, AT_LEISURE):
            self.flush()

    def hand_on(self, event: Event) -> None:
        """Hand an event on without keeping it, as where keeping is what failed."""
        if self._listener is not None:
            self._listener.put_nowait(event)

    def flush(self) -> None:
        """Write what has been said so far to disk."""
        events, self._unwritten = joined(self._unwritten), []
        if events:
            with self._together():
                for event in events:
                    self._threads.append(self._thread, event)

    def end(self) -> None:
        """Tell the listener that nothing more comes."""
        if self._listener is not None:
            self._listener.put_nowait(None)
            self._listener = None


def joined(events: list[Event]) -> list[Event]:
    """Return events with neighbouring pieces of one message joined."""
    texts: list[list[str]] = []
    kept: list[Event] = []
    for event in events:
        if not isinstance(event, Spoke | Thought):
            kept.append(event)
            texts.append([])
        elif kept and _joins(kept[-1], event):
            texts[-1].append(event.text)
        else:
            kept.append(event)
            texts.append([event.text])
    return [_whole(event, pieces) for event, pieces in zip(kept, texts, strict=True)]


def _whole(event: Event, pieces: list[str]) -> Event:
    return replace(event, text="".join(pieces)) if isinstance(event, Spoke | Thought) else event


def _joins(last: Event, event: Spoke | Thought) -> bool:
    return isinstance(last, Spoke | Thought) and type(last) is type(event) and last.message == event.message
