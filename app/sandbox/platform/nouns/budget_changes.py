"""Creates, changes, deletes and restores budgets, inside a transaction that somebody else began."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.sandbox.platform.asked import BudgetPatch, NewBudget, Seen
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.kinds import all_deleted, all_living, mark, require_living, require_version
from app.sandbox.platform.money import in_words
from app.sandbox.platform.nouns.budgets import BUDGET
from app.sandbox.platform.nouns.projects import PROJECT
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.shapes import Budget

_INSERT = """
INSERT INTO budgets (id, tenant, project, name, currency, ceiling, balance)
VALUES (:id, :tenant, :project, :name, :currency, :ceiling, 0)
"""
_UPDATE = """
UPDATE budgets SET name = :name, ceiling = :ceiling, version = version + 1 WHERE tenant = :tenant AND id = :id
"""
_MARK = "UPDATE budgets SET deleted_at = :deleted_at, version = version + 1 WHERE tenant = :tenant AND id = :id"


def create(db: sqlite3.Connection, call: Call, wanted: NewBudget, new_id: str) -> Done:
    """Create an empty budget.

    Raises:
        Problem: 404, the tenant has no such project.

    """
    if wanted.project is not None:
        PROJECT.row(db, call.tenant, wanted.project, call.now)
    budget_id = f"bud_{new_id}"
    db.execute(_INSERT, wanted.model_dump(mode="json") | {"id": budget_id, "tenant": call.tenant})
    return BUDGET.done(db, call, 201, budget_id)


def update(db: sqlite3.Connection, call: Call, budget_id: str, patch: BudgetPatch) -> Done:
    """Change a budget in the version that If-Match names; a ceiling below what it holds only keeps more from coming.

    Raises:
        Problem: 404, 428, 400, 412 with the current budget, 409 if it is deleted.

    """
    kept = BUDGET.row(db, call.tenant, budget_id, call.now)
    budget = BUDGET.shape(kept)
    require_version(BUDGET, budget, call.arrival.if_match)
    require_living(BUDGET, budget)
    db.execute(_UPDATE, dict(kept) | patch.model_dump(mode="json", exclude_unset=True))
    return BUDGET.done(db, call, 200, budget_id)


def delete(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Delete all of some empty budgets, or none; they can be restored for 30 days.

    Raises:
        Problem: 404, 412 with the budgets that have changed, 409 where one is deleted already or holds money.

    """
    require_empty(all_living(BUDGET, db, call, seen))
    return mark(BUDGET, db, call, seen, _MARK, deleted=True)


def restore(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Restore all of some deleted budgets, or none.

    Raises:
        Problem: 404, 412 with the budgets that have changed, 409 where one is not deleted.

    """
    all_deleted(BUDGET, db, call, seen)
    return mark(BUDGET, db, call, seen, _MARK, deleted=False)


def require_empty(budgets: Sequence[Budget]) -> None:
    """Check that no budget holds money.

    Raises:
        Problem: 409, one does.

    """
    for budget in budgets:
        if budget.balance:
            held = in_words(budget.balance, budget.currency)
            sentence = f"The budget {budget.name} holds {held}. Move it elsewhere first. Nothing was deleted."
            raise Problem(409, "holds-money", sentence)
