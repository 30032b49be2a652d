"""Who is given what conversations hold beside the platform, and who was admitted last for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from graph.storage.codec import decode, encode
from graph.storage.store import Store
from tools.change import Need


@dataclass(frozen=True, slots=True)
class Destination:
    """Who receives data: what for (`kind`, as in `model`), its name and host, and whether the settings name it."""

    kind: str
    name: str
    host: str
    configured: bool = True


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who was admitted, under which rules, after which needs were met."""

    name: str
    host: str
    bundle: str
    met: Sequence[Need]


class Recipients:
    """The destinations of a session, and what an account's store knows of those before."""

    def __init__(self, store: Store, destinations: Sequence[Destination]) -> None:
        self._store = store
        self.destinations = tuple(destinations)

    def admitted(self, kind: str) -> Admitted | None:
        """Return who was admitted last for one kind."""
        row = self._store.one("SELECT body FROM recipients WHERE kind = ?", kind)
        if row is None:
            return None
        return decode(Admitted, self._store.cipher.open(row["body"], "recipients", "body", kind))

    def keep(self, kind: str, admitted: Admitted, at: int) -> None:
        """Keep who was admitted.

        Raises:
            StorageError: it could not be written.

        """
        body = self._store.cipher.seal(encode(admitted), "recipients", "body", kind)
        with self._store.transaction():
            self._store.run(
                "INSERT INTO recipients (kind, at, body) VALUES (?, ?, ?)"
                " ON CONFLICT (kind) DO UPDATE SET at = excluded.at, body = excluded.body",
                *(kind, at, body),
            )


def destination(kind: str, name: str, url: str) -> Destination:
    """Return a configured destination by its address."""
    return Destination(kind, name, urlsplit(url).netloc.rpartition("@")[2])


def is_here(host: str) -> bool:
    """Tell whether a host, with a port or without, is this machine."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
