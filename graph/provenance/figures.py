"""Finds the amounts that a text names, however they are grouped, signed or spelled. Pure.

What could be two amounts is none: `1.250` without a currency, `10:30`, the digits of a key, an account or a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from graph.provenance.days import ABSOLUTE

MINOR = "minor"
"""Stands for the currency of a number that counts minor units: no amount of money is equal to it."""

CURRENCIES = frozenset(
    {"aud", "bgn", "brl", "cad", "chf", "cny", "czk", "dkk", "eur", "gbp", "hkd", "huf", "ils", "inr", "isk", "jpy"}
    | {"krw", "mxn", "nok", "nzd", "pln", "ron", "sek", "sgd", "usd", "zar"},
)
_NAMES: Final = {
    "€": "eur",
    "euro": "eur",
    "euros": "eur",
    "$": "usd",
    "dollar": "usd",
    "dollars": "usd",
    "£": "gbp",
    "pound": "gbp",
    "pounds": "gbp",
    "franc": "chf",
    "francs": "chf",
    "fr.": "chf",
    "¥": "jpy",
    "yen": "jpy",
}
_WITHOUT_MINOR = frozenset({"jpy", "krw", "isk"})
_TIMES: Final = {"k": 1000, "thousand": 1000, "million": 10**6, "mio": 10**6, "": 1}

_CURRENCY = "|".join(map(re.escape, sorted([*CURRENCIES, *_NAMES], key=len, reverse=True)))
_LEADING = r"[1-9]\d{0,2}"
_NUMBER = (
    rf"(?:{_LEADING}(?:,\d{{3}})+(?:\.\d+)?|{_LEADING}(?:\.\d{{3}})+(?:,\d+)?"
    rf"|{_LEADING}(?:[ '_]\d{{3}})+(?:[.,]\d{{1,2}})?|(?:0|[1-9]\d*)(?:[.,]\d+)?)"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,:/'_])(?<![\w]-)(?:(?P<before>{_CURRENCY}) ?)?(?P<minus>(?<![^\s(])-)?(?:(?P<sign>[€$£¥]) ?)?"
    rf"(?P<number>{_NUMBER})(?: ?(?P<times>k|thousand|million|mio)\b)?"
    rf"(?: ?(?P<after>{_CURRENCY})(?!\w))?(?!\w|[.,:/'_]\w|-\d)"
)
_DIGIT = re.compile(r"\d")
_POINTED = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+")
_ACCOUNT = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ .-]?[a-z0-9]{4}){2,7}(?:[ .-]?[a-z0-9]{1,4})?(?![a-z0-9])")
_NOUGHTS = re.compile(r"(?<![\w.,'])(?=[\doil.,']*\d)(?=[\d.,']*[oil])[\doil][\doil.,']*(?!\w)")
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_MORE = "seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL: Final = {word: value for value, word in enumerate(f"{_ONES} {_MORE}".split())} | {
    word: 10 * value for value, word in enumerate(_TENS.split(), start=2)
}
_LARGE: Final = {"hundred": 100, "thousand": 1000, "million": 10**6}
_WORD = "|".join([*_SMALL, *_LARGE])
_SPELLED = re.compile(
    rf"(?<![\w-])((?:{'|'.join(_SMALL)}|an? (?=hundred|thousand|million)(?:{_WORD}))(?:(?: and |[ -])(?:{_WORD}))*)"
    rf"(?![\w-])(?: ({_CURRENCY})\b)?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount and the ISO 4217 code of its currency in small letters, empty where none is named."""

    amount: Decimal
    currency: str = ""

    def fits(self, other: Figure) -> bool:
        """Tell whether two are the same amount, and of no two currencies."""
        same = self.currency == other.currency or not self.currency or not other.currency
        return same and self.amount == other.amount

    @property
    def minor(self) -> Figure:
        """Return the amount whose minor units this number counts."""
        return Figure(self.amount / (1 if self.currency in _WITHOUT_MINOR else 100), self.currency)


def figure_of(text: str) -> Figure | None:
    """Return the amount that an evened text is, if it is one and only one."""
    match = _AMOUNT.fullmatch(text)
    readings = [] if match is None else [*_readings(match, generous=False)]
    return readings[0] if len(readings) == 1 else None


def figures_in(text: str, *, generous: bool = False) -> list[Figure]:
    """Return every amount that an evened text names, in no order.

    Generously: also each reading of what has several, and letters for noughts and ones, as in `12,OOO.OO`.
    """
    return [*_written(text, generous=generous), *_spelled(text)]


def _written(text: str, *, generous: bool) -> list[Figure]:
    if _DIGIT.search(text) is None:
        return []
    for form in (*ABSOLUTE, _ACCOUNT):
        text = form.sub(" ; ", text)
    if generous:
        text = _NOUGHTS.sub(lambda match: match[0].translate(_AS_DIGITS), text)
    return [figure for match in _AMOUNT.finditer(text) for figure in _readings(match, generous=generous)]


_AS_DIGITS: Final = str.maketrans("oil", "011")


def _readings(match: re.Match[str], *, generous: bool) -> Iterator[Figure]:
    number, named = match["number"], match["before"] or match["sign"] or match["after"] or ""
    factor = Decimal(_TIMES[match["times"] or ""]) * (-1 if match["minus"] else 1)
    currency = _NAMES.get(named, named)
    pointed, spaced = _POINTED.fullmatch(number), _SPACED.fullmatch(number)
    if currency or generous or not (pointed or spaced):
        yield Figure(_plain(number) * factor, currency)
    if generous and pointed:
        yield Figure(Decimal(number) * factor, currency)
    if generous and spaced:
        yield from (Figure(Decimal(part), currency) for part in number.split())


def _plain(number: str) -> Decimal:
    """Read a number; what groups its thousands is dropped, what is left of points and commas begins the decimals."""
    grouped = _GROUPED.fullmatch(number)
    whole, decimals = (grouped["whole"], grouped["rest"]) if grouped else (number, None)
    if grouped is None:
        whole, _, decimals = number.replace(",", ".").partition(".")
    return Decimal("".join(filter(str.isdigit, whole)) + (f".{decimals}" if decimals else ""))


_GROUPED = re.compile(rf"(?P<whole>{_LEADING}(?:(?P<mark>[,. '_])\d{{3}})(?:(?P=mark)\d{{3}})*)(?:[.,](?P<rest>\d+))?")


def _spelled(text: str) -> Iterator[Figure]:
    for match in _SPELLED.finditer(text):
        named = match[2] or ""
        total = part = 0
        for word in re.findall(r"[a-z]+", match[1]):
            if word == "hundred":
                part = (part or 1) * 100
            elif word in _LARGE:
                total, part = total + (part or 1) * _LARGE[word], 0
            else:
                part += _SMALL.get(word, 0)
        yield Figure(Decimal(total + part), _NAMES.get(named, named))
