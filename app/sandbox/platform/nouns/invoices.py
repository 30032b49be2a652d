"""Reads invoices, and pays them out of a budget; every statement names the tenant."""

from __future__ import annotations

import sqlite3
from datetime import date

from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.kinds import Kind, require_version
from app.sandbox.platform.moments import day, stamp_or_none
from app.sandbox.platform.money import in_words
from app.sandbox.platform.nouns.moving import budget_for, take
from app.sandbox.platform.permission import Facts
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.queries import InvoiceQuery
from app.sandbox.platform.shapes import Invoice, Named, Page

_ONE = "SELECT * FROM invoices_seen WHERE tenant = :tenant AND id = :id"
_MANY = """
SELECT * FROM invoices_seen
WHERE tenant = :tenant AND (:after IS NULL OR seq > :after)
  AND (:status IS NULL OR status = :status)
  AND (:today IS NULL OR (status = 'open' AND due < :today))
  AND has_words(number || ' ' || vendor, :q)
ORDER BY seq LIMIT :rows
"""
_AMOUNT = "SELECT amount, currency FROM invoices WHERE tenant = :tenant AND id = :id"
_PAY = """
UPDATE invoices SET status = 'paid', budget = :budget, paid_at = :now, version = version + 1
WHERE tenant = :tenant AND id = :id
"""


def _shape(row: sqlite3.Row) -> Invoice:
    return Invoice(
        id=row["id"],
        number=row["number"],
        vendor=row["vendor"],
        iban=row["iban"],
        amount=row["amount"],
        currency=row["currency"],
        due=date.fromisoformat(row["due"]),
        status=row["status"],
        budget=row["budget"] and Named(id=row["budget"], name=row["budget_name"]),
        paid_at=stamp_or_none(row["paid_at"]),
        version=str(row["version"]),
    )


INVOICE = Kind("invoice", "invoices", _ONE, _shape)


def list_invoices(db: sqlite3.Connection, tenant: str, query: InvoiceQuery, now: int) -> Page[Invoice]:
    """Return a part of a tenant's invoices.

    Raises:
        Problem: 400, the cursor is not one of this list.

    """
    today = day(now).isoformat() if query.overdue else None
    asked = {"status": query.status, "today": today, "q": query.q}
    return Listing("invoices", tenant, query).page(db, _MANY, asked, _shape)


def sum_of(db: sqlite3.Connection, call: Call, invoice_id: str) -> Facts:
    """Return what an invoice, if there is one, is about to cost."""
    row = db.execute(_AMOUNT, {"tenant": call.tenant, "id": invoice_id}).fetchone()
    return Facts() if row is None else Facts(amount=row["amount"], currency=row["currency"])


def pay(db: sqlite3.Connection, call: Call, invoice_id: str, budget_id: str) -> Done:
    """Pay an invoice, in the version that If-Match names, out of a budget.

    Raises:
        Problem: 404, 428, 400, 412 with the current invoice, 409 if it is paid, or the budget is deleted, kept in
            another currency, or holds less.

    """
    invoice = INVOICE.find(db, call.tenant, invoice_id, call.now)
    require_version(INVOICE, invoice, call.arrival.if_match)
    if invoice.status == "paid":
        what = f"The invoice {invoice.number} over {in_words(invoice.amount, invoice.currency)}"
        raise Problem(409, "paid-already", f"{what} was paid on {str(invoice.paid_at)[:10]}. Nothing was moved.")
    budget = budget_for(db, call, budget_id, invoice.currency)
    take(db, call, budget, invoice.amount)
    db.execute(_PAY, {"tenant": call.tenant, "id": invoice_id, "budget": budget.id, "now": call.now})
    return INVOICE.done(db, call, 200, invoice_id)
