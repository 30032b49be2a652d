"""Times as the API shows them (RFC 3339), and how long a deleted record can be restored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

DAY = 24 * 3600
RESTORABLE = 30 * DAY
"""For how many seconds a deleted record can be restored."""


def stamp(seconds: int) -> str:
    """Return Unix seconds as an RFC 3339 time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(seconds: int | None) -> str | None:
    """Return Unix seconds, if there are any, as an RFC 3339 time in UTC."""
    return None if seconds is None else stamp(seconds)


def restorable_until(deleted_at: int | None) -> str | None:
    """Return until when a record can be restored that was deleted at some Unix seconds."""
    return None if deleted_at is None else stamp(deleted_at + RESTORABLE)


def day(seconds: int, days_on: int = 0) -> date:
    """Return the UTC date of Unix seconds, or of so many days later."""
    return datetime.fromtimestamp(seconds, UTC).date() + timedelta(days=days_on)


def day_or_none(text: str | None) -> date | None:
    """Return the date that a row holds, if it holds any."""
    return None if text is None else date.fromisoformat(text)


def midnight(of: date) -> int:
    """Return the Unix seconds at which a day begins in UTC."""
    return int(datetime(of.year, of.month, of.day, tzinfo=UTC).timestamp())
