"""Creates, changes, deletes and restores releases, inside a transaction that somebody else began."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.sandbox.platform.asked import NewRelease, ReleasePatch, Seen
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.kinds import all_deleted, all_living, living, mark, require_living, require_version
from app.sandbox.platform.nouns.projects import PROJECT
from app.sandbox.platform.nouns.releases import RELEASE
from app.sandbox.platform.shapes import ReleaseCascade

_INSERT = """
INSERT INTO releases (id, tenant, project, name, status, date)
VALUES (:id, :tenant, :project, :name, :status, :date)
"""
_UPDATE = """
UPDATE releases SET name = :name, status = :status, date = :date, version = version + 1
WHERE tenant = :tenant AND id = :id
"""
_MARK = "UPDATE releases SET deleted_at = :deleted_at, version = version + 1 WHERE tenant = :tenant AND id = :id"


def create(db: sqlite3.Connection, call: Call, wanted: NewRelease, new_id: str) -> Done:
    """Create a release.

    Raises:
        Problem: 404, the tenant has no such project.

    """
    PROJECT.row(db, call.tenant, wanted.project, call.now)
    release_id = f"rel_{new_id}"
    db.execute(_INSERT, wanted.model_dump(mode="json") | {"id": release_id, "tenant": call.tenant})
    return RELEASE.done(db, call, 201, release_id)


def update(db: sqlite3.Connection, call: Call, release_id: str, patch: ReleasePatch) -> Done:
    """Change a release in the version that If-Match names.

    Raises:
        Problem: 404, 428, 400, 412 with the current release, 409 if it is deleted.

    """
    kept = RELEASE.row(db, call.tenant, release_id, call.now)
    release = RELEASE.shape(kept)
    require_version(RELEASE, release, call.arrival.if_match)
    require_living(RELEASE, release)
    db.execute(_UPDATE, dict(kept) | patch.model_dump(mode="json", exclude_unset=True))
    return RELEASE.done(db, call, 200, release_id)


def delete(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Delete all of some releases, or none; their tasks have no release until they are restored.

    Raises:
        Problem: 404, 412 with the releases that have changed, 409 where one is deleted already.

    """
    all_living(RELEASE, db, call, seen)
    return mark(RELEASE, db, call, seen, _MARK, deleted=True)


def restore(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Restore all of some deleted releases, or none; tasks that were given no other release since are in them again.

    Raises:
        Problem: 404, 412 with the releases that have changed, 409 where one is not deleted.

    """
    all_deleted(RELEASE, db, call, seen)
    return mark(RELEASE, db, call, seen, _MARK, deleted=False)


def cascade(db: sqlite3.Connection, call: Call, release_id: str) -> ReleaseCascade:
    """Return how many tasks lose their release when it is deleted.

    Raises:
        Problem: 404, 409 if it is deleted.

    """
    return ReleaseCascade(tasks=living(RELEASE, db, call, release_id).task_count)
