"""Turns the seed's ages into times, seen from the moment at which a sandbox is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

_FRIDAY = 4


def ago(now: int, days: int, at: str) -> int:
    """Return the Unix seconds of `at` ("14:05", UTC) on the day so many days before `now`."""
    return _seconds(_day(now, days), at)


def worked(now: int, days: int, at: str) -> int:
    """Return the same as `ago`, or the Friday before if that is a weekend, when nobody moves money."""
    on = _day(now, days)
    return _seconds(on - timedelta(days=max(0, on.weekday() - _FRIDAY)), at)


def _day(now: int, days: int) -> date:
    return datetime.fromtimestamp(now, UTC).date() - timedelta(days=days)


def _seconds(on: date, at: str) -> int:
    return int(datetime.combine(on, time.fromisoformat(at), UTC).timestamp())
