"""Days that lie behind: `since Monday`, `last week`, `in the past 10 days`, `this month`, `since October`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.sandbox.model.dates import DATE, DAYS, MONTH, MONTHS, NUMBER, UNIT, moved, number, period, read

_DAY = rf"(?:{'|'.join(DAYS)}|mon|tue|wed|thu|fri)"
PAST = (
    rf"(?:(?:the )?(?:last|past|previous) {NUMBER} {UNIT}|{NUMBER} {UNIT} ago"
    r"|(?:the )?(?:beginning|start) of (?:the|this) (?:week|month|year)|(?:this|last|the (?:last"
    r"|past)) (?:week|month|year)"
    rf"|yesterday|today|(?:this )?morning|(?:last )?{_DAY}|(?:last )?{MONTH}(?! \d)(?: \d{{4}})?|{DATE})(?!\w)"
)
"""A pattern for a day that lies behind; `since` understands what it matches."""


def since(phrase: str, today: date) -> date | None:
    """Return the day that a phrase begins with, today or before, or None where it says none."""
    said = re.sub(r"^(?:the )?(?:last |past |previous )?(?=\w)", "", " ".join(phrase.lower().split()))
    if counted := re.fullmatch(rf"({NUMBER}) ({UNIT})(?: ago)?", said):
        return moved(today, -number(counted[1]), counted[2])
    if re.search(r"\b(?:week|month|year)$", said):
        return _period(phrase.lower(), said, today)
    if said in {"yesterday", "today", "morning", "this morning"}:
        return today - timedelta(days=said == "yesterday")
    weekday = next((place for place, day in enumerate(DAYS) if re.fullmatch(rf"{said[:3]}\w*", day)), None)
    if weekday is not None and re.fullmatch(_DAY, said):
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    if month := re.fullmatch(rf"({MONTH})(?: (\d{{4}}))?", said):
        first = date(int(month[2] or today.year), MONTHS.index(month[1][:3]) + 1, 1)
        return first if first <= today else first.replace(year=first.year - 1)
    day = read(said, today)
    return day if day is None or day <= today else day.replace(year=day.year - 1)


def _period(phrase: str, said: str, today: date) -> date:
    unit = said.rsplit(maxsplit=1)[-1]
    first, _ = period(f"this {unit}", today)
    if re.match(r"(?:the )?(?:last|previous) ", phrase):
        first, _ = period(f"this {unit}", first - timedelta(days=1))
    return today - timedelta(days=7) if phrase.startswith("the past") else first
