"""Letters, digits and signs that only look like plain ones: what each looks like, and which a text has. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

_WORD = re.compile(r"\w+")
_JOINT: Final = re.compile(
    r"(?<=[0-9A-Za-z])"
    r"[\u00ad\u02d0\u02d7\u0589\u05c3\u060c\u066b\u066c\u06d4\u2010-\u2015\u201a\u2024\u2043\u2044\u2212\u2215\u2236"
    r"\u29f8\ua4f8\ua789\ufe50\ufe52\ufe58\ufe63\ufe6b\uff0c-\uff0f\uff1a\uff20]"
    r"(?=[0-9A-Za-z])"
)
"""Signs in the midst of an identifier or an amount that look like its hyphen, dot, comma, colon, slash or at."""

_SAME_SHAPE = ("<wide>", "<narrow>", "<font>", "<compat>")
"""Compatibility decompositions whose characters are drawn much as what they stand for (UAX 44, table 14)."""


@cache
def lookalikes() -> Mapping[str, str]:
    """Return the letters that look like one of ASCII, each with that letter (UTS 39)."""
    lines = Path(__file__).with_name("lookalikes.txt").read_text("ascii").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {chr(int(code, 16)): letter for letter, *codes in rows for code in codes}


def strange(text: str) -> list[str]:
    """Return the characters of a text that only look plain, each once, in their order.

    A word in another script is none of the matter as long as one of its letters shows that it is: what is found is a
    look-alike beside plain letters or digits, a word that has nothing but look-alikes, a digit of another script, and
    a sign that stands for a hyphen, a dot or the like in the midst of an identifier.
    """
    if text.isascii():
        return []
    found = {match.start(): match.group() for match in _JOINT.finditer(text)}
    for word in _WORD.finditer(text):
        found |= {word.start() + place: char for place, char in _strange_in(word.group())}
    return list(dict.fromkeys(found[place] for place in sorted(found)))


def _strange_in(word: str) -> Iterator[tuple[int, str]]:
    if word.isascii():
        return
    mixed = any(char.isascii() and char.isalnum() for char in word)
    telling = any(char.isalpha() and not char.isascii() and not _looks_plain(char) for char in word)
    for place, char in enumerate(word):
        if char.isascii():
            continue
        if _same_shape(char) or unicodedata.category(char) == "Nd" or (char in lookalikes() and (mixed or not telling)):
            yield place, char


def _looks_plain(char: str) -> bool:
    return char in lookalikes() or _same_shape(char)


def _same_shape(char: str) -> bool:
    if not unicodedata.decomposition(char).startswith(_SAME_SHAPE):
        return False
    plain = unicodedata.normalize("NFKC", char)
    return plain.isascii() and plain.isalnum()
