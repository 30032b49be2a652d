"""Dates as people say them in a task list: `Friday`, `next week`, `in three days`, `1 December`, `2026-12-01`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

NUMBER = rf"(?:\d{{1,4}}|an?|{'|'.join(SMALL[1:])})"
UNIT = r"(?:days?|weeks?|fortnights?|months?|years?)"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri)"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.(?:\d{4})?"
    rf"|(?:the )?(?:end|beginning|start|middle|first|last(?: day)?) of {MONTH}(?:,? \d{{4}})?"
    rf"|mid[- ]{MONTH}(?:,? \d{{4}})?"
    r"|the \d{1,2}(?:st|nd|rd|th)\b(?! of)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}(?:,? \d{{4}})?|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    r"|today|tonight|(?:the )?day after tomorrow|tomorrow"
    r"|(?:the )?end of (?:the |this |next )?(?:week|month|year)|next (?:week|month|year)"
    rf"|in {NUMBER} {UNIT}|{NUMBER} {UNIT} from (?:now|today)|(?:(?:this|next|coming) )?{_DAY})(?!\w)"
)
"""A pattern for one date; `read` understands what it matches."""


def number(word: str) -> int:
    """Return the number that a word or digits say; `a` and `an` are one."""
    if word.isdigit():
        return int(word)
    return SMALL.index(word.lower()) if word.lower() in SMALL else 1


def span(amount: str, unit: str) -> int:
    """Return how many days `two weeks` or `6 months` are; a month has 30, as in `90 days`."""
    days = {"d": 1, "w": 7, "f": 14, "m": 30, "y": 365}
    return number(amount) * days[unit[0].lower()]


def read(phrase: str, today: date) -> date | None:
    """Return the date that a phrase says, seen from today, or None where there is no such day."""
    said = re.sub(r"^the ", "", " ".join(phrase.lower().split()))
    readers: tuple[Callable[[str, date], date | None], ...] = (
        _digits,
        _named,
        _edge,
        _edge_of_month,
        _ahead,
        _weekday,
        _day_alone,
        _month_day,
    )
    for reader in readers:
        try:
            found = reader(said, today)
        except ValueError:
            return None
        if found is not None:
            return found
    return None


def _digits(said: str, today: date) -> date | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return date.fromisoformat(said)
    if dotted := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", said):
        return _upcoming(int(dotted[1]), int(dotted[2]), dotted[3], today)
    return None


def _named(said: str, today: date) -> date | None:
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2}.get(said)
    return None if ahead is None else today + timedelta(days=ahead)


def _edge(said: str, today: date) -> date | None:
    match = re.fullmatch(r"(?:end of (?:the |this )?)?(next )?(week|month|year)", said)
    if match is None:
        return None
    first, after = _period(match[2], today)
    if match[1]:
        first, after = _period(match[2], after)
    if not said.startswith("end of"):
        return first
    return first + timedelta(days=4) if match[2] == "week" else after - timedelta(days=1)


def _edge_of_month(said: str, today: date) -> date | None:
    match = re.fullmatch(r"(?:(\w+)(?: day)? of|(mid)[- ]?) ?([a-z]+),?(?: (\d{4}))?", said)
    if match is None or match[3][:3] not in MONTHS:
        return None
    month = MONTHS.index(match[3][:3]) + 1
    edge = match[1] or match[2]
    year = int(match[4]) if match[4] else today.year + (month < today.month)
    first = date(year, month, 1)
    if edge in {"end", "last"}:
        return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=15) if edge in {"mid", "middle"} else first


def _day_alone(said: str, today: date) -> date | None:
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", said)
    if match is None:
        return None
    first = today.replace(day=1) if int(match[1]) >= today.day else (today.replace(day=1) + timedelta(days=32))
    return first.replace(day=int(match[1]))


def moved(day: date, amount: int, unit: str) -> date:
    """Return a day some days, weeks, months or years later, or earlier where the amount is negative."""
    if unit[0] not in "my":
        return day + timedelta(days=amount * span("1", unit))
    months = day.year * 12 + day.month - 1 + amount * (12 if unit[0] == "y" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _period(unit: str, day: date) -> tuple[date, date]:
    """Return the first day of the week, month or year around a day, and the first day after it."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    if unit == "year":
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def period(phrase: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of `this week`, `next month` and the like."""
    words = phrase.lower().split()
    first, after = _period(words[-1], today)
    if "next" in words:
        first, after = _period(words[-1], after)
    return first, after - timedelta(days=1)


def _ahead(said: str, today: date) -> date | None:
    match = re.fullmatch(rf"(?:in )?({NUMBER}) ({UNIT})(?: from (?:now|today))?", said)
    return None if match is None else today + timedelta(days=span(match[1], match[2]))


def _weekday(said: str, today: date) -> date | None:
    match = re.fullmatch(r"(this |next |coming )?([a-z]+)", said)
    index = next((n for n, day in enumerate(DAYS) if match and day.startswith(match[2])), None)
    if match is None or index is None:
        return None
    if match[1] == "next ":
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + index)
    return today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)


def _month_day(said: str, today: date) -> date | None:
    match = re.fullmatch(r"(?:(\d+)\w*(?: of)? ([a-z]+)|([a-z]+) (\d+)\w*),?(?: (\d{4}))?", said)
    if match is None:
        return None
    day, name = int(match[1] or match[4]), (match[2] or match[3])[:3]
    return _upcoming(day, MONTHS.index(name) + 1, match[5], today) if name in MONTHS else None


def _upcoming(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
