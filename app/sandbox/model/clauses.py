"""Cuts what a person says into clauses, one wish each, without touching what stands in quotation marks."""

from __future__ import annotations

import re

from app.sandbox.model.lexicon import CALLED, POLITE, STARTS, VERBS
from app.sandbox.model.wish import Act

_QUOTED = re.compile(
    r"\"([^\"\n]+)\"|“([^”\n]+)”|«([^»\n]+)»|`([^`\n]+)`|(?<![\w])'([^'\n]+)'(?![\w])|\u2018([^\u2019\n]+)\u2019(?!\w)"
)
_PLACE = re.compile(r"§(\d+)§")

_ACTING = "|".join(pattern for act, pattern in VERBS if act not in {"search", "create"})
_STARTS = (
    "|".join(pattern for act, pattern in VERBS if act != "search")
    + f"|list|show|find|search|tell me|give me|count|{STARTS}"
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
_WRITTEN = re.compile(
    r"(?:\b(?:comment|reply|note|remark|message|say|tell(?! me\b| us\b)|mention|write|let)\b[^:|]*?(?:: "
    r"|\b(?:saying|that"
    r"|says)\b |\bknow\b ))"
    r"|^(?:please )?(?:say|mention|reply)\b|\b(?:comment|remark|reply)\b[^:|]{0,60}\bto (?:say|read)\b",
    re.IGNORECASE,
)
"""Where words begin that are to be written: what stands in them is no order."""

_ONWARD = re.compile(
    (
        r",?\s+and (?:then )?(?:put|move|give|send|book|add|shift|transfer|bring)(?: it| them"
        r"| that)?(?= (?:in)?to\b)"
    ),
    re.IGNORECASE,
)
"""As in `take 2k from Marketing and put it into Apollo`, which is one transfer."""

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
        alone = act != "unknown" or _is_answer(plain) or re.match(rf"(?:{STARTS})\b", plain, re.IGNORECASE)
        if clauses and not alone:
            clauses[-1] += f" {clause}"
        else:
            clauses.append(clause)
    return clauses


def _cut(text: str) -> list[str]:
    act, _, plain = head(text)
    if (words := _WRITTEN.search(text)) is not None:
        return _before(text, words.end())
    text = _ONWARD.sub("", text)
    joint = _JOINT_AFTER_TITLE if act == "create" and _FREE_TITLE.search(plain) else _JOINT
    parts = [part.strip(" ,;") for part in joint.split(text)]
    return [part for part in parts if part.strip(".!? ")]


def _before(text: str, end: int) -> list[str]:
    """Cut only what stands before a place: behind it are words that are to be written."""
    cuts = [joint for joint in _JOINT.finditer(text) if joint.end() < end]
    starts = [0, *(joint.end() for joint in cuts)]
    ends = [*(joint.start() for joint in cuts), len(text)]
    parts = [text[start:stop].strip(" ,;") for start, stop in zip(starts, ends, strict=True)]
    return [part for part in parts if part.strip(".!? ")]


def written(text: str) -> int:
    """Return where the words end that introduce others, which are to be written; the length where there are none."""
    words = _WRITTEN.search(text)
    return len(text) if words is None else words.end()


def _is_answer(clause: str) -> bool:
    return len(clause.split()) < 2  # noqa: PLR2004  # one word alone, as in `Thanks. Delete it.`
