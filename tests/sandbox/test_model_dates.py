"""Dates as people say them, seen from a Sunday."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.model.dates import DATE, read, span

SUNDAY = date(2026, 11, 22)
SAID = {
    "today": "2026-11-22",
    "tomorrow": "2026-11-23",
    "the day after tomorrow": "2026-11-24",
    "Friday": "2026-11-27",
    "sunday": "2026-11-29",
    "this Friday": "2026-11-27",
    "next Friday": "2026-11-27",
    "next week": "2026-11-23",
    "next month": "2026-12-01",
    "end of the month": "2026-11-30",
    "end of next month": "2026-12-31",
    "end of the year": "2026-12-31",
    "in three days": "2026-11-25",
    "in a week": "2026-11-29",
    "2 weeks from now": "2026-12-06",
    "2026-12-01": "2026-12-01",
    "1 December": "2026-12-01",
    "1st of December": "2026-12-01",
    "December 1st, 2027": "2027-12-01",
    "Jan 5": "2027-01-05",
    "24.12.": "2026-12-24",
    "24.12.2027": "2027-12-24",
}


@pytest.mark.parametrize(("said", "meant"), SAID.items())
def test_a_date_is_understood(said: str, meant: str) -> None:
    assert re.fullmatch(DATE, said, re.IGNORECASE)
    assert read(said, SUNDAY) == date.fromisoformat(meant)


@pytest.mark.parametrize("said", ["31 February", "2026-13-01", "someday", "99.99.2026"])
def test_no_such_day_is_none(said: str) -> None:
    assert read(said, SUNDAY) is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(["Monday", "Friday", "1 March", "tomorrow"]))
def test_a_day_without_a_year_lies_ahead_but_no_further_than_a_year(today: date, said: str) -> None:
    day = read(said, today)
    assert day is not None
    assert 0 <= (day - today).days <= 366


def test_a_span_counts_days() -> None:
    assert [span("90", "days"), span("two", "weeks"), span("a", "month"), span("1", "year")] == [90, 14, 30, 365]
