"""Reads how much a run without a screen may do: never more than the rules allow, often less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from graph.limits import Limits

DAY = 86_400
"""Seconds for which a proposal waits that was asked for when nobody watched."""

HOW = "Write it as rows=10,amount=500.00,steps=8, with any of the three."


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may do at most; `amount` is in minor units of whatever currency; None leaves it to the rules."""

    rows: int | None = None
    amount: int | None = None
    steps: int | None = None

    def limits(self) -> Limits:
        """Return the limits of such a run."""
        from graph.limits import Limits

        most = Limits().steps
        steps = most if self.steps is None else min(most, self.steps)
        return Limits(steps=steps, proposal_seconds=DAY, most_rows=self.rows, most_amount=self.amount)


class BudgetType(click.ParamType[Budget]):
    """`rows=10,amount=500.00,steps=8` on the command line."""

    name = "rows=N,amount=A,steps=N"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Budget:
        """Return the budget; anything that isn't one ends the command."""
        if isinstance(value, Budget):
            return value
        pairs = [part.partition("=") for part in str(value).split(",")]
        said = {name.strip(): text.strip() for name, _, text in pairs}
        if len(said) < len(pairs) or not set(said) <= {"rows", "amount", "steps"}:
            self.fail(HOW, param, ctx)
        try:
            return Budget(_count(said, "rows"), _minor(said), _count(said, "steps"))
        except ValueError:
            self.fail(HOW, param, ctx)


def _count(said: Mapping[str, str], name: str) -> int | None:
    text = said.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _minor(said: Mapping[str, str]) -> int | None:
    text = said.get("amount")
    if text is None:
        return None
    whole, _, cents = text.partition(".")
    if not all(part.isascii() and part.isdigit() for part in (whole, cents or "00")) or len(cents) not in {0, 2}:
        raise ValueError(text)
    return int(whole) * 100 + int(cents or 0)
