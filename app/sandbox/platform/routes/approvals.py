"""The routes of approvals: changes that wait for a second person, and the events that tell of them."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import Query, Response
from starlette.responses import StreamingResponse

from app.sandbox.platform.call import Call
from app.sandbox.platform.guard import Platform
from app.sandbox.platform.journal import once
from app.sandbox.platform.nouns import approval_changes
from app.sandbox.platform.nouns.approvals import list_approvals, read_approval, state_for
from app.sandbox.platform.queries import ApprovalQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded, tagged
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import Page
from app.sandbox.platform.shapes_of_changes import Approval, Decision, NewApproval

EVENTS = "text/event-stream"
router = guarded("/v1/approvals")


@router.get("", openapi_extra=RULES["approvals.read"].openapi())
async def read_approvals(call: Caller, platform: Parts, query: Annotated[ApprovalQuery, Query()]) -> Page[Approval]:
    """List what the caller asked for and what they may decide, the newest first."""
    return list_approvals(platform.database.connection, platform, call, query)


@router.get("/events", response_class=StreamingResponse, openapi_extra=RULES["approvals.read"].openapi())
async def hear_approvals(call: Caller, platform: Parts) -> Response:
    """Tell of every approval of the caller's, or theirs to decide, when it changes (server-sent events).

    The event `approval` holds its id and state; a comment comes at once and whenever nothing else does for a while.
    """
    return StreamingResponse(_events(platform, call), media_type=EVENTS)


@router.get("/{approval_id}", openapi_extra=RULES["approvals.read"].openapi())
async def read_one_approval(call: Caller, platform: Parts, approval_id: str, response: Response) -> Approval:
    """Return one approval that the caller asked for or may decide; while it waits, as things stand now."""
    return tagged(response, read_approval(platform.database.connection, platform, call, approval_id))


@router.post("", status_code=201, response_model=Approval, openapi_extra=RULES["approvals.open"].openapi())
async def open_approval(call: Caller, platform: Parts, asked: NewApproval) -> Response:
    """Let a change wait for a second person. Wants that change confirmed, as freshly as doing it would."""
    new_id = platform.config.new_id()
    return once(platform, call, lambda db: approval_changes.open_one(db, platform, call, asked, new_id))


@router.post("/{approval_id}/decision", response_model=Approval, openapi_extra=RULES["approvals.decide"].openapi())
async def decide_approval(call: Caller, platform: Parts, approval_id: str, said: Decision) -> Response:
    """Decide, as the second person. Wants this very decision confirmed at a fresh sign-in."""
    return once(platform, call, lambda db: approval_changes.decide(db, platform, call, approval_id, said))


async def _events(platform: Platform, call: Call) -> AsyncGenerator[bytes, None]:
    pace = platform.config.events
    async with aclosing(platform.news.listen(call.tenant, pace.every, pace.until)) as heard:
        async for told in heard:
            if not told:
                yield b":\n\n"
                continue
            db = platform.database.connection
            for approval in told:
                state = state_for(db, platform, call, approval)
                if state is not None:
                    yield f"event: approval\ndata: {json.dumps({'id': approval, 'state': state})}\n\n".encode()
