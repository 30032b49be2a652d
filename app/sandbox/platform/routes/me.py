"""The routes about the caller: who they are, what became of a call, what was done at their company."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from app.sandbox.platform.journal import list_activity, operation_of
from app.sandbox.platform.queries import ActivityQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import Activity, Me, Named, Operation, Page

router = guarded("/v1")


@router.get("/me", openapi_extra=RULES["me.read"].openapi())
async def read_me(call: Caller, platform: Parts) -> Me:
    """Return who the token is about, their role, and what it may do here."""
    person = call.person
    tenant = Named(id=person.tenant.id, name=person.tenant.name)
    return Me(
        id=person.id,
        name=person.name,
        email=person.email,
        tenant=tenant,
        role=person.role,
        teams=list(person.teams),
        scopes=platform.permission.scopes(person),
    )


@router.get("/operations/{key}", openapi_extra=RULES["operations.read"].openapi())
async def read_operation(call: Caller, platform: Parts, key: str) -> Operation:
    """Return what became of a write that the same person sent through the same client with this Idempotency-Key."""
    return operation_of(platform.database.connection, call, key)


@router.get("/activity", openapi_extra=RULES["activity.read"].openapi())
async def read_activity(call: Caller, platform: Parts, query: Annotated[ActivityQuery, Query()]) -> Page[Activity]:
    """List what was done at the person's company, the newest first."""
    return list_activity(platform.database.connection, call.tenant, query)
