"""The routes of releases."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from app.sandbox.platform.asked import NewRelease, ReleasePatch, SeenMany
from app.sandbox.platform.journal import once
from app.sandbox.platform.nouns import release_changes
from app.sandbox.platform.nouns.releases import RELEASE, list_releases
from app.sandbox.platform.queries import ReleaseQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded, tagged
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import Items, Page, Release, ReleaseCascade

router = guarded("/v1/releases")


@router.get("", openapi_extra=RULES["releases.read"].openapi())
async def read_releases(call: Caller, platform: Parts, query: Annotated[ReleaseQuery, Query()]) -> Page[Release]:
    """List the releases of the person's company, the oldest first."""
    return list_releases(platform.database.connection, call.person, query, call.now)


@router.get("/{release_id}", openapi_extra=RULES["releases.read"].openapi())
async def read_release(call: Caller, platform: Parts, release_id: str, response: Response) -> Release:
    """Return one release; a deleted one as long as it can be restored."""
    return tagged(response, RELEASE.find(platform.database.connection, call.tenant, release_id, call.now))


@router.get("/{release_id}/cascade", openapi_extra=RULES["releases.read"].openapi())
async def read_release_cascade(call: Caller, platform: Parts, release_id: str) -> ReleaseCascade:
    """Tell how many tasks lose their release when it is deleted."""
    return release_changes.cascade(platform.database.connection, call, release_id)


@router.post("", status_code=201, response_model=Release, openapi_extra=RULES["releases.create"].openapi())
async def create_release(call: Caller, platform: Parts, wanted: NewRelease) -> Response:
    """Create a release. Wants a confirmed change."""
    new_id = platform.config.new_id()
    return once(platform, call, lambda db: release_changes.create(db, call, wanted, new_id))


@router.patch("/{release_id}", response_model=Release, openapi_extra=RULES["releases.update"].openapi())
async def update_release(call: Caller, platform: Parts, release_id: str, patch: ReleasePatch) -> Response:
    """Change a release in the version that If-Match names. Wants a confirmed change."""
    return once(platform, call, lambda db: release_changes.update(db, call, release_id, patch))


@router.post("/delete", response_model=Items[Release], openapi_extra=RULES["releases.delete"].openapi())
async def delete_releases(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Delete all of these releases or none; they can be restored for 30 days. Wants a confirmed change."""
    return once(platform, call, lambda db: release_changes.delete(db, call, seen.items))


@router.post("/restore", response_model=Items[Release], openapi_extra=RULES["releases.restore"].openapi())
async def restore_releases(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Restore all of these deleted releases or none. Wants a confirmed change."""
    return once(platform, call, lambda db: release_changes.restore(db, call, seen.items))
