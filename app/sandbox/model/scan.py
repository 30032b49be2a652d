"""Takes what the rules understand out of a clause, piece by piece, so that what is left over can be seen."""

from __future__ import annotations

import re

from app.sandbox.model.clauses import places, unprotect
from app.sandbox.model.lexicon import EMPTY

_STOP = (
    "that|which|who|where|whose|for|with|without|and|or|but|to|as|by|due|called|named|titled|assigned|older"
    "|about|from|in|on|of"
    "|at|is|are|were|was|have|has|had|since|until|before|after|please|tasks?|tickets?|issues?|my|me|mine"
    "|today|tomorrow|now|the"
    "|projects?|status|priority|last|progress|high|low|normal|urgent|not|again|then|than|there|right|order"
    "|total|a|an|it|them"
    "|tell|need|needs|do|does|did|i|we|you|set|mark|instead|too|also|yet|still|so|if|any|all|our|your|case"
    "|general|detail|details|gone|deleted|removed|away"
)
_WORD = rf"(?!(?:{_STOP})\b)[\w&][\w&'-]*"
NAME = rf"{_WORD}(?: {_WORD}){{0,2}}"
"""A project's name as it stands after a preposition: up to three words, none of which begins something else."""

PERSON = rf"{_WORD}(?: (?-i:[A-Z])[\w'-]+)?"
"""A person's name: one word in any case, and perhaps a second one with a capital."""

_GAP = " | "


class Scan:
    """A clause of which pieces are taken; a gap stays where something was, so that its neighbours don't join."""

    def __init__(self, clause: str, quotes: tuple[str, ...] = ()) -> None:
        self.left = f" {clause.strip()} "
        self.quotes = quotes

    def take(self, pattern: str, *, exact: bool = False) -> re.Match[str] | None:
        """Take the first match out of what is left and return it; `exact` tells capitals from small letters."""
        match = re.search(pattern, self.left, 0 if exact else re.IGNORECASE)
        if match is not None:
            self.left = self.left[: match.start()] + _GAP + self.left[match.end() :]
        return match

    def take_all(self, pattern: str) -> list[re.Match[str]]:
        """Take every match."""
        found = []
        while match := self.take(pattern):
            found.append(match)
        return found

    def sees(self, pattern: str) -> bool:
        """Tell whether a pattern stands in what is left."""
        return re.search(pattern, self.left, re.IGNORECASE) is not None

    def said(self, text: str) -> str:
        """Return a piece as it was said, quotes put back and edges trimmed."""
        return unprotect(text, self.quotes).strip(" ,;:|").rstrip(".!?")

    def quoted(self) -> tuple[str, ...]:
        """Return the quotes that are still in what is left."""
        return tuple(self.quotes[number] for number in places(self.left))

    def loose(self) -> str | None:
        """Return the longest run of words left over that tells something, without the empty words at its ends."""
        runs = [_trimmed(run) for run in re.split(r"[|,;.!?()§]+|:(?!\s\w)", self.left)]
        longest = max(runs, key=len, default="")
        return longest or None


def _trimmed(run: str) -> str:
    words = [word for word in run.split() if not word.isdigit()]
    while words and words[0].lower() in EMPTY:
        words.pop(0)
    while words and words[-1].lower() in EMPTY:
        words.pop()
    return " ".join(words)
