"""Writes, changes, deletes and restores comments, inside a transaction that somebody else began."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.sandbox.platform.asked import CommentPatch, NewComment, Seen
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.kinds import all_deleted, all_living, living, mark, require_living, require_version
from app.sandbox.platform.nouns.comments import COMMENT
from app.sandbox.platform.nouns.tasks import TASK
from app.sandbox.platform.permission import Facts

_INSERT = """
INSERT INTO comments (id, tenant, task, author, text, created_at, updated_at)
VALUES (:id, :tenant, :task, :author, :text, :now, :now)
"""
_UPDATE = """
UPDATE comments SET text = :text, updated_at = :now, version = version + 1 WHERE tenant = :tenant AND id = :id
"""
_MARK = """
UPDATE comments SET deleted_at = :deleted_at, updated_at = :now, version = version + 1
WHERE tenant = :tenant AND id = :id
"""
_AUTHOR = "SELECT author FROM comments WHERE tenant = :tenant AND id = :id"


def whose(db: sqlite3.Connection, call: Call, comment_id: str) -> Facts:
    """Return whether a comment, if there is one, is the caller's own."""
    row = db.execute(_AUTHOR, {"tenant": call.tenant, "id": comment_id}).fetchone()
    return Facts(own=None if row is None else row["author"] == call.person.id)


def create(db: sqlite3.Connection, call: Call, wanted: NewComment, new_id: str) -> Done:
    """Write a comment; the task's own version and time stay.

    Raises:
        Problem: 404, the tenant has no such task; 409, it is deleted.

    """
    living(TASK, db, call, wanted.task)
    comment_id = f"cmt_{new_id}"
    values = {"id": comment_id, "tenant": call.tenant, "author": call.person.id, "now": call.now}
    db.execute(_INSERT, wanted.model_dump(mode="json") | values)
    return COMMENT.done(db, call, 201, comment_id)


def update(db: sqlite3.Connection, call: Call, comment_id: str, patch: CommentPatch) -> Done:
    """Change what a comment says, in the version that If-Match names.

    Raises:
        Problem: 404, 428, 400, 412 with the current comment, 409 if it or its task is deleted.

    """
    comment = COMMENT.find(db, call.tenant, comment_id, call.now)
    require_version(COMMENT, comment, call.arrival.if_match)
    require_living(COMMENT, comment)
    living(TASK, db, call, comment.task.id)
    db.execute(_UPDATE, {"tenant": call.tenant, "id": comment_id, "text": patch.text, "now": call.now})
    return COMMENT.done(db, call, 200, comment_id)


def delete(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Delete all of some comments, or none; they can be restored for 30 days.

    Raises:
        Problem: 404, 412 with the comments that have changed, 409 where one or its task is deleted already.

    """
    _require_tasks(db, call, [comment.task.id for comment in all_living(COMMENT, db, call, seen)])
    return mark(COMMENT, db, call, seen, _MARK, deleted=True)


def restore(db: sqlite3.Connection, call: Call, seen: Sequence[Seen]) -> Done:
    """Restore all of some deleted comments, or none.

    Raises:
        Problem: 404, 412 with the comments that have changed, 409 where one is not deleted or its task is.

    """
    _require_tasks(db, call, [comment.task.id for comment in all_deleted(COMMENT, db, call, seen)])
    return mark(COMMENT, db, call, seen, _MARK, deleted=False)


def _require_tasks(db: sqlite3.Connection, call: Call, task_ids: Sequence[str]) -> None:
    for task_id in task_ids:
        living(TASK, db, call, task_id)
