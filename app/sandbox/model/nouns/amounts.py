"""Sums of money as people write them: `5,000`, `1.250,00 EUR`, `two hundred euros`, `5k`, `€1,250`."""

from __future__ import annotations

import re
from decimal import Decimal

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}

_EURO = r"(?:€|euros?\b|eur\b)"
_DIGITS = r"(?:\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?![\d-]|[.,]\d)"
_SCALE = r"(?: ?(?:k|thousand|grand|million)\b)"
_WORD = rf"(?:an?|{'|'.join([*_ONES[1:], *_TENS])})"
_WORDS = rf"\b{_WORD}(?:[ -](?:and )?(?:{_WORD}|hundred|thousand|grand|million))*"
_SPELLED = rf"(?:{_WORDS}(?: ?(?={_EURO})|(?<=hundred)|(?<=thousand)|(?<=grand)|(?<=million)))"
_LARGE = r"(?:\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d{1,2})?|\d{3,}(?:[.,]\d{1,2})?|\d+[.,]\d\d)(?![\d-]|[.,]\d)"
MONEY = (
    rf"(?:(?:{_EURO} ?){_DIGITS}{_SCALE}?|(?<![\w.,/-]){_DIGITS}{_SCALE}? ?{_EURO}|(?<![\w.,/-]){_DIGITS}{_SCALE}"
    rf"|{_SPELLED} ?{_EURO}?|(?<![\w.,/-]){_LARGE})"
)
"""A pattern for a sum that is one beyond doubt: with a currency, a `k`, or as large as no count of days is."""

FOREIGN = r"(?:[$£¥]|\b(?:dollars?|usd|pounds?|gbp|chf|francs?|yen)\b)"
"""Currencies that no budget of the platform has."""


def read(said: str) -> int | None:
    """Return a sum in minor units, or None where the words say none."""
    low = re.sub(_EURO, " ", said.lower()).strip()
    match = re.fullmatch(rf"({_DIGITS})(?: ?(k|thousand|grand|million))?", low)
    value = _spelled(low) if match is None else _figure(match[1]) * _SCALES.get(match[2] or "", 1)
    return None if not value else int(value * 100)


def _figure(digits: str) -> Decimal:
    """Read digits; a last group of one or two is the decimals, one of three is not."""
    whole, separator, last = re.sub(r"[' ]", "", digits).replace(",", ".").rpartition(".")
    decimals = separator and len(last) < len("000")
    plain = whole.replace(".", "")
    return Decimal(f"{plain}.{last}" if decimals else f"{plain}{last}")


def _spelled(said: str) -> Decimal | None:
    total = part = 0
    for word in re.findall(r"[a-z]+", said):
        if word in {"a", "an"}:
            part += 1
        elif word == "hundred":
            part = max(part, 1) * _SCALES[word]
        elif word in _SCALES:
            total, part = total + max(part, 1) * _SCALES[word], 0
        elif word in _VALUES:
            part += _VALUES[word]
        elif word != "and":
            return None
    return Decimal(total + part) or None


def written(minor: int) -> str:
    """Return a sum as tools and people write it, as in `1,250.00`."""
    return f"{minor // 100:,}.{minor % 100:02d}"
