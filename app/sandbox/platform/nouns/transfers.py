"""Reads transfers, and moves money from one budget to another; every statement names the tenant."""

from __future__ import annotations

import sqlite3

from app.sandbox.platform.asked import NewTransfer
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.directory import Person, asked_person
from app.sandbox.platform.kinds import Kind
from app.sandbox.platform.moments import midnight, stamp
from app.sandbox.platform.nouns.budgets import BUDGET
from app.sandbox.platform.nouns.moving import budget_for, put, take
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.queries import TransferQuery
from app.sandbox.platform.shapes import Named, Page, Transfer

_ONE = "SELECT * FROM transfers_seen WHERE tenant = :tenant AND id = :id"
_MANY = """
SELECT * FROM transfers_seen
WHERE tenant = :tenant AND (:after IS NULL OR seq < :after)
  AND (:budget IS NULL OR :budget IN (from_budget, to_budget))
  AND (:from_then IS NULL OR at >= :from_then)
  AND (:by IS NULL OR by_person = :by)
ORDER BY seq DESC LIMIT :rows
"""
_INSERT = """
INSERT INTO transfers (id, tenant, from_budget, to_budget, amount, currency, note, by_person, at)
VALUES (:id, :tenant, :from, :to, :amount, :currency, :note, :by, :now)
"""


def _shape(row: sqlite3.Row) -> Transfer:
    return Transfer(
        id=row["id"],
        from_=Named(id=row["from_budget"], name=row["from_name"]),
        to=Named(id=row["to_budget"], name=row["to_name"]),
        amount=row["amount"],
        currency=row["currency"],
        note=row["note"],
        by=Named(id=row["by_person"], name=row["by_name"]),
        at=stamp(row["at"]),
        version=str(row["version"]),
    )


TRANSFER = Kind("transfer", "transfers", _ONE, _shape)


def list_transfers(db: sqlite3.Connection, person: Person, query: TransferQuery, now: int) -> Page[Transfer]:
    """Return a part of the transfers of a person's tenant, the newest first.

    Raises:
        Problem: 404, the tenant has no such budget or person; 400, the cursor is not one of this list.

    """
    if query.budget is not None:
        BUDGET.row(db, person.tenant.id, query.budget, now)
    asked = {
        "budget": query.budget,
        "from_then": None if query.since is None else midnight(query.since),
        "by": asked_person(db, person, query.by),
    }
    return Listing("transfers", person.tenant.id, query).page(db, _MANY, asked, _shape)


def create(db: sqlite3.Connection, call: Call, wanted: NewTransfer, new_id: str) -> Done:
    """Move money from one budget to another.

    Raises:
        Problem: 404, the tenant has no such budget; 409, they are one and the same, deleted or kept in another
            currency, or the one holds less or the other would hold more than it may.

    """
    if wanted.from_ == wanted.to:
        raise Problem(409, "same-budget", "The money would come from the budget that it goes to. Nothing was moved.")
    giving = budget_for(db, call, wanted.from_, wanted.currency)
    taking = budget_for(db, call, wanted.to, wanted.currency)
    take(db, call, giving, wanted.amount)
    put(db, call, taking, wanted.amount)
    transfer_id = f"trf_{new_id}"
    values = {"id": transfer_id, "tenant": call.tenant, "by": call.person.id, "now": call.now}
    db.execute(_INSERT, wanted.model_dump(mode="json", by_alias=True) | values)
    return TRANSFER.done(db, call, 201, transfer_id)
