"""Finds the days that a text names, in figures or in English words. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR: Final = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_COUNTS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_WEEK = 7
_YEAR = 12

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_OF_YEAR = r"(?:,? (?P<year>\d{4})(?![\d.,]\d|\d))?"

ABSOLUTE = tuple(
    re.compile(form)
    for form in (
        r"(?<![\w.-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d|-\d)(?:t\d\d:\d\d(?::\d\d(?:\.\d+)?)?z?)?",
        r"(?<![\w.-])(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})(?!\d)",
        r"(?<![\w./-])(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>\d{4})(?![\d/])",
        rf"(?<![\w.,-]){_DAY} (?:of )?{_MONTH}{_OF_YEAR}",
        rf"\b{_MONTH} (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:]|[.,]\d){_OF_YEAR}",
    )
)
"""How days are written that cannot be anything else; on evened text."""

_SHORT = re.compile(r"(?<![\w.-])(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?! ?\d)")
"""A day that an amount at the end of a sentence looks like."""

_DIGIT = re.compile(r"\d")
_COUNTED = re.compile(r"day|morrow|tonight|week|month|end of")
"""What stands in every day that is counted from another one."""

_NEXT = re.compile(rf"\b(?:(next|this|coming|last) )?({'|'.join(_WEEKDAYS)})\b")
_NEARBY = re.compile(r"\b(day after )?(today|tonight|tomorrow|yesterday)\b")
_LATER = re.compile(rf"\b(in )?({'|'.join(_COUNTS)}|\d{{1,3}}) (day|week|month)s?( from (?:now|today)|'? time| ago)?\b")
_END = re.compile(r"\bend of (?:the )?(this |next )?(week|month|quarter|year)\b")


def days_in(text: str, today: date | None = None) -> frozenset[date]:
    """Return every day that an evened text may mean; where it can mean two, as `next Friday`, both.

    A day without a year is the last one and the next one. Without `today`, nothing is counted from it.
    """
    found = set(_absolute(text, today)) if _DIGIT.search(text) else set()
    if today is not None and _COUNTED.search(text):
        for counted in (_weekdays, _nearby, _later, _ends):
            with suppress(OverflowError):
                found.update(counted(text, today))
    return frozenset(found)


def _absolute(text: str, today: date | None) -> Iterator[date]:
    for form in (*ABSOLUTE, _SHORT):
        for match in form.finditer(text):
            named = match.groupdict()
            if "one" in named:
                yield from _day(named["year"], int(named["two"]), int(named["one"]), today)
                yield from _day(named["year"], int(named["one"]), int(named["two"]), today)
            else:
                yield from _day(named.get("year"), _month(named["month"]), int(named["day"]), today)


def _month(said: str) -> int:
    return int(said) if said.isdigit() else _MONTHS.index(said[:3]) + 1


def _day(year: str | None, month: int, day: int, today: date | None) -> Iterator[date]:
    if year is not None:
        with suppress(ValueError):
            yield date(int(year), month, day)
    elif today is not None:
        around = []
        for near in (today.year - 1, today.year, today.year + 1):
            with suppress(ValueError):
                around.append(date(near, month, day))
        yield from [one for one in around if one <= today][-1:]
        yield from [one for one in around if one >= today][:1]


def _weekdays(text: str, today: date) -> Iterator[date]:
    for said, name in _NEXT.findall(text):
        ahead = (_WEEKDAYS.index(name) - today.weekday()) % _WEEK
        if said == "last":
            yield today + timedelta(ahead - _WEEK)
            continue
        yield today + timedelta(ahead or _WEEK)
        if said == "next":
            yield today + timedelta(ahead + _WEEK)
        elif not ahead:
            yield today


def _nearby(text: str, today: date) -> Iterator[date]:
    for after, name in _NEARBY.findall(text):
        yield today + timedelta(_NEAR[name] + bool(after))


def _later(text: str, today: date) -> Iterator[date]:
    for ahead, count, unit, behind in _LATER.findall(text):
        if not ahead and not behind:
            continue
        number = _COUNTS.get(count) or int(count)
        number = -number if behind == " ago" else number
        yield _months_on(today, number) if unit == "month" else today + timedelta(number * (_WEEK ** (unit == "week")))


def _months_on(start: date, months: int) -> date:
    year, month = divmod(start.year * _YEAR + start.month - 1 + months, _YEAR)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _ends(text: str, today: date) -> Iterator[date]:
    for which, unit in _END.findall(text):
        step = 1 if which == "next " else 0
        if unit == "week":
            sunday = today + timedelta(6 - today.weekday() + step * _WEEK)
            yield from (sunday, sunday - timedelta(2))
        else:
            yield _LAST[unit](today, step)


def _last_of_month(today: date, step: int) -> date:
    first = _months_on(today.replace(day=1), step)
    return first.replace(day=monthrange(first.year, first.month)[1])


def _last_of_quarter(today: date, step: int) -> date:
    return _last_of_month(today.replace(day=1), (-today.month) % 3 + step * 3)


def _last_of_year(today: date, step: int) -> date:
    return date(today.year + step, 12, 31)


_LAST: Final[dict[str, Callable[[date, int], date]]] = {
    "month": _last_of_month,
    "quarter": _last_of_quarter,
    "year": _last_of_year,
}
