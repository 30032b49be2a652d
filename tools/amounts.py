"""Money as people write it, to and from minor units: an amount that could be read in two ways is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tools.change import Json, Row, label_of
from tools.contract import ToolError

MOST = 10**12
"""The largest amount, in minor units, that is taken."""

SUMS = ("ceiling", "balance", "spent", "amount")
"""The fields of a platform record that hold money."""

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}
_NAMED = re.compile(r"([A-Z]{3}|[€$£])?\s*([0-9][0-9.,' ]*?)\s*([A-Z]{3}|[€$£])?", re.ASCII)
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


def amount_of(said: str, currency: str) -> int:
    """Return the minor units of an amount such as `1,250.00`, `1.250,00` or `€ 1250`; 0 is one too.

    Raises:
        ToolError: it has no single reading (as `1.250`), is too much, or names another currency.

    """
    found = _NAMED.fullmatch(" ".join(said.replace("\u2019", "'").upper().split()))
    number = found[2] if found else ""
    readings = [(fit, marks) for form, marks in _READINGS if (fit := form.fullmatch(number))]
    if found is None or not readings:
        raise ToolError(f'"{said}" is no amount with a single reading. Write it as in 1,250.00.')
    named = {_SYMBOLS.get(one, one) for one in (found[1], found[3]) if one}
    if not named <= {currency}:
        raise ToolError(f'"{said}" is not in {currency}. Amounts are not converted; name one in {currency}.')
    fit, marks = readings[0]
    minor = int(fit[1].translate({ord(mark): None for mark in marks})) * 100 + int((fit[2] or "").ljust(2, "0"))
    if minor > MOST:
        raise ToolError(f"{money(minor, currency)} is more than the platform takes at once.")
    return minor


def amount_in(record: Json, name: str) -> int:
    """Return a sum of a platform record in minor units; none counts as 0."""
    value = record.get(name)
    return value if isinstance(value, int) else 0


def with_money(record: Json) -> dict[str, object]:
    """Return a platform record whose sums are written as people read them."""
    currency = str(record.get("currency", ""))
    return {
        name: money(value, currency) if name in SUMS and isinstance(value, int) else value
        for name, value in record.items()
    }


def in_all(records: Sequence[Json], name: str) -> str:
    """Return what a sum of some records adds up to, each currency by itself."""
    totals: dict[str, int] = {}
    for record in records:
        currency = str(record.get("currency", ""))
        totals[currency] = totals.get(currency, 0) + amount_in(record, name)
    return " and ".join(money(minor, currency) for currency, minor in totals.items())


def row_of_budget(budget: Json, moved: int, *, spent: int = 0) -> Row:
    """Return the row of a budget into which money comes, or from which it goes where `moved` is negative.

    Raises:
        ToolError: it does not hold as much.

    """
    balance, currency = amount_in(budget, "balance"), str(budget.get("currency", ""))
    if balance + moved < 0:
        holds, wanted = money(balance, currency), money(-moved, currency)
        raise ToolError(f"{label_of(budget)} holds {holds}, which is less than {wanted}.")
    after = {**budget, "balance": balance + moved, "spent": amount_in(budget, "spent") + spent}
    return Row.of("budget", with_money(budget), after=with_money(after))
