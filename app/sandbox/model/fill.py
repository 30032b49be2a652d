"""Fills the parameters of a tool that the rules don't know, from a person's words, by name, type and description."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.sandbox.model.dates import DATE, NUMBER, number
from app.sandbox.model.dates import read as read_date
from app.sandbox.model.lexicon import PRIORITIES, STATUSES, stem, words
from app.sandbox.model.toolbox import Parameter
from app.sandbox.model.wish import Wish

_DATES = frozenset(
    {"date", "due", "day", "deadline", "since", "until", "from", "after", "before", "by", "when", "start", "end"}
)
_PROJECTS = frozenset({"project", "projects"})
_PEOPLE = frozenset({"assignee", "person", "user", "member", "owner", "who", "reviewer", "author", "colleague"})
_TASKS = frozenset({"task", "key", "ticket", "issue"})
_TEXTS = frozenset(
    {"text", "body", "comment", "message", "title", "name", "note", "query", "q", "label", "reason", "description"}
)


@dataclass(frozen=True, slots=True)
class Words:
    """A person's words, and what the rules understood of them."""

    wish: Wish
    today: date

    @property
    def text(self) -> str:
        """Return the words themselves."""
        return self.wish.clause


def wants_tasks(parameter: Parameter) -> bool:
    """Tell whether a parameter takes the ids of tasks, one or many."""
    low = parameter.name.lower()
    return low.endswith(("_ids", "ids")) or (low.endswith("_id") and "task" in low) or low in {"tasks", "id"}


def fill(parameter: Parameter, said: Words) -> object | None:
    """Return the value for a parameter, or None where the words don't say it."""
    answer = said.wish.answers.get(parameter.name)
    if answer is not None:
        return _typed(parameter, answer, said.today)
    if parameter.options:
        return _option(parameter, said.text)
    fillers: Mapping[str, Callable[[Parameter, Words], object | None]] = {
        "integer": _number,
        "number": _number,
        "boolean": _flag,
        "array": _list,
    }
    return fillers.get(parameter.type, _string)(parameter, said)


def _typed(parameter: Parameter, answer: str, today: date) -> object | None:
    if parameter.options:
        return _option(parameter, answer)
    if parameter.type in {"integer", "number"}:
        match = re.search(rf"\b{NUMBER}\b", answer, re.IGNORECASE)
        return number(match[0]) if match else None
    if parameter.type == "boolean":
        return not re.match(r"\W*(?:no|nope|false|without|off)\b", answer, re.IGNORECASE)
    if parameter.type == "array":
        return [part.strip() for part in re.split(r",| and ", answer) if part.strip()]
    day = read_date(answer, today) if _about(parameter) & _DATES else None
    return day.isoformat() if day else answer


def _about(parameter: Parameter) -> frozenset[str]:
    return frozenset(word.lower() for word in words(parameter.name))


def _option(parameter: Parameter, text: str) -> str | None:
    low = f" {' '.join(word.lower() for word in words(text))} "
    for option in sorted(parameter.options, key=len, reverse=True):
        if f" {' '.join(word.lower() for word in words(option))} " in low:
            return option
    for patterns in (STATUSES, PRIORITIES):
        for option, pattern in patterns.items():
            if option in parameter.options and re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
                return option
    return None


def _number(parameter: Parameter, said: Words) -> int | float | None:
    if "day" in parameter.name and said.wish.stale_days is not None:
        return said.wish.stale_days
    if "limit" in parameter.name and said.wish.limit is not None:
        return said.wish.limit
    plain = re.sub(rf"\b[A-Za-z]\w*-\d+\b|\b{DATE}", " ", said.text, flags=re.IGNORECASE)
    near = next((word for word in words(parameter.name) if len(word) > 2), parameter.name)  # noqa: PLR2004  # longer than `by`
    for pattern in (
        rf"(\d+(?:\.\d+)?) {stem(near)}",
        rf"{stem(near)}\w* (?:of |is |to )?(\d+(?:\.\d+)?)",
        r"\b(\d+(?:\.\d+)?)\b",
    ):
        if match := re.search(pattern, plain, re.IGNORECASE):
            return int(match[1]) if match[1].isdigit() else float(match[1])
    return None


def _flag(parameter: Parameter, said: Words) -> bool | None:
    told = {stem(word) for word in words(said.text)}
    wanted = {stem(word) for word in words(parameter.name)}
    return True if wanted and wanted <= told else None


def _list(parameter: Parameter, said: Words) -> list[str] | None:
    if said.wish.quotes:
        return list(said.wish.quotes)
    one = _string(parameter, said)
    return None if one is None else [str(one)]


def _string(parameter: Parameter, said: Words) -> str | None:
    about, wish = _about(parameter), said.wish
    known: tuple[tuple[frozenset[str], str | None], ...] = (
        (_PROJECTS, wish.project or wish.either),
        (_TASKS, (*wish.keys, *wish.quotes, None)[0]),
        (_PEOPLE, wish.person or wish.either),
        (_DATES, _day(said)),
        (frozenset({"status", "state"}), wish.status),
        (frozenset({"priority"}), wish.priority),
    )
    for names, value in known:
        if about & names:
            return value
    return _free(about, said)


def _day(said: Words) -> str | None:
    day = said.wish.due or said.wish.due_until or said.wish.due_from
    if day is None and (match := re.search(rf"\b{DATE}", said.text, re.IGNORECASE)):
        day = read_date(match[0], said.today)
    return day.isoformat() if day else None


def _free(about: frozenset[str], said: Words) -> str | None:
    if said.wish.quotes:
        return said.wish.quotes[0]
    if match := re.search(r"(?<=\S): *(\S.*)$", said.text):
        return match[1].strip()
    names = "|".join(re.escape(word) for word in sorted(about))
    if match := re.search(rf"\b(?:{names}) ([\w-]+)", said.text, re.IGNORECASE):
        return match[1]
    match = re.search(
        r"\b(?:called|named|saying|that says|about) (.+?)(?= (?:in|to|on|for)\b|[.!?]?$)", said.text, re.IGNORECASE
    )
    if match:
        return match[1].strip()
    return said.wish.text if about & _TEXTS else None
