"""What the platform is started with, and the parts that its routes are handed."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

FetchJwks = Callable[[], Awaitable[Mapping[str, object]]]


def random_id() -> str:
    """Return 96 bits that nobody can guess, as lower-case hexadecimal digits."""
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls a minute are let through in the long run, and how many at once."""

    per_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class Hearing:
    """How long a listener to events is kept, and how often it is told that nothing happened, in seconds."""

    every: float = 20
    until: float = 15 * 60


@dataclass(frozen=True, slots=True)
class PlatformConfig:
    """Where the platform keeps its records, its own URL, and whose tokens it takes; `clock` is in Unix seconds.

    Without `fetch_jwks` the keys come from the issuer's `/jwks`.
    """

    folder: Path
    url: str
    issuer: str
    clock: Callable[[], float]
    fetch_jwks: FetchJwks | None = None
    new_id: Callable[[], str] = random_id
    reads: Rate = Rate(per_minute=600, burst=120)
    writes: Rate = Rate(per_minute=120, burst=40)
    events: Hearing = Hearing()

    @property
    def audience(self) -> str:
        """Return the platform's URL as tokens and digests name it, without a slash at its end."""
        return self.url.rstrip("/")
