"""Reads comments; every statement names the tenant. A deleted task hides its comments from lists, but not from ids."""

from __future__ import annotations

import sqlite3

from app.sandbox.platform.cursors import Listing
from app.sandbox.platform.directory import Person, asked_person
from app.sandbox.platform.kinds import Kind
from app.sandbox.platform.moments import RESTORABLE, restorable_until, stamp, stamp_or_none
from app.sandbox.platform.nouns.tasks import TASK
from app.sandbox.platform.queries import CommentQuery
from app.sandbox.platform.shapes import Comment, Named, Page, Titled

_ONE = """
SELECT * FROM comments_seen
WHERE tenant = :tenant AND id = :id
  AND (deleted_at IS NULL OR deleted_at > :gone) AND (task_deleted_at IS NULL OR task_deleted_at > :gone)
"""
_MANY = """
SELECT * FROM comments_seen
WHERE tenant = :tenant AND (:after IS NULL OR seq > :after) AND task_deleted_at IS NULL
  AND CASE WHEN :deleted THEN deleted_at > :gone ELSE deleted_at IS NULL END
  AND (:task IS NULL OR task = :task)
  AND (:author IS NULL OR author = :author)
  AND has_words(text, :q)
ORDER BY seq LIMIT :rows
"""


def _shape(row: sqlite3.Row) -> Comment:
    return Comment(
        id=row["id"],
        task=Titled(id=row["task"], key=row["task_key"], title=row["task_title"]),
        author=Named(id=row["author"], name=row["author_name"]),
        text=row["text"],
        created_at=stamp(row["created_at"]),
        updated_at=stamp(row["updated_at"]),
        deleted_at=stamp_or_none(row["deleted_at"]),
        restorable_until=restorable_until(row["deleted_at"]),
        version=str(row["version"]),
    )


COMMENT = Kind("comment", "comments", _ONE, _shape)


def list_comments(db: sqlite3.Connection, person: Person, query: CommentQuery, now: int) -> Page[Comment]:
    """Return a part of the comments of a person's tenant, the oldest first.

    Raises:
        Problem: 404, the tenant has no such task or person; 400, the cursor is not one of this list.

    """
    if query.task is not None:
        TASK.row(db, person.tenant.id, query.task, now)
    asked = query.model_dump(mode="json") | {
        "gone": now - RESTORABLE,
        "author": asked_person(db, person, query.author),
    }
    return Listing("comments", person.tenant.id, query).page(db, _MANY, asked, _shape)
