"""What routes are handed: the call that the guard let through, and the platform's parts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.sandbox.platform.call import Call
from app.sandbox.platform.guard import GuardedRoute, Platform, call_of, platform_of
from app.sandbox.platform.kinds import Record

Caller = Annotated[Call, Depends(call_of)]
Parts = Annotated[Platform, Depends(platform_of)]


def guarded(path: str) -> APIRouter:
    """Return a router whose routes all begin with a path and cannot run unguarded."""
    return APIRouter(prefix=path, route_class=GuardedRoute)


def tagged(response: Response, record: Record) -> Record:
    """Return a record, with its version in the answer's ETag (RFC 9110, 8.8.3)."""
    response.headers["etag"] = f'"{record.version}"'
    return record
