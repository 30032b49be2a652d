"""Sums of money in words; every currency here has a hundred minor units."""

from __future__ import annotations

MINOR = 100


def in_words(amount: int, currency: str) -> str:
    """Return minor units as people write them: `1,250.00 EUR`."""
    return f"{figures(amount)} {currency}"


def figures(amount: int) -> str:
    """Return minor units as people write them, without their currency: `1,250.00`."""
    return f"{amount // MINOR:,}.{amount % MINOR:02d}"
