"""Times as the API shows them (RFC 3339), and how long a deleted task can be restored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

DAY = 24 * 3600
RESTORABLE = 30 * DAY
"""For how many seconds a deleted task can be restored."""


def stamp(seconds: int) -> str:
    """Return Unix seconds as an RFC 3339 time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(seconds: int, days_on: int = 0) -> date:
    """Return the UTC date of Unix seconds, or of so many days later."""
    return datetime.fromtimestamp(seconds, UTC).date() + timedelta(days=days_on)
