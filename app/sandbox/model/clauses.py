"""Cuts what a person says into clauses, one wish each, without touching what stands in quotation marks."""

from __future__ import annotations

import re

from app.sandbox.model.lexicon import CALLED, POLITE, VERBS
from app.sandbox.model.wish import Act

_QUOTED = re.compile(
    r"\"([^\"\n]+)\"|“([^”\n]+)”|«([^»\n]+)»|`([^`\n]+)`|(?<![\w])'([^'\n]+)'(?![\w])|\u2018([^\u2019\n]+)\u2019(?!\w)"
)
_PLACE = re.compile(r"§(\d+)§")

_ACTING = "|".join(pattern for act, pattern in VERBS if act not in {"search", "create"})
_STARTS = (
    "|".join(pattern for act, pattern in VERBS if act != "search") + "|list|show|find|search|tell me|give me|count"
)
_JOINT = re.compile(
    rf"\s*(?:[;\n]+|[.!?]+(?=\s)|,?\s+(?:and )?then\s+|,?\s+and(?: also| please)?\s+(?=(?:{_STARTS})\b)"
    rf"|,\s*(?=(?:{_STARTS})\b))\s*",
    re.IGNORECASE,
)
_JOINT_AFTER_TITLE = re.compile(
    rf",?\s+(?:and|then|and then)\s+(?=(?:{_ACTING})\s+(?:it|that|this|them)\b)", re.IGNORECASE
)
_FREE_TITLE = re.compile(rf"\b(?:{CALLED}|task|ticket|issue|to-?do)\s*:?\s+(?!§)\w", re.IGNORECASE)
_COURTESY = re.compile(rf"^(?:{POLITE})+", re.IGNORECASE)


def protect(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with places for what was quoted, and what was quoted."""
    quotes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        quotes.append(next(part for part in match.groups() if part is not None).strip())
        return f"§{len(quotes) - 1}§"

    plain = text.replace("§", " ")
    straight = plain if "\u2018" in plain else plain.replace("\u2019", "'")
    return _QUOTED.sub(keep, straight), tuple(quotes)


def unprotect(text: str, quotes: tuple[str, ...]) -> str:
    """Put what was quoted back into its places, without the marks."""
    return _PLACE.sub(lambda match: quotes[int(match[1])], text)


def places(text: str) -> list[int]:
    """Return the numbers of the quotes that a text has places for."""
    return [int(match[1]) for match in _PLACE.finditer(text)]


def head(clause: str) -> tuple[Act, str, str]:
    """Return what a clause's first verb asks for, that verb, and the clause without courtesies before it."""
    plain = _COURTESY.sub("", clause.strip(), count=1) or clause.strip()
    for act, pattern in VERBS:
        if match := re.match(rf"(?:{pattern})(?![\w-])", plain, re.IGNORECASE):
            return act, match[0].lower(), plain
    return "unknown", "", plain


def split(text: str) -> list[str]:
    """Return the clauses of a protected text; a free title is cut only where the new task is pointed at."""
    clauses: list[str] = []
    for clause in _cut(text):
        act, _, plain = head(clause)
        if clauses and act == "unknown" and not _is_answer(plain):
            clauses[-1] += f" {clause}"
        else:
            clauses.append(clause)
    return clauses


def _cut(text: str) -> list[str]:
    act, _, plain = head(text)
    joint = _JOINT_AFTER_TITLE if act == "create" and _FREE_TITLE.search(plain) else _JOINT
    parts = [part.strip(" ,;") for part in joint.split(text)]
    return [part for part in parts if part.strip(".!? ")]


def _is_answer(clause: str) -> bool:
    return len(clause.split()) < 2  # noqa: PLR2004  # one word alone, as in `Thanks. Delete it.`
