"""Hands each event on as it comes and keeps it in the transcript, streamed pieces joined into one entry."""

from __future__ import annotations

from asyncio import Queue
from dataclasses import replace

from graph.events import Ended, Event, Spoke, Thought
from graph.threads import Threads


class Recorder:
    """One thread's events: to whoever listens at once, to the transcript whole."""

    def __init__(self, threads: Threads, thread: str) -> None:
        self._threads = threads
        self._thread = thread
        self._pieces: list[Spoke | Thought] = []
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
        if not isinstance(event, Spoke | Thought):
            self.flush()
            if not isinstance(event, Ended) or event.reason == "stopped":
                self._threads.append(self._thread, event)
            return
        if self._pieces and not _joins(self._pieces[-1], event):
            self.flush()
        self._pieces.append(event)

    def hand_on(self, event: Event) -> None:
        """Hand an event on without keeping it, as where keeping is what failed."""
        if self._listener is not None:
            self._listener.put_nowait(event)

    def flush(self) -> None:
        """Keep what has been streamed so far as one entry."""
        if self._pieces:
            whole = replace(self._pieces[0], text="".join(piece.text for piece in self._pieces))
            self._pieces = []
            self._threads.append(self._thread, whole)

    def end(self) -> None:
        """Tell the listener that nothing more comes."""
        if self._listener is not None:
            self._listener.put_nowait(None)
            self._listener = None


def _joins(last: Spoke | Thought, event: Spoke | Thought) -> bool:
    return type(last) is type(event) and last.message == event.message
