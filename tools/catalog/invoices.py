"""Invoices: which there are, and paying one from a budget."""

from typing import Annotated, Literal

from tools import (
    Change,
    Context,
    Json,
    Request,
    Row,
    ToolError,
    amount_in,
    find_budget,
    find_invoice,
    in_all,
    lacks,
    money,
    moved_today,
    row_of_budget,
    text_of,
    tool,
    with_money,
)

MOST = 500

Invoice = Annotated[str, "an invoice's number or id, or its vendor"]


@tool(effect="read", look="invoices:read")
async def list_invoices(
    ctx: Context,
    status: Literal["open", "paid"] | None = None,
    overdue: Annotated[bool, "true: open and past the due day"] | None = None,
    text: Annotated[str, "words in number or vendor"] | None = None,
) -> Json:
    """List invoices with vendor, amount, due day and status, and what they add up to."""
    found = await ctx.platform.items("/v1/invoices", status=status, overdue=overdue or None, q=text, limit=MOST)
    return {"items": [with_money(one) for one in found], "total": len(found), "amount_in_all": in_all(found, "amount")}


@tool(effect="read", look="invoices:read")
async def get_invoice(ctx: Context, invoice: Invoice) -> Json:
    """Read one invoice."""
    return with_money(await find_invoice(ctx, invoice))


@tool(effect="transfer", look="invoices:read budgets:read transfers:read", act="invoices:pay")
async def pay_invoice(ctx: Context, invoice: Invoice, budget: Annotated[str, "a budget's name or id"]) -> Change:
    """Pay an open invoice from a budget; money that has been paid can't be taken back."""
    bill, giving = await find_invoice(ctx, invoice), await find_budget(ctx, budget)
    minor, currency = amount_in(bill, "amount"), text_of(bill, "currency")
    if text_of(bill, "status") != "open" or text_of(giving, "currency") != currency:
        raise ToolError(f"{text_of(bill, 'number')} is paid already, or not in the currency of this budget.")
    paid = {**with_money(bill), "status": "paid", "budget": {"id": giving["id"], "name": giving["name"]}}
    number, vendor = text_of(bill, "number"), text_of(bill, "vendor")
    return Change(
        headline=f"Pay {money(minor, currency)} to {vendor} for {number} from {text_of(giving, 'name')}",
        rows=[Row.of("invoice", with_money(bill), after=paid), row_of_budget(giving, -minor, spent=minor)],
        requests=[
            Request.post_on(
                "/v1/invoices/{}/pay", text_of(bill, "id"), version=text_of(bill, "version"), budget=giving["id"]
            )
        ],
        amount=(minor, currency),
        facts=await moved_today(ctx, minor),
        hindrance=lacks(giving, minor),
    )
