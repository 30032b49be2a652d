"""Counts what goes with projects, and takes it away; what can be read or restored by its id goes with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from app.sandbox.platform.call import Call
from app.sandbox.platform.moments import RESTORABLE
from app.sandbox.platform.shapes import ProjectCascade

_COUNT = """
SELECT
    (
        SELECT count(*) FROM tasks
        WHERE tenant = :tenant AND project IN (SELECT value FROM json_each(:projects))
          AND (deleted_at IS NULL OR deleted_at > :gone)
    ) AS tasks,
    (
        SELECT count(*) FROM releases
        WHERE tenant = :tenant AND project IN (SELECT value FROM json_each(:projects))
          AND (deleted_at IS NULL OR deleted_at > :gone)
    ) AS releases,
    (
        SELECT count(*) FROM comments JOIN tasks ON tasks.id = comments.task
        WHERE comments.tenant = :tenant AND tasks.project IN (SELECT value FROM json_each(:projects))
          AND (comments.deleted_at IS NULL OR comments.deleted_at > :gone)
          AND (tasks.deleted_at IS NULL OR tasks.deleted_at > :gone)
    ) AS comments,
    (
        SELECT count(*) FROM budgets
        WHERE tenant = :tenant AND project IN (SELECT value FROM json_each(:projects))
          AND (deleted_at IS NULL OR deleted_at > :gone)
    ) AS budgets
"""
_TAKE = (
    """
DELETE FROM comments
WHERE tenant = :tenant AND task IN (
    SELECT id FROM tasks WHERE tenant = :tenant AND project IN (SELECT value FROM json_each(:projects))
)
""",
    "DELETE FROM tasks WHERE tenant = :tenant AND project IN (SELECT value FROM json_each(:projects))",
    "DELETE FROM releases WHERE tenant = :tenant AND project IN (SELECT value FROM json_each(:projects))",
    # A budget stays in the books, where transfers and invoices name it, and nowhere else: it was deleted in 1970.
    """
UPDATE budgets SET project = NULL, deleted_at = 0, version = version + 1
WHERE tenant = :tenant AND project IN (SELECT value FROM json_each(:projects))
""",
    "DELETE FROM projects WHERE tenant = :tenant AND id IN (SELECT value FROM json_each(:projects))",
)


def count(db: sqlite3.Connection, call: Call, project_ids: Sequence[str]) -> ProjectCascade:
    """Return how many records go with some projects."""
    asked = _named(call, project_ids) | {"gone": call.now - RESTORABLE}
    return ProjectCascade(**dict(db.execute(_COUNT, asked).fetchone()))


def take_away(db: sqlite3.Connection, call: Call, project_ids: Sequence[str]) -> None:
    """Delete, for good, some projects and whatever belongs to them."""
    for statement in _TAKE:
        db.execute(statement, _named(call, project_ids))


def _named(call: Call, project_ids: Sequence[str]) -> dict[str, object]:
    return {"tenant": call.tenant, "projects": json.dumps(project_ids)}
