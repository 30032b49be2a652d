"""Evens out how a text is written, so that the same words are known again in another hand. Pure.

Lightly: case, white space, and what a keyboard does to quotes and dashes. Heavily: also letters that only look the
same, wide forms, characters that no screen shows, and words spelled in them (UTS 39, UAX 15). Digits stay digits:
whatever has a value but is no decimal digit (a raised two, a half) is left as it is, so that two amounts are never
made one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tools.looks import lookalikes

TAGS = range(0xE0020, 0xE007F)
"""Characters that no screen shows, each of which stands for one of ASCII (Unicode 16, 23.9)."""

_FLAG = "\N{WAVING BLACK FLAG}"
_SPELLED = 4
"""From how many tag characters on somebody has written something; fewer are a slip."""

_KEYBOARD: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        "\u2026": "...",
        "\u066b": ".",
        "\u066c": ",",
    },
)
_UNSEEN = frozenset("\u115f\u1160")
_DIGITS = frozenset("0123456789")
_BLANK = frozenset("\u2800\u3164\uffa0")


_NARROW = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
"""A space that holds the thousands of one number together."""


def light(text: str) -> str:
    """Return a text in one case and composed, with single spaces and a typewriter's quotes and dashes."""
    if not text.isascii():
        text = _typed(text)
    return " ".join(text.casefold().split())


def heavy(text: str) -> str:
    """Return a text as an eye reads it, or a model reads what no eye sees."""
    if not text.isascii():
        text = _typed(text).translate(_LOOKS)
    return " ".join(text.casefold().split())


def _typed(text: str) -> str:
    return _NARROW.sub("'", unicodedata.normalize("NFC", text).translate(_KEYBOARD))


def hides(text: str) -> bool:
    """Tell whether a text spells words in characters that no screen shows; a region's flag is none."""
    if text.isascii():
        return False
    outside = "".join(part if not index else part.lstrip(_TAGGED) for index, part in enumerate(text.split(_FLAG)))
    return sum(char in _TAGGED for char in outside) >= _SPELLED


_TAGGED = "".join(map(chr, [*TAGS, 0xE007F]))


class _Looks(dict[int, str]):
    """What each character looks like, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        """Return what a character looks like, and keep it."""
        self[code] = looks = _look(chr(code))
        return looks


_LOOKS: Final = _Looks()


def _look(char: str) -> str:
    category = unicodedata.category(char)
    if ord(char) in TAGS:
        return chr(ord(char) - TAGS.start + ord(" "))
    if char.isspace() or char in _BLANK:
        return " "
    if category in {"Cf", "Mn", "Me"} or char in _UNSEEN:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    plain = unicodedata.normalize("NFKC", char)
    return "".join(lookalikes().get(part, part) for part in plain) if _DIGITS.isdisjoint(plain) else char
