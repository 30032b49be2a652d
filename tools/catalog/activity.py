"""Activity: what was done at the company, in whose name and through which installation."""

from datetime import date
from typing import Annotated

from tools import Context, Json, tool

MOST = 200


@tool(effect="read", look="activity:read")
async def list_activity(ctx: Context, since: Annotated[date, "on this day (UTC) or later"] | None = None) -> Json:
    """List what was done at the company, the newest first: by whom, when and to which records."""
    begins = f"{since.isoformat()}T00:00:00Z" if since else None
    found = await ctx.platform.items("/v1/activity", since=begins, limit=MOST)
    return {"items": found, "total": len(found)}
