"""Transfers: money moved from one budget to another."""

from datetime import date
from typing import Annotated

from tools import (
    Call,
    Change,
    Context,
    Json,
    Request,
    ToolError,
    amount_in,
    amount_of,
    find_budget,
    find_person,
    in_all,
    lacks,
    money,
    moved_today,
    row_of_budget,
    text_of,
    tool,
    with_money,
)

MOST = 1000

Budget = Annotated[str, "a budget's name or id"]


@tool(effect="read", look="transfers:read budgets:read members:read")
async def list_transfers(
    ctx: Context,
    budget: Annotated[str, "from it or to it: a name or id"] | None = None,
    since: Annotated[date, "on this day or later"] | None = None,
    by: Annotated[str, "who made them: a name or id, or `me`"] | None = None,
) -> Json:
    """List transfers between budgets, the newest first, and what they add up to."""
    place = text_of(await find_budget(ctx, budget), "id") if budget else None
    person = text_of(await find_person(ctx, by), "id") if by else None
    found = await ctx.platform.items("/v1/transfers", budget=place, since=since, by=person, limit=MOST)
    return {"items": [with_money(one) for one in found], "total": len(found), "amount_in_all": in_all(found, "amount")}


@tool(effect="transfer", look="budgets:read transfers:read", act="transfers:create")
async def transfer_funds(
    ctx: Context,
    from_budget: Budget,
    to_budget: Budget,
    amount: Annotated[str, "as the person wrote it, as in `1,250.00`"],
    note: Annotated[str, "what it is for"] | None = None,
) -> Change:
    """Move money from one budget to another."""
    giving, taking = await find_budget(ctx, from_budget), await find_budget(ctx, to_budget)
    currency = text_of(giving, "currency")
    minor = amount_of(amount, currency)
    if giving["id"] == taking["id"] or text_of(taking, "currency") != currency or not minor:
        raise ToolError("An amount above zero can be moved between two different budgets of one currency.")
    sent = {"from": giving["id"], "to": taking["id"], "amount": minor, "currency": currency}
    back = {"from_budget": taking["id"], "to_budget": giving["id"], "amount": money(minor, currency)}
    fits_back = amount_in(giving, "balance") <= amount_in(giving, "ceiling")
    return Change(
        headline=f"Transfer {money(minor, currency)} from {text_of(giving, 'name')} to {text_of(taking, 'name')}",
        rows=[row_of_budget(giving, -minor), row_of_budget(taking, minor)],
        requests=[Request.post("/v1/transfers", **sent, **({"note": note} if note else {}))],
        undo=Call("transfer_funds", {**back, "note": "Transferred back"}) if fits_back else None,
        amount=(minor, currency),
        facts=await moved_today(ctx, minor),
        hindrance=lacks(giving, minor),
    )
