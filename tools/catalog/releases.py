"""Releases: finding, reading, planning, changing, deleting and restoring them."""

from datetime import date
from typing import Annotated, Literal, NotRequired, TypedDict, Unpack

from tools import (
    NEW,
    Call,
    Change,
    Context,
    Json,
    Request,
    Row,
    cascade_of,
    edit_of,
    find_all,
    find_deleted,
    find_project,
    find_release,
    named,
    restored,
    text_of,
    tool,
)

MOST = 500
RESTORABLE = 30 * 24 * 3600
"""Seconds for which the platform keeps a deleted release."""

Project = Annotated[str, "a project's name, key or id"]
Release = Annotated[str, "a release's name or id"]
Releases = Annotated[list[str], "the releases' ids or names"]
Status = Literal["planned", "released", "cancelled"]


class NewRelease(TypedDict):
    """A release that is to be planned."""

    project: Project
    name: Annotated[str, "as in `Apollo 2.4`"]
    date: NotRequired[date]
    status: NotRequired[Status]


class Edits(TypedDict, total=False):
    """What is to be changed of a release."""

    name: str
    status: Status
    date: date


@tool(effect="read", look="releases:read projects:read")
async def list_releases(
    ctx: Context,
    project: Project | None = None,
    status: Status | None = None,
    text: Annotated[str, "words in the name"] | None = None,
) -> Json:
    """List releases with project, status, date and number of tasks."""
    place = text_of(await find_project(ctx, project), "id") if project else None
    found = await ctx.platform.items("/v1/releases", project=place, status=status, q=text, limit=MOST)
    return {"items": found, "total": len(found)}


@tool(effect="read", look="releases:read")
async def get_release(ctx: Context, release: Release) -> Json:
    """Read one release."""
    return await find_release(ctx, release)


@tool(effect="critical", look="projects:read", act="releases:write")
async def create_release(ctx: Context, **asked: Unpack[NewRelease]) -> Change:
    """Plan a release of a project."""
    project = await find_project(ctx, asked["project"])
    new: dict[str, object] = {name: asked[name] for name in ("name", "status") if name in asked}
    new |= {"date": asked["date"].isoformat()} if "date" in asked else {}
    return Change(
        headline=f"Create the release {asked['name']} of {text_of(project, 'name')}",
        rows=[Row("release", "new", asked["name"], None, None, {**new, "project": text_of(project, "name")})],
        requests=[Request.post("/v1/releases", **new, project=project["id"])],
        undo=Call("delete_releases", {"release_ids": [NEW]}),
    )


@tool(effect="critical", look="releases:read", act="releases:write")
async def update_release(
    ctx: Context,
    release: Release,
    clear: Annotated[list[Literal["date"]], "what is to be emptied"] | None = None,
    **asked: Unpack[Edits],
) -> Change:
    """Change a release: name, status or date; `clear` empties the date."""
    record = await find_release(ctx, release)
    edit = edit_of(record, asked, clear or [])
    return Change(
        headline=f"Change the release {text_of(record, 'name')}: {edit}",
        rows=[Row.of("release", record, after=edit.after)],
        requests=[
            Request.patch("/v1/releases/{}", text_of(record, "id"), version=text_of(record, "version"), **edit.sent)
        ],
        undo=Call("update_release", {"release": record["id"], **edit.back}),
    )


@tool(effect="delete", look="releases:read", act="releases:delete")
async def delete_releases(ctx: Context, release_ids: Releases) -> Change:
    """Delete releases; their tasks stay without a release, and both come back if it is restored within 30 days."""
    releases = await find_all(ctx, find_release, release_ids)
    cascade = await cascade_of(ctx, "releases", releases, lose="release")
    loses = f": {cascade} left without a release" if cascade.counts else ""
    return Change(
        headline=f"Delete {named(releases, 'releases')}{loses}",
        rows=[*(Row.of("release", release, after=None) for release in releases), *cascade.rows],
        requests=[Request.seen("/v1/releases/delete", releases)],
        undo=Call("restore_releases", {"release_ids": [release["id"] for release in releases]}),
        undo_until=ctx.now + RESTORABLE,
    )


@tool(effect="critical", look="releases:read", act="releases:write")
async def restore_releases(ctx: Context, release_ids: Releases) -> Change:
    """Bring deleted releases back, with the tasks that were in them."""
    releases = await find_deleted(ctx, "releases", release_ids)
    return Change(
        headline=f"Restore {named(releases, 'releases')}",
        rows=[Row.of("release", release, after=restored(release)) for release in releases],
        requests=[Request.seen("/v1/releases/restore", releases)],
        undo=Call("delete_releases", {"release_ids": [release["id"] for release in releases]}),
    )
