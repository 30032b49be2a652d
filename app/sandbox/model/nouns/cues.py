"""What kind of record a clause is about: strong turns of phrase first, then the noun that stands at its head."""

from __future__ import annotations

import re

from app.sandbox.model.lexicon import KEY
from app.sandbox.model.nouns.amounts import MONEY
from app.sandbox.model.wish import Noun

VERSION = r"(?<![\w.,€$-])v?\d{1,2}\.\d{1,2}(?:\.\d+)?(?!\d|,\d|\.\d|\.(?= \w)| ?(?:k\b|€|eur|%))"
"""A release as it is called for short, as in `4.2`."""

INVOICE = (
    r"(?<![\w-])(?:[A-Za-z]{1,2}[-/]\d{3,8}|[A-Za-z]{1,3}[-/]?(?:0\d{3,}|\d{5,8})|\d{2}-\d{4}"
    r"|(?!20[2-3]\d\b)\d{4,6}(?=\b(?![-.,]\d)))(?![\w-])"
)
"""An invoice's number as vendors write it: more digits than a task's key has."""

EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
ROLE = r"(?:viewer|member|lead|finance|admin(?:istrator)?)"
PLACE = (
    r"(?:the )?(?:company|team|staff|organi[sz]ation|org|workspace|tenant|acme|globex|members?|people|platform|crew)"
)

WORDS: tuple[tuple[Noun, str], ...] = (
    ("comment", r"comments?|remarks?|repl(?:y|ies)|discussions?|feedback|messages?"),
    ("transfer", r"transfers?|money movements?|reallocations?|bookings?"),
    (
        "invoice",
        (
            r"[A-Za-z]{1,3}-(?:0\d{3,}|\d{5,8})|[A-Za-z]-\d{3,}|invoices?|bills?|vendors?|suppliers?|creditors?"
            r"|payables?"
        ),
    ),
    ("budget", r"budgets?|ceilings?|balances?|funds|(?:budget )?caps?"),
    ("activity", r"activit(?:y|ies)|audit (?:log|trail)|logs?(?= (?:of|for|since|from)\b|\W*$)|history|changelog|news"),
    ("release", rf"releases?(?! notes?\b)|versions?|roll-?outs?|{VERSION}"),
    (
        "member",
        (
            r"members?|people|persons?|users?|colleagues?|staff|team ?mates?|employees?|admin(?:istrator)?s?|viewers?"
            r"|roles?|teams?|every(?:one|body)|coworkers?|co-workers?|e-?mail(?: address)?(?:es)?|permissions?"
        ),
    ),
    ("project", r"projects?"),
    ("task", rf"{KEY}|tasks?|tickets?|issues?|to-?dos?"),
)
_WEAK = r"\b(?:items?|work|things?|stuff|cards?)\b"

_NOT_BETWEEN = (
    r"(?!(?:show|list|find|delete|add|and|or|then|which|what|who|that|is|are|has|have|to|the|we|i|do|does|did)\b)"
)
_GOVERNED = re.compile(
    r"\b(?:in|of|for|on|from|to|into|under|by|with|at|against|about|within|per|since|without|no|any|last)\s+"
    r"(?:(?:the|this|that|my|our|a|an|all|each|every|its|their|any)\s+)?"
    rf"(?:{_NOT_BETWEEN}[\w.&'-]+\s+){{0,2}}$",
    re.IGNORECASE,
)

QUESTION = re.compile(
    r"\W*(?:(?:until|by|since|from|for|to) (?:when|what|whom|which)|what|which|who|whose|whom|when|where|why"
    r"|how|is|are|was|were|am|do|does|did|has|have|had|any"
    r"|anything|anyone"
    r"|anybody|who's|what's|when's|where's|how's)\b",
    re.IGNORECASE,
)
"""How a clause begins that asks and orders nothing: no write is ever made of one."""


def mask(clause: str) -> str:
    """Return a clause without what was quoted, so that a quotation decides nothing."""
    return re.sub(r"§\d+§", "§", clause)


def asks(clause: str) -> bool:
    """Tell whether a clause asks something, and so is no order whatever its words are."""
    return QUESTION.match(clause) is not None


def mentions(text: str) -> list[tuple[int, int, Noun]]:
    """Return where which nouns stand, from left to right; a longer one hides those inside."""
    found: list[tuple[int, int, Noun]] = []
    for noun, pattern in WORDS:
        bounded = rf"(?<![\w-])(?:{pattern})(?!\w)"
        found += [(match.start(), match.end(), noun) for match in re.finditer(bounded, text, re.IGNORECASE)]
    found.sort(key=lambda place: (place[0], -place[1]))
    kept: list[tuple[int, int, Noun]] = []
    for place in found:
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def head_noun(text: str) -> Noun | None:
    """Return the noun at a clause's head: the first that no preposition governs, of a compound the last."""
    places = mentions(text)
    free = [place for place in places if not _GOVERNED.search(text[: place[0]]) and not _owns(text, place)]
    chosen = (free or [place for place in places if not _owns(text, place)] or places)[:1]
    if not chosen:
        return None
    last = chosen[0]
    while (after := next((place for place in places if _joined(text, last, place)), None)) is not None:
        last = after
    return last[2]


def _owns(text: str, place: tuple[int, int, Noun]) -> bool:
    return re.match(r"'s?\b|' ", text[place[1] :]) is not None


def _joined(text: str, first: tuple[int, int, Noun], second: tuple[int, int, Noun]) -> bool:
    between = text[first[1] : second[0]]
    return second[0] > first[0] and between.isspace() and first[2] != second[2] and not _keyed(text, first, second)


def _keyed(text: str, first: tuple[int, int, Noun], second: tuple[int, int, Noun]) -> bool:
    """Tell whether a noun is followed by its record's own name, as in `release 4.2`, `ticket APO-112`."""
    return any(character.isdigit() for character in text[second[0] : second[1]]) or "-" in text[first[0] : first[1]]


def has_money(text: str) -> bool:
    """Tell whether a sum of money stands in a text, beside years of budgets and versions of releases."""
    return re.search(MONEY, without_years(text), re.IGNORECASE) is not None


def without_years(text: str) -> str:
    """Return a text in which the years and numbers in names and dates are no sums."""
    return re.sub(r"(?<=[a-z.,] )20[2-3]\d\b(?![.,]\d)|\b20[2-3]\d-\d\d-\d\d\b", "#", text, flags=re.IGNORECASE)


def is_weak(text: str) -> bool:
    """Tell whether only a word such as `things` stands for what is meant."""
    return re.search(_WEAK, text, re.IGNORECASE) is not None
