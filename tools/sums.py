"""Sums of money as people write them, and whether what somebody typed is what was to be typed: pure."""

from __future__ import annotations

import re

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}
_NAMED = re.compile(r"([A-Z]{3}|[€$£])?\s*([0-9][0-9.,' ]*?)\s*([A-Z]{3}|[€$£])?", re.ASCII)
_SHOWN = re.compile(r"[0-9][0-9,]*\.[0-9]{2} [A-Z]{3}", re.ASCII)
_READINGS = (
    (re.compile(r"((?:0|[1-9]\d*))(?:\.(\d{1,2}))?", re.ASCII), ""),
    (re.compile(r"([1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII), ","),
    (re.compile(r"([1-9]\d{0,2}(?:[ ']\d{3})+)(?:[.,](\d{1,2}))?", re.ASCII), " '"),
    (re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+),(\d{1,2})", re.ASCII), "."),
    (re.compile(r"([1-9]\d{0,2}(?:\.\d{3}){2,})()", re.ASCII), "."),
    (re.compile(r"((?:0|[1-9]\d*)),(\d{1,2})", re.ASCII), ""),
)
"""How amounts are written, and what groups their thousands; no text fits two of them with two meanings."""


def money(minor: int, currency: str) -> str:
    """Return minor units as people read them, as in `1,250.00 EUR`."""
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole:,}.{cents:02} {currency}"


def minor_of(said: str, currency: str) -> int:
    """Return the minor units of an amount such as `1,250.00`, `1.250,00`, `1 250,00` or `€ 1250`; 0 is one too.

    Raises:
        ValueError: it has no single reading (as `1.250`), or names another currency; its text is a sentence.

    """
    found = _NAMED.fullmatch(" ".join(said.replace("\u2019", "'").upper().split()))
    number = found[2] if found else ""
    readings = [(fit, marks) for form, marks in _READINGS if (fit := form.fullmatch(number))]
    if found is None or not readings:
        raise ValueError(f'"{said}" is no amount with a single reading. Write it as in 1,250.00.')
    named = {_SYMBOLS.get(one, one) for one in (found[1], found[3]) if one}
    if not named <= {currency}:
        raise ValueError(f'"{said}" is not in {currency}. Amounts are not converted; name one in {currency}.')
    fit, marks = readings[0]
    return int(fit[1].translate({ord(mark): None for mark in marks})) * 100 + int((fit[2] or "").ljust(2, "0"))


def is_typed(typed: str, wanted: str) -> bool:
    """Tell whether somebody typed what was wanted.

    An amount such as `1,250.00 EUR` may be written in any way that has one reading, with or without its currency, and
    must be exactly that value. Of other words case, spaces and grouping commas make no difference.
    """
    if _SHOWN.fullmatch(wanted):
        currency = wanted[-3:]
        try:
            return minor_of(typed, currency) == minor_of(wanted, currency)
        except ValueError:
            return False
    return bool(_bare(typed)) and _bare(typed) == _bare(wanted)


def _bare(text: str) -> str:
    return "".join(text.casefold().replace(",", "").split())
