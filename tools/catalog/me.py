"""Who Countersign works for."""

from tools import Context, Json, tool


@tool(effect="read", look="me:read")
async def who_am_i(ctx: Context) -> Json:
    """Say who the signed-in person is: name, company, role and teams."""
    return await ctx.platform.get("/v1/me")
