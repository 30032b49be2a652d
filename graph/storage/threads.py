"""The conversations of an account, and the transcript that a screen shows of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.events import Entry, Event, Said
from graph.storage.codec import decode_event, encode
from graph.storage.store import Store
from graph.trouble import StorageError

CREATE = """INSERT INTO threads (id, created, updated, touched)
    VALUES (?1, ?2, ?2, (SELECT coalesce(max(touched), 0) + 1 FROM threads))"""
TOUCH = """UPDATE threads SET updated = ?, touched = (SELECT max(touched) + 1 FROM threads) WHERE id = ?"""
LIST = """SELECT id, created, updated, title, (SELECT count(*) FROM proposals
        WHERE proposals.thread = threads.id AND state = 'open' AND expires > ?) AS waits
    FROM threads ORDER BY touched DESC"""
REACH = 5
"""How many entries are looked at for each of the person's words that is wanted."""
TITLE_WORDS = 8
TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation; `title` is the person's first words, times are in Unix seconds, `waits` counts open cards."""

    id: str
    created: int
    updated: int
    title: str
    waits: int = 0


class Threads:
    """Makes, lists and continues conversations; entries are only ever added."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        make_id: Callable[[], str] = lambda: "thr_" + secrets.token_hex(12),
    ) -> None:
        self._store = store
        self._clock = clock
        self._make_id = make_id

    def create(self) -> str:
        """Begin a conversation and return its id."""
        thread, now = self._make_id(), int(self._clock())
        with self._store.transaction():
            self._store.run(CREATE, thread, now)
        return thread

    def latest(self) -> str | None:
        """Return the id of the conversation last added to; one in which nothing was said only if there is no other."""
        row = self._store.one("SELECT id FROM threads ORDER BY title IS NULL, touched DESC LIMIT 1")
        return None if row is None else str(row["id"])

    def list(self) -> list[Thread]:
        """Return every conversation, the latest first."""
        rows = self._store.all(LIST, int(self._clock()))
        return [
            Thread(row["id"], row["created"], row["updated"], self._title(row["id"], row["title"]), row["waits"])
            for row in rows
        ]

    def said(self, limit: int) -> Sequence[str]:
        """Return what the person said last in any conversation, oldest first: so much at most, and of recent times."""
        rows = self._store.all("SELECT thread, seq, event FROM transcript ORDER BY rowid DESC LIMIT ?", limit * REACH)
        said: list[str] = []
        for row in rows:
            event = self._event(row["thread"], row["seq"], row["event"])
            if isinstance(event, Said):
                said.insert(0, event.text)
            if len(said) >= limit:
                break
        return said

    def append(self, thread: str, event: Event) -> Entry:
        """Add an event to a conversation; it is on disk when this returns.

        Raises:
            StorageError: there is no such conversation, or it could not be written.

        """
        now = int(self._clock())
        with self._store.transaction():
            row = self._store.one("SELECT title FROM threads WHERE id = ?", thread)
            if row is None:
                raise StorageError("That conversation is not in the store.", "Start a new one.")
            last = self._store.one("SELECT max(seq) FROM transcript WHERE thread = ?", thread)
            seq = 1 + (last[0] or 0 if last else 0)
            sealed = self._store.cipher.seal(encode(event), "transcript", "event", thread, seq)
            self._store.run(
                "INSERT INTO transcript (thread, seq, at, event) VALUES (?, ?, ?, ?)", thread, seq, now, sealed
            )
            self._store.run(TOUCH, now, thread)
            if row["title"] is None and isinstance(event, Said):
                title = self._store.cipher.seal(title_of(event.text).encode(), "threads", "title", thread)
                self._store.run("UPDATE threads SET title = ? WHERE id = ?", title, thread)
        return Entry(seq, now, event)

    def history(self, thread: str, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to `limit` entries older than `before` (the newest where it is None), oldest first."""
        rows = self._store.all(
            "SELECT seq, at, event FROM transcript WHERE thread = ?1 AND (?2 IS NULL OR seq < ?2)"
            " ORDER BY seq DESC LIMIT ?3",
            *(thread, before, max(limit, 0)),
        )
        return [Entry(row["seq"], row["at"], self._event(thread, row["seq"], row["event"])) for row in reversed(rows)]

    def _event(self, thread: str, seq: int, sealed: bytes) -> Event:
        return decode_event(self._store.cipher.open(sealed, "transcript", "event", thread, seq))

    def _title(self, thread: str, sealed: bytes | None) -> str:
        return "" if sealed is None else self._store.cipher.open(sealed, "threads", "title", thread).decode()


def title_of(text: str) -> str:
    """Return a conversation's title: its first words, on one line."""
    words = text.encode(errors="replace").decode().split()
    title = " ".join(words[:TITLE_WORDS])
    if len(title) > TITLE_LENGTH:
        return title[: TITLE_LENGTH - 1].rstrip() + "…"
    return title + "…" if len(words) > TITLE_WORDS else title
