"""Tells whether a value stands in a text by itself: `50` doesn't stand in `500`, nor `prod` in `non-prod`. Pure."""

from __future__ import annotations

import re
from typing import Final

_ENDS: Final = " .!?,;:\"'"
_UNSPACED = (range(0x0E00, 0x0F00), range(0x1000, 0x10A0), range(0x1780, 0x1800), range(0x2E80, 0xE000))
"""Scripts that put no space between words: Thai, Lao, Burmese, Khmer, and those of East Asia."""

_ACCOUNT = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{8,30}")
_PHONE = re.compile(r"\+?\d{8,15}")
_MARKS: Final = str.maketrans("", "", " .-/()'")
_BETWEEN = re.compile(r"[\W_]+")
_GROUPED = re.compile(
    r"(?<!\w)(?=("
    r"[a-z]{2}\d{2}(?:[ .\-'/]?[a-z0-9]{4}){2,7}(?:[ .\-'/]?[a-z0-9]{1,4})?"
    r"|\+?\d(?:[ ()./\-']{0,2}\d){7,14}"
    r")(?!\w))"
)
_LAST = re.compile(r"[ .\-'/][a-z0-9]{1,4}$")
_KEY = re.compile(r"([a-z][a-z0-9]{1,9})-(\d+)")
_WORD = re.compile(r"\w+")
_RUN = re.compile(r"[a-z0-9_]+")
"""What a value that begins within it can't begin with anew."""


def place(value: str, text: str, *, strict: bool = False) -> int:
    """Return where an evened value first stands in an evened text, or -1.

    Strictly: what a hyphen, a point or an at sign joins is one word too, as an address or a key.
    """
    at = text.find(value) if value else -1
    while at >= 0:
        end = at + len(value)
        if not _joined(text, at) and not _joined(text, end) and not (strict and _continued(value, text, at, end)):
            return at
        rest = _RUN.match(text, at)
        at = text.find(value, rest.end() if rest else at + 1)
    return -1


def _joined(text: str, at: int) -> bool:
    """Tell whether the characters before and after a place belong to one word."""
    if not 0 < at < len(text) or not (_is_word(text[at - 1]) and _is_word(text[at])):
        return False
    return not any(ord(text[at - 1]) in script or ord(text[at]) in script for script in _UNSPACED)


def _continued(value: str, text: str, at: int, end: int) -> bool:
    is_code = not value.isalpha() and " " not in value
    before, after = ("-.@+", "-.@+") if is_code else ("-.@", "@.")
    return (at > 1 and _is_word(value[0]) and text[at - 1] in before and _is_word(text[at - 2])) or (
        end + 1 < len(text) and _is_word(value[-1]) and text[end] in after and _is_word(text[end + 1])
    )


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def words_in(text: str) -> list[str]:
    """Return the words of an evened text; a value that has others stands nowhere in it."""
    return _WORD.findall(text)


def is_spaced(text: str) -> bool:
    """Tell whether every word of a text has an end that can be seen."""
    return text.isascii() or not any(ord(char) in script for char in text for script in _UNSPACED)


def bare(value: str) -> str:
    """Return an evened value without the marks that end a sentence or quote it."""
    return value.strip(_ENDS) or value


def code_of(value: str) -> str:
    """Return an account's or a telephone's number without what groups it; empty where a value is neither."""
    squeezed = value.translate(_MARKS)
    return squeezed if _ACCOUNT.fullmatch(squeezed) or _PHONE.fullmatch(squeezed) else ""


def codes_in(text: str) -> list[str]:
    """Return what may be such numbers in an evened text; a short word behind one may belong to it or not."""
    found = [match[1] for match in _GROUPED.finditer(text)]
    return [*found, *(shorter for one in found if (shorter := _LAST.sub("", one)) != one and code_of(shorter))]


def squeezed(text: str) -> str:
    """Return the letters and digits of an evened text alone."""
    return _BETWEEN.sub("", text)


def keys_of(value: str) -> tuple[str, ...]:
    """Return how people write a key too, as `apo 112` for `apo-112`."""
    key = _KEY.fullmatch(value)
    return (f"{key[1]} {key[2]}", f"{key[1]}{key[2]}") if key else ()


def holds_code(code: str, text: str) -> bool:
    """Tell whether such a number stands in an evened text by itself, however it is grouped there."""
    grouped = r"[ .\-/()']{0,2}".join(map(re.escape, code))
    return re.search(rf"(?<![a-z0-9]){grouped}(?![a-z0-9])", text) is not None
