"""The routes that say what changes would do, and how much the caller may move."""

from __future__ import annotations

from app.sandbox.platform.limits import limits_of
from app.sandbox.platform.routes.parts import Caller, Parts, guarded
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes_of_changes import Described, Limits, ToDescribe
from app.sandbox.platform.telling import tell

router = guarded("/v1")


@router.post("/changes/describe", openapi_extra=RULES["changes.describe"].openapi())
async def describe_changes(call: Caller, platform: Parts, asked: ToDescribe) -> Described:
    """Tell what requests would do if the caller sent them now, one after the other; nothing is done."""
    return tell(platform.database.connection, platform, call, asked.requests).described


@router.get("/limits", openapi_extra=RULES["limits.read"].openapi())
async def read_limits(call: Caller, platform: Parts) -> Limits:
    """Return what the caller may move without a second person, and what has been moved in the last 24 hours."""
    return limits_of(platform.database.connection, call)
