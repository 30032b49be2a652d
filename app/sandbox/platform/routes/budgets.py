"""The routes of budgets."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from app.sandbox.platform.asked import BudgetPatch, NewBudget, SeenMany
from app.sandbox.platform.journal import once
from app.sandbox.platform.nouns import budget_changes
from app.sandbox.platform.nouns.budgets import BUDGET, list_budgets
from app.sandbox.platform.queries import BudgetQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded, tagged
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import Budget, Items, Page

router = guarded("/v1/budgets")


@router.get("", openapi_extra=RULES["budgets.read"].openapi())
async def read_budgets(call: Caller, platform: Parts, query: Annotated[BudgetQuery, Query()]) -> Page[Budget]:
    """List the budgets of the person's company."""
    return list_budgets(platform.database.connection, call.person, query, call.now)


@router.get("/{budget_id}", openapi_extra=RULES["budgets.read"].openapi())
async def read_budget(call: Caller, platform: Parts, budget_id: str, response: Response) -> Budget:
    """Return one budget; a deleted one as long as it can be restored."""
    return tagged(response, BUDGET.find(platform.database.connection, call.tenant, budget_id, call.now))


@router.post("", status_code=201, response_model=Budget, openapi_extra=RULES["budgets.create"].openapi())
async def create_budget(call: Caller, platform: Parts, wanted: NewBudget) -> Response:
    """Create an empty budget. Wants a confirmed change."""
    new_id = platform.config.new_id()
    return once(platform, call, lambda db: budget_changes.create(db, call, wanted, new_id))


@router.patch("/{budget_id}", response_model=Budget, openapi_extra=RULES["budgets.update"].openapi())
async def update_budget(call: Caller, platform: Parts, budget_id: str, patch: BudgetPatch) -> Response:
    """Change a budget in the version that If-Match names. Wants a confirmed change."""
    return once(platform, call, lambda db: budget_changes.update(db, call, budget_id, patch))


@router.post("/delete", response_model=Items[Budget], openapi_extra=RULES["budgets.delete"].openapi())
async def delete_budgets(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Delete all of these empty budgets or none; they can be restored for 30 days. Wants a confirmed change."""
    return once(platform, call, lambda db: budget_changes.delete(db, call, seen.items))


@router.post("/restore", response_model=Items[Budget], openapi_extra=RULES["budgets.restore"].openapi())
async def restore_budgets(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Restore all of these deleted budgets or none. Wants a confirmed change."""
    return once(platform, call, lambda db: budget_changes.restore(db, call, seen.items))
