"""The audit: an append-only chain of entries; each one's hash covers its stored bytes and the hash before it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from graph.storage.codec import decode_plain, encode
from graph.storage.store import FILE, Store
from graph.trouble import SealBroken, StorageError
from tools.change import Json

START = sha256(b"countersign audit").digest()
READ = "SELECT seq, at, kind, thread, plain, body, prev, hash FROM audit"
ADD = "INSERT INTO audit (seq, at, kind, thread, plain, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry: `plain` holds ids, digests and states, `body` what is personal; `at` is in Unix seconds."""

    seq: int
    at: int
    kind: str
    thread: str
    plain: Json
    body: Json
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking the chain found: how many entries, the newest's hash, and the first thing wrong, if any."""

    entries: int
    newest: str
    trouble: str = ""
    at: int | None = None

    @property
    def sound(self) -> bool:
        """Tell whether nothing was found."""
        return not self.trouble


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry at some time: kept elsewhere, it shows a chain that was cut short since."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is stored, byte for byte."""

    seq: int
    at: int
    kind: str
    thread: str
    plain: str
    body: bytes
    prev: bytes
    hash: bytes

    def expected(self) -> bytes:
        """Return the hash that these bytes must have; every field goes in with its length."""
        seen = sha256()
        for part in (self.prev, str(self.seq), str(self.at), self.kind, self.thread, self.plain, self.body):
            data = part if isinstance(part, bytes) else str(part).encode(errors="surrogatepass")
            seen.update(len(data).to_bytes(8, "big") + data)
        return seen.digest()


def check(links: Iterable[Link], known: Head | None = None) -> Verification:
    """Walk a chain from its start and stop at the first edit, gap or change of order; needs no key.

    With a known head it also finds that the chain was cut short or is another one.
    """
    seq, newest = 0, START
    for link in links:
        wrong = _wrong(link, seq, newest, known)
        if wrong:
            return Verification(seq, newest.hex(), wrong, seq + 1)
        seq, newest = link.seq, link.hash
    if known is not None and seq < known.seq:
        return Verification(seq, newest.hex(), f"The entries after {seq} are missing.", seq + 1)
    return Verification(seq, newest.hex())


def _wrong(link: Link, seq: int, newest: bytes, known: Head | None) -> str:
    if link.seq != seq + 1:
        return f"Entry {seq + 1} is missing or out of order."
    if link.prev != newest:
        return f"Entry {link.seq} does not follow the one before it."
    if link.hash != link.expected():
        return f"Entry {link.seq} was changed."
    if known is not None and link.seq == known.seq and link.hash.hex() != known.hash:
        return f"Entry {link.seq} is not the one that is known from elsewhere."
    return ""


def verify_file(folder: Path, known: Head | None = None) -> Verification:
    """Check the chain of a folder's store without its key, reading only.

    Raises:
        StorageError: the file cannot be read.

    """
    try:
        connection = sqlite3.connect(f"{(folder / FILE).absolute().as_uri()}?mode=ro", uri=True)
        try:
            rows = connection.execute(READ + " ORDER BY seq").fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StorageError(f"The audit cannot be read: {error}.", "Name the account's folder.") from error
    return check((Link(*row) for row in rows), known)


class Audit:
    """Writes and reads the chain; what it writes inside a store's transaction lives and dies with that transaction."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def write(self, kind: str, *, thread: str, plain: Json, body: Json) -> int:
        """Add an entry and return its number; `plain` stays readable and holds nothing personal, `body` is sealed.

        Raises:
            StorageError: it could not be written; then nothing that depends on it may happen.

        """
        with self._store.transaction():
            last = self._store.one("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
            seq, prev = (1, START) if last is None else (last["seq"] + 1, last["hash"])
            at, text = int(self._clock()), encode(plain).decode()
            place = self._place(seq, at, kind, thread, text, prev)
            sealed = self._store.cipher.seal(encode(body), "audit", "body", *place)
            link = Link(seq, at, kind, thread, text, sealed, prev, b"")
            self._store.run(ADD, seq, at, kind, thread, text, sealed, prev, link.expected())
        return seq

    def entries(
        self,
        *,
        thread: str | None = None,
        kind: str | None = None,
        after: int = 0,
        limit: int = -1,
    ) -> list[AuditEntry]:
        """Return entries in order, of one thread or kind where named; a limit below 0 is none.

        Raises:
            SealBroken: a body was changed or moved.

        """
        rows = self._store.all(
            READ + " WHERE seq > ? AND (? IS NULL OR thread = ?) AND (? IS NULL OR kind = ?) ORDER BY seq LIMIT ?",
            *(after, thread, thread, kind, kind, limit),
        )
        return [self._entry(Link(*row)) for row in rows]

    def head(self) -> Head | None:
        """Return the newest entry's number and hash, if there is one."""
        row = self._store.one("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        return None if row is None else Head(row["seq"], row["hash"].hex())

    def verify(self, known: Head | None = None) -> Verification:
        """Check the whole chain, and with the data key also that nobody without it has written it anew."""
        links = [Link(*row) for row in self._store.all(READ + " ORDER BY seq")]
        found = check(links, known)
        for link in links[: found.entries]:
            try:
                self._body(link)
            except SealBroken:
                return Verification(link.seq - 1, link.prev.hex(), f"Entry {link.seq} was not written here.", link.seq)
        return found

    def _entry(self, link: Link) -> AuditEntry:
        plain = decode_plain(link.plain.encode())
        return AuditEntry(link.seq, link.at, link.kind, link.thread, plain, self._body(link), link.hash.hex())

    def _body(self, link: Link) -> Mapping[str, object]:
        place = self._place(link.seq, link.at, link.kind, link.thread, link.plain, link.prev)
        return decode_plain(self._store.cipher.open(link.body, "audit", "body", *place))

    def _place(self, seq: int, at: int, kind: str, thread: str, plain: str, prev: bytes) -> tuple[str | int, ...]:
        return (seq, at, kind, thread, plain, prev.hex())
