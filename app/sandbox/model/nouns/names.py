"""Names in a clause: after a preposition, before a possessive, and what is left when all else is taken."""

from __future__ import annotations

import re

from app.sandbox.model.lexicon import EMPTY
from app.sandbox.model.nouns.cues import VERSION
from app.sandbox.model.scan import Scan

_NOISE = frozenset(
    [
        "project",
        "projects",
        "release",
        "releases",
        "version",
        "versions",
        "comment",
        "comments",
        "member",
        "members",
        "budget",
        "budgets",
        "transfer",
        "transfers",
        "invoice",
        "invoices",
        "bill",
        "bills",
        "vendor",
        "vendors",
        "person",
        "people",
        "user",
        "users",
        "colleague",
        "team",
        "company",
        "money",
        "funds",
        "cash",
        "euros",
        "eur",
        "current",
        "new",
        "next",
        "other",
        "another",
        "same",
        "few",
        "some",
        "more",
        "left",
        "still",
        "already",
        "yet",
        "next",
        "please",
        "thank",
        "thanks",
        "whole",
        "entire",
        "total",
        "altogether",
        "overview",
        "everything",
        "overall",
        "number",
        "numbers",
        "amount",
        "amounts",
        "sum",
        "sums",
        "ones",
        "latest",
        "newest",
        "recent",
        "recently",
        "last",
        "off",
        "over",
        "up",
        "down",
        "into",
        "onto",
        "onto",
        "hold",
        "via",
        "using",
        "because",
        "later",
        "earlier",
        "sooner",
        "note",
        "called",
        "i'm",
        "we're",
        "it's",
        "he",
        "she",
        "his",
        "her",
        "him",
        "their",
        "theirs",
        "think",
        "wants",
        "wanted",
        "maybe",
        "perhaps",
        "really",
        "quite",
        "very",
        "bit",
        "little",
        "today",
        "tomorrow",
        "yesterday",
        "hello",
        "kindly",
        "acme",
        "globex",
        "us",
        "you're",
        "let's",
        "lets",
        "until",
        "than",
        "ago",
        "since",
    ]
)
_STOP = (
    r"(?:from|to|into|onto|in|of|for|on|out|with|by|at|and|or|as|is|are|was|were|be|been|has|have|had|the|a|an"
    r"|that|which|who|due"
    r"|until|till|before|after|please|should|must|needs?|can|could|would|will|shall|now|today|tomorrow"
    r"|yesterday|instead|next"
    r"|because|since|called|named|titled|so|it|its|them|this|these|those|my|me|our|we|us|i|you|your|then|also"
    r"|too|via|using|not"
    r"|budgets?|releases?|versions?|projects?|invoices?|bills?|members?|tasks?|comments?|transfers?|ceiling"
    r"|deadline|owner|role"
    r"|status|date|again|back|over|up|down|off|away|still|yet|right|there|here|again|like|per|against|over"
    r"|across|within|under"
    r"|about|without|left|paid|money|euros?|eur|starting|beginning|ending|planned|scheduled|saying)"
)
_WORD = rf"(?!{_STOP}\b)[\w&][\w&'./-]*(?<![.'])"
NAME = rf"(?:§\d+§|{_WORD}(?: (?:& )?(?:{_WORD}|20\d\d)){{0,3}}(?: {VERSION})?)"
"""A name in any case: up to four words, none of which begins something else, and a version behind."""

BEFORE = r"(?:the |our |my |this |that )?"


def take_after(scan: Scan, prepositions: str, nouns: str = "") -> str | None:
    """Take a name after a preposition, without the article before it and the noun around it."""
    around = rf"(?:(?:{nouns}) )?" if nouns else ""
    behind = rf"(?:(?:'s)? (?:{nouns})\b)?" if nouns else ""
    match = scan.take(rf"\b(?:{prepositions})\s+{BEFORE}{around}({NAME}){behind}")
    return None if match is None else clean(scan.said(match[1]))


def take_owner_of(scan: Scan, nouns: str) -> str | None:
    """Take a name before a possessive, as in `Zephyr's releases`."""
    match = scan.take(rf"(?<![\w-])((?:{_WORD} ){{0,2}}?[\w&.-]+)'s?(?= (?:[\w|-]+ ){{0,3}}?(?:{nouns})\b)")
    return None if match is None else clean(scan.said(match[1]))


def rest(scan: Scan) -> str | None:
    """Return the longest run of words that nothing took and that is no empty talk."""
    if quoted := scan.quoted():
        return quoted[0]
    runs = [_trimmed(run) for run in re.split(r"\||,(?!\d)|[;!?()]+|:(?= |$)|\.(?=\s|$)", scan.left)]
    return max(runs, key=len, default="") or None


def several(name: str | None) -> list[str]:
    """Return the names in `X, Y and Z`."""
    return [part for part in (_trimmed(part) for part in re.split(r",| and | & (?=[A-Z])", name or "")) if part]


def clean(name: str) -> str | None:
    """Return a name without empty words at its ends, or None where nothing is left."""
    return _trimmed(name) or None


def _trimmed(run: str) -> str:
    words = re.sub(r"'s\b(?=\s*$)", "", run).split()
    while words and _is_noise(words[0]):
        words.pop(0)
    while words and _is_noise(words[-1]):
        words.pop()
    return " ".join(words).strip(" .,:;'-")


def _is_noise(word: str) -> bool:
    low = word.lower().strip(".,:;!?")
    return low in EMPTY or low in _NOISE or not low


_ME = frozenset({"me", "myself", "i"})


def me(name: str | None) -> str | None:
    """Return `me` for a person who speaks of themselves."""
    return "me" if name is not None and name.lower() in _ME else name


def without(scan: Scan, pattern: str) -> Scan:
    """Take everything that a pattern fits, and return the scan."""
    scan.take_all(pattern)
    return scan
