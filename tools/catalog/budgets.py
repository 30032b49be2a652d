"""Budgets: what they hold, and creating, changing, deleting and restoring them."""

from typing import Annotated, Literal, TypedDict, Unpack

from tools import (
    NEW,
    Call,
    Change,
    Context,
    Json,
    Request,
    Row,
    ToolError,
    amount_in,
    amount_of,
    edit_of,
    find_all,
    find_budget,
    find_deleted,
    find_project,
    in_all,
    named,
    restored,
    text_of,
    tool,
    with_money,
)

MOST = 500
RESTORABLE = 30 * 24 * 3600
"""Seconds for which the platform keeps a deleted budget."""

Project = Annotated[str, "a project's name, key or id"]
Budget = Annotated[str, "a budget's name or id"]
Budgets = Annotated[list[str], "the budgets' ids or names"]
Ceiling = Annotated[str, "the most that it may hold, as in `120,000.00`"]
Currency = Literal["EUR", "USD", "GBP", "CHF"]


class Edits(TypedDict, total=False):
    """What is to be changed of a budget."""

    name: str
    ceiling: Ceiling


@tool(effect="read", look="budgets:read projects:read")
async def list_budgets(
    ctx: Context, project: Project | None = None, text: Annotated[str, "words in the name"] | None = None
) -> Json:
    """List budgets with what they hold, may hold and have spent."""
    place = text_of(await find_project(ctx, project), "id") if project else None
    found = await ctx.platform.items("/v1/budgets", project=place, q=text, limit=MOST)
    return {
        "items": [with_money(one) for one in found],
        "total": len(found),
        "balance_in_all": in_all(found, "balance"),
    }


@tool(effect="read", look="budgets:read")
async def get_budget(ctx: Context, budget: Budget) -> Json:
    """Read one budget: what it holds, may hold and has spent."""
    return with_money(await find_budget(ctx, budget))


@tool(effect="critical", look="projects:read", act="budgets:write")
async def create_budget(
    ctx: Context, name: str, ceiling: Ceiling, project: Project | None = None, currency: Currency = "EUR"
) -> Change:
    """Create a budget, empty at first; money comes into it by transfers."""
    place = await find_project(ctx, project) if project else None
    new: dict[str, object] = {"name": name, "currency": currency, "ceiling": amount_of(ceiling, currency)}
    body = {**new, "project": place["id"]} if place else new
    after = {**with_money(new), "project": text_of(place or {}, "name") or None}
    return Change(
        headline=f"Create the budget {name} of up to {after['ceiling']}",
        rows=[Row("budget", "new", name, None, None, after)],
        requests=[Request.post("/v1/budgets", **body)],
        undo=Call("delete_budgets", {"budget_ids": [NEW]}),
    )


@tool(effect="critical", look="budgets:read", act="budgets:write")
async def update_budget(ctx: Context, budget: Budget, **asked: Unpack[Edits]) -> Change:
    """Change a budget's name, or its ceiling: the most that it may hold."""
    record = await find_budget(ctx, budget)
    ceiling = {"ceiling": amount_of(asked["ceiling"], text_of(record, "currency"))} if "ceiling" in asked else {}
    edit = edit_of(record, {**asked, **ceiling})
    back = {name: text_of(with_money(record), name) for name in edit.back}
    return Change(
        headline=f"Change the budget {text_of(record, 'name')}: {edit}",
        rows=[Row.of("budget", with_money(record), after=with_money(edit.after))],
        requests=[
            Request.patch("/v1/budgets/{}", text_of(record, "id"), version=text_of(record, "version"), **edit.sent)
        ],
        undo=Call("update_budget", {"budget": record["id"], **back}),
    )


@tool(effect="delete", look="budgets:read", act="budgets:delete")
async def delete_budgets(ctx: Context, budget_ids: Budgets) -> Change:
    """Delete budgets that hold nothing any more; they can be restored for 30 days."""
    budgets = await find_all(ctx, find_budget, budget_ids)
    for budget in budgets:
        if amount_in(budget, "balance"):
            holds = with_money(budget)["balance"]
            raise ToolError(f"{text_of(budget, 'name')} still holds {holds}; transfer it to another budget first.")
    return Change(
        headline=f"Delete {named(budgets, 'budgets')}",
        rows=[Row.of("budget", with_money(budget), after=None) for budget in budgets],
        requests=[Request.seen("/v1/budgets/delete", budgets)],
        undo=Call("restore_budgets", {"budget_ids": [budget["id"] for budget in budgets]}),
        undo_until=ctx.now + RESTORABLE,
    )


@tool(effect="critical", look="budgets:read", act="budgets:write")
async def restore_budgets(ctx: Context, budget_ids: Budgets) -> Change:
    """Bring deleted budgets back."""
    budgets = await find_deleted(ctx, "budgets", budget_ids)
    return Change(
        headline=f"Restore {named(budgets, 'budgets')}",
        rows=[Row.of("budget", with_money(budget), after=restored(with_money(budget))) for budget in budgets],
        requests=[Request.seen("/v1/budgets/restore", budgets)],
        undo=Call("delete_budgets", {"budget_ids": [budget["id"] for budget in budgets]}),
    )
