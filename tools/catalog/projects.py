"""Projects: finding and reading them."""

from typing import Annotated

from tools import Context, Json, find_project, tool

MOST = 500


@tool(effect="read", look="projects:read")
async def list_projects(ctx: Context, text: Annotated[str, "words in the name"] | None = None) -> Json:
    """List the projects that the person can see, with owner, status, deadline and number of tasks."""
    found = await ctx.platform.items("/v1/projects", q=text, limit=MOST)
    return {"items": found, "total": len(found)}


@tool(effect="read", look="projects:read")
async def get_project(ctx: Context, project: Annotated[str, "a project's name, key or id"]) -> Json:
    """Read one project."""
    return await find_project(ctx, project)
