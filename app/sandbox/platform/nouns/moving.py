"""Takes money out of budgets and puts it in, inside a transaction that somebody else began."""

from __future__ import annotations

import sqlite3

from app.sandbox.platform.call import Call
from app.sandbox.platform.kinds import living
from app.sandbox.platform.money import in_words
from app.sandbox.platform.nouns.budgets import BUDGET
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.shapes import Budget

_MOVE = """
UPDATE budgets SET balance = balance + :amount, version = version + 1 WHERE tenant = :tenant AND id = :id
"""


def budget_for(db: sqlite3.Connection, call: Call, budget_id: str, currency: str) -> Budget:
    """Return a budget that money of this currency may go through.

    Raises:
        Problem: 404, the tenant has no such budget; 409, it is deleted or kept in another currency.

    """
    budget = living(BUDGET, db, call, budget_id)
    if budget.currency != currency:
        sentence = f"The budget {budget.name} is kept in {budget.currency}, and this is in {currency}."
        raise Problem(409, "other-currency", sentence)
    return budget


def take(db: sqlite3.Connection, call: Call, budget: Budget, amount: int) -> None:
    """Take money out of a budget.

    Raises:
        Problem: 409, it holds less.

    """
    if budget.balance < amount:
        held, wanted = in_words(budget.balance, budget.currency), in_words(amount, budget.currency)
        sentence = f"The budget {budget.name} holds {held}, which is less than {wanted}. Nothing was moved."
        raise Problem(409, "overdraft", sentence, more={"balance": budget.balance, "amount": amount})
    db.execute(_MOVE, {"tenant": call.tenant, "id": budget.id, "amount": -amount})


def put(db: sqlite3.Connection, call: Call, budget: Budget, amount: int) -> None:
    """Put money into a budget.

    Raises:
        Problem: 409, it would hold more than it may.

    """
    after = budget.balance + amount
    if after > budget.ceiling:
        would, may = in_words(after, budget.currency), in_words(budget.ceiling, budget.currency)
        sentence = f"The budget {budget.name} would hold {would}, and its ceiling is {may}. Nothing was moved."
        raise Problem(409, "over-ceiling", sentence, more={"ceiling": budget.ceiling, "balance": budget.balance})
    db.execute(_MOVE, {"tenant": call.tenant, "id": budget.id, "amount": amount})
