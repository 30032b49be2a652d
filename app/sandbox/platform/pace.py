"""Holds every client of every person to a pace: a token bucket for reads and one for writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from app.sandbox.platform.config import Rate
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.tokens import Claims

MINUTE = 60
MOST_BUCKETS = 1000

Whose = tuple[str, str, str]


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Pace:
    """Counts the calls of one kind; `clock` is in seconds."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: dict[Whose, _Bucket] = {}

    def take(self, claims: Claims) -> None:
        """Count one call.

        Raises:
            Problem: 429, it comes too soon; `Retry-After` says in how many seconds it won't.

        """
        whose, now = (claims.tenant, claims.sub, claims.client_id), self._clock()
        bucket = self._buckets.setdefault(whose, _Bucket(self._rate.burst, now))
        bucket.left, bucket.at = self._filled(bucket, now), now
        if bucket.left < 1:
            seconds = ceil((1 - bucket.left) * MINUTE / self._rate.per_minute)
            wait = f"{seconds} second{'s' if seconds > 1 else ''}"
            sentence = f"These are too many calls in a short time. Send this one again in {wait}."
            raise Problem(429, "too-many-calls", sentence, headers={"retry-after": str(seconds)})
        bucket.left -= 1
        if len(self._buckets) > MOST_BUCKETS:
            self._forget(now)

    @property
    def known(self) -> int:
        """Return how many clients of people are not rested."""
        return len(self._buckets)

    def _filled(self, bucket: _Bucket, now: float) -> float:
        since = max(0.0, now - bucket.at)
        return min(float(self._rate.burst), bucket.left + since * self._rate.per_minute / MINUTE)

    def _forget(self, now: float) -> None:
        self._buckets = {one: kept for one, kept in self._buckets.items() if self._filled(kept, now) < self._rate.burst}
