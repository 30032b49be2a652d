"""Cuts text that comes in pieces where it can be cleaned as if it were whole: at words, never within a sequence."""

from __future__ import annotations

import re

LONGEST = 4000
"""Characters that are held back at most for the rest of a word or of a sequence."""

_WORD_END = re.compile(r"[ \n](?=[^ \n]*\Z)")
_SEQUENCE_BEGINS = re.compile("[\x1b\x80-\x9f]")


class Stream:
    """Holds back what may go on, so that a sequence or a pile of marks in two pieces is still seen as one."""

    def __init__(self) -> None:
        self._held = ""

    def take(self, piece: str) -> str:
        """Take a piece; returns what can be shown of all that has come."""
        text = self._held + piece
        cut = _cut(text)
        self._held = text[cut:]
        return text[:cut]

    def rest(self) -> str:
        """Return what was held back, now that nothing more comes."""
        text, self._held = self._held, ""
        return text


def _cut(text: str) -> int:
    if len(text) > LONGEST:
        return len(text)
    begun = _SEQUENCE_BEGINS.search(text)
    if begun is not None:
        return max(text.rfind("\n") + 1, _word_end(text[: begun.start()]))
    return _word_end(text)


def _word_end(text: str) -> int:
    found = _WORD_END.search(text)
    return found.end() if found else 0
