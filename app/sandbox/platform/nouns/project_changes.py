"""Creates, changes and deletes projects, inside a transaction that somebody else began."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.sandbox.platform.asked import NewProject, ProjectPatch, Seen
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.directory import require_person
from app.sandbox.platform.kinds import require_version, unchanged
from app.sandbox.platform.nouns import cascades
from app.sandbox.platform.nouns.budget_changes import require_empty
from app.sandbox.platform.nouns.budgets import BUDGET
from app.sandbox.platform.nouns.projects import PROJECT
from app.sandbox.platform.permission import Facts
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.shapes import Budget, DeletedProjects, ProjectCascade

_INSERT = """
INSERT INTO projects (id, tenant, key, name, status, owner, deadline, version)
VALUES (:id, :tenant, :key, :name, 'active', :owner, :deadline, 1)
"""
_UPDATE = """
UPDATE projects SET name = :name, status = :status, owner = :owner, deadline = :deadline, version = version + 1
WHERE tenant = :tenant AND id = :id
"""
_SAME_KEY = "SELECT name FROM projects WHERE tenant = :tenant AND key = :key"
_OWNER = "SELECT owner FROM projects WHERE tenant = :tenant AND id = :id"
_WITH_MONEY = "SELECT * FROM budgets_seen WHERE tenant = :tenant AND project = :id AND balance > 0"


def whose(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Facts:
    """Return whether all of these projects that there are are the caller's own."""
    found = [db.execute(_OWNER, {"tenant": call.tenant, "id": item.id}).fetchone() for item in seen]
    return Facts(own=all(row is None or row["owner"] == call.person.id for row in found))


def create(db: sqlite3.Connection, call: Call, wanted: NewProject, new_id: str) -> Done:
    """Create a project.

    Raises:
        Problem: 404, the tenant has no such person; 409, another project has the same key.

    """
    owner = wanted.owner or call.person.id
    require_person(db, call.tenant, owner)
    taken = db.execute(_SAME_KEY, {"tenant": call.tenant, "key": wanted.key}).fetchone()
    if taken is not None:
        raise Problem(409, "key-taken", f"{taken['name']} has the key {wanted.key} already.")
    project_id = f"prj_{new_id}"
    db.execute(_INSERT, wanted.model_dump(mode="json") | {"id": project_id, "tenant": call.tenant, "owner": owner})
    return PROJECT.done(db, call, 201, project_id)


def update(db: sqlite3.Connection, call: Call, project_id: str, patch: ProjectPatch) -> Done:
    """Change a project in the version that If-Match names.

    Raises:
        Problem: 404, 428, 400, 412 with the current project.

    """
    kept = PROJECT.row(db, call.tenant, project_id, call.now)
    require_version(PROJECT, PROJECT.shape(kept), call.arrival.if_match)
    changes = patch.model_dump(mode="json", exclude_unset=True)
    require_person(db, call.tenant, patch.owner if "owner" in changes else None)
    db.execute(_UPDATE, dict(kept) | changes)
    return PROJECT.done(db, call, 200, project_id)


def delete(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Delete all of some projects with all that belongs to them, or none; nothing of it can be restored.

    Raises:
        Problem: 404, 412 with the projects that have changed, 409 where a budget of one holds money.

    """
    projects = unchanged(PROJECT, db, call, seen)
    ids = [project.id for project in projects]
    require_empty([budget for project_id in ids for budget in _rich(db, call, project_id)])
    cascade = cascades.count(db, call, ids)
    cascades.take_away(db, call, ids)
    return Done(200, DeletedProjects(items=projects, cascade=cascade).model_dump_json(), tuple(ids))


def cascade(db: sqlite3.Connection, call: Call, project_id: str) -> ProjectCascade:
    """Return what goes with a project that is deleted.

    Raises:
        Problem: 404.

    """
    PROJECT.row(db, call.tenant, project_id, call.now)
    return cascades.count(db, call, [project_id])


def _rich(db: sqlite3.Connection, call: Call, project_id: str) -> list[Budget]:
    rows = db.execute(_WITH_MONEY, {"tenant": call.tenant, "id": project_id}).fetchall()
    return [BUDGET.shape(row) for row in rows]
