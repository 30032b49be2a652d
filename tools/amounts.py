"""Money as people write it, to and from minor units: an amount that could be read in two ways is refused."""

from __future__ import annotations

from collections.abc import Sequence

from tools.change import Json, Row, label_of
from tools.contract import ToolError
from tools.sums import minor_of, money

__all__ = ["MOST", "SUMS", "amount_in", "amount_of", "in_all", "lacks", "money", "row_of_budget", "with_money"]

MOST = 10**12
"""The largest amount, in minor units, that is taken."""

SUMS = ("ceiling", "balance", "spent", "amount")
"""The fields of a platform record that hold money."""


def amount_of(said: str, currency: str) -> int:
    """Return the minor units of an amount such as `1,250.00`, `1.250,00` or `€ 1250`; 0 is one too.

    Raises:
        ToolError: it has no single reading (as `1.250`), is too much, or names another currency.

    """
    try:
        minor = minor_of(said, currency)
    except ValueError as error:
        raise ToolError(str(error)) from None
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
    """Return the row of a budget into which money comes, or from which it goes where `moved` is negative."""
    balance = amount_in(budget, "balance")
    after = {**budget, "balance": balance + moved, "spent": amount_in(budget, "spent") + spent}
    return Row.of("budget", with_money(budget), after=with_money(after))


def lacks(budget: Json, minor: int) -> str:
    """Return in words that a budget does not hold as much, with both figures; nothing where it does."""
    balance, currency = amount_in(budget, "balance"), str(budget.get("currency", ""))
    if balance >= minor:
        return ""
    return f"{label_of(budget)} holds {money(balance, currency)}, which is less than {money(minor, currency)}."
