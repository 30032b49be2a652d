"""The routes of members."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from app.sandbox.platform.asked import MemberPatch, NewMember, SeenMany
from app.sandbox.platform.journal import once
from app.sandbox.platform.nouns import member_changes
from app.sandbox.platform.nouns.members import MEMBER, list_members
from app.sandbox.platform.queries import MemberQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded, tagged
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import Items, Member, Page

router = guarded("/v1/members")


@router.get("", openapi_extra=RULES["members.read"].openapi())
async def read_members(call: Caller, platform: Parts, query: Annotated[MemberQuery, Query()]) -> Page[Member]:
    """List the people of the person's company."""
    return list_members(platform.database.connection, call.tenant, query, call.now)


@router.get("/{member_id}", openapi_extra=RULES["members.read"].openapi())
async def read_member(call: Caller, platform: Parts, member_id: str, response: Response) -> Member:
    """Return one member; a deleted one as long as they can be restored."""
    return tagged(response, MEMBER.find(platform.database.connection, call.tenant, member_id, call.now))


@router.post("", status_code=201, response_model=Member, openapi_extra=RULES["members.create"].openapi())
async def create_member(call: Caller, platform: Parts, wanted: NewMember) -> Response:
    """Add a member. Wants a confirmed change."""
    new_id = platform.config.new_id()
    return once(platform, call, lambda db: member_changes.create(db, call, wanted, new_id))


@router.patch("/{member_id}", response_model=Member, openapi_extra=RULES["members.update"].openapi())
async def update_member(call: Caller, platform: Parts, member_id: str, patch: MemberPatch) -> Response:
    """Give a member another role, in the version that If-Match names. Wants a confirmed change."""
    return once(platform, call, lambda db: member_changes.update(db, call, member_id, patch))


@router.post("/delete", response_model=Items[Member], openapi_extra=RULES["members.delete"].openapi())
async def delete_members(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Delete all of these members or none; they can be restored for 30 days. Wants a confirmed change."""
    return once(platform, call, lambda db: member_changes.delete(db, call, seen.items))


@router.post("/restore", response_model=Items[Member], openapi_extra=RULES["members.restore"].openapi())
async def restore_members(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Restore all of these deleted members or none. Wants a confirmed change."""
    return once(platform, call, lambda db: member_changes.restore(db, call, seen.items))
