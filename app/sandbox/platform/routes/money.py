"""The routes of transfers and invoices: where money moves."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from app.sandbox.platform.asked import NewTransfer, Payment
from app.sandbox.platform.journal import once
from app.sandbox.platform.nouns import invoices, transfers
from app.sandbox.platform.nouns.invoices import INVOICE, list_invoices
from app.sandbox.platform.nouns.transfers import TRANSFER, list_transfers
from app.sandbox.platform.permission import Facts
from app.sandbox.platform.queries import InvoiceQuery, TransferQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded, tagged
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import Invoice, Page, Transfer

router = guarded("/v1")


@router.get("/transfers", openapi_extra=RULES["transfers.read"].openapi())
async def read_transfers(call: Caller, platform: Parts, query: Annotated[TransferQuery, Query()]) -> Page[Transfer]:
    """List the transfers of the person's company, the newest first."""
    return list_transfers(platform.database.connection, call.person, query, call.now)


@router.get("/transfers/{transfer_id}", openapi_extra=RULES["transfers.read"].openapi())
async def read_transfer(call: Caller, platform: Parts, transfer_id: str, response: Response) -> Transfer:
    """Return one transfer."""
    return tagged(response, TRANSFER.find(platform.database.connection, call.tenant, transfer_id, call.now))


@router.post("/transfers", status_code=201, response_model=Transfer, openapi_extra=RULES["transfers.create"].openapi())
async def create_transfer(call: Caller, platform: Parts, wanted: NewTransfer) -> Response:
    """Move money from one budget to another. Wants a confirmed change and a fresh sign-in for it."""
    new_id = platform.config.new_id()
    facts = Facts(amount=wanted.amount, currency=wanted.currency)
    return once(platform, call, lambda db: transfers.create(db, call, wanted, new_id), lambda _: facts)


@router.get("/invoices", openapi_extra=RULES["invoices.read"].openapi())
async def read_invoices(call: Caller, platform: Parts, query: Annotated[InvoiceQuery, Query()]) -> Page[Invoice]:
    """List the invoices of the person's company, the oldest first."""
    return list_invoices(platform.database.connection, call.tenant, query, call.now)


@router.get("/invoices/{invoice_id}", openapi_extra=RULES["invoices.read"].openapi())
async def read_invoice(call: Caller, platform: Parts, invoice_id: str, response: Response) -> Invoice:
    """Return one invoice."""
    return tagged(response, INVOICE.find(platform.database.connection, call.tenant, invoice_id, call.now))


@router.post("/invoices/{invoice_id}/pay", response_model=Invoice, openapi_extra=RULES["invoices.pay"].openapi())
async def pay_invoice(call: Caller, platform: Parts, invoice_id: str, payment: Payment) -> Response:
    """Pay an invoice, in the version that If-Match names. Wants a confirmed change and a fresh sign-in for it."""
    return once(
        platform,
        call,
        lambda db: invoices.pay(db, call, invoice_id, payment.budget),
        lambda db: invoices.sum_of(db, call, invoice_id),
    )
