"""Reads the seed's CSV files: their lines, and the amounts of money in them."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

_AMOUNT = re.compile(r"(?P<units>[0-9]+)\.(?P<cents>[0-9]{2})")


def rows(file: str) -> tuple[dict[str, str], ...]:
    """Return the lines of one of the seed's files, by the names in its first line."""
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), strict=True))


def minor(amount: str) -> int:
    """Return "1250.00" as 125000; raises ValueError unless it is digits, a point and two digits."""
    parts = _AMOUNT.fullmatch(amount)
    if parts is None:
        raise ValueError(f"{amount!r} is not an amount of money with two decimals.")
    return int(parts["units"] + parts["cents"])
