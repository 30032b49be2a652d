"""Members: the people of the company, their roles, and who comes and goes."""

from typing import Annotated, Literal

from tools import (
    NEW,
    Call,
    Change,
    Context,
    Json,
    Request,
    Row,
    edit_of,
    find_all,
    find_deleted,
    find_member,
    named,
    restored,
    text_of,
    tool,
)

MOST = 500
RESTORABLE = 30 * 24 * 3600
"""Seconds for which the platform keeps somebody who was removed."""

Member = Annotated[str, "a person's name, address or id, or `me`"]
Members = Annotated[list[str], "the people's ids or names"]
Role = Literal["viewer", "member", "lead", "finance", "admin"]


@tool(effect="read", look="members:read")
async def list_members(
    ctx: Context,
    text: Annotated[str, "words in name or address"] | None = None,
    role: Role | None = None,
) -> Json:
    """List the people of the company with their roles."""
    found = await ctx.platform.items("/v1/members", q=text, role=role, limit=MOST)
    return {"items": found, "total": len(found)}


@tool(effect="read", look="members:read")
async def get_member(ctx: Context, member: Member) -> Json:
    """Read who somebody is: name, address and role."""
    return await find_member(ctx, member)


@tool(effect="critical", act="members:write")
async def create_member(ctx: Context, name: str, email: str, role: Role) -> Change:
    """Let somebody new into the company, with a role."""
    new = {"name": name, "email": email, "role": role}
    return Change(
        headline=f"Let {name} into {ctx.principal.tenant_name or 'the company'} as {role}",
        rows=[Row("member", "new", name, None, None, new)],
        requests=[Request.post("/v1/members", **new)],
        undo=Call("delete_members", {"member_ids": [NEW]}),
    )


@tool(effect="critical", look="members:read", act="members:write")
async def update_member(ctx: Context, member: Member, role: Role) -> Change:
    """Give somebody another role."""
    record = await find_member(ctx, member)
    edit = edit_of(record, {"role": role})
    oneself = record["id"] == ctx.principal.sub
    return Change(
        headline=f"Make {text_of(record, 'name')} {role} instead of {text_of(record, 'role')}",
        rows=[Row.of("member", record, after=edit.after)],
        requests=[
            Request.patch("/v1/members/{}", text_of(record, "id"), version=text_of(record, "version"), **edit.sent)
        ],
        undo=None if oneself else Call("update_member", {"member": record["id"], **edit.back}),
    )


@tool(effect="delete", look="members:read", act="members:delete")
async def delete_members(ctx: Context, member_ids: Members) -> Change:
    """Remove people from the company; they can be restored for 30 days."""
    members = await find_all(ctx, find_member, member_ids)
    return Change(
        headline=f"Remove {named(members, 'members')} from {ctx.principal.tenant_name or 'the company'}",
        rows=[Row.of("member", member, after=None) for member in members],
        requests=[Request.seen("/v1/members/delete", members)],
        undo=Call("restore_members", {"member_ids": [member["id"] for member in members]}),
        undo_until=ctx.now + RESTORABLE,
    )


@tool(effect="critical", look="members:read", act="members:write")
async def restore_members(ctx: Context, member_ids: Members) -> Change:
    """Bring people back who were removed, with the roles they had."""
    members = await find_deleted(ctx, "members", member_ids)
    return Change(
        headline=f"Bring {named(members, 'members')} back",
        rows=[Row.of("member", member, after={**restored(member), "active": True}) for member in members],
        requests=[Request.seen("/v1/members/restore", members)],
        undo=Call("delete_members", {"member_ids": [member["id"] for member in members]}),
    )
