"""The routes of comments."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from app.sandbox.platform.asked import CommentPatch, NewComment, SeenMany
from app.sandbox.platform.journal import once
from app.sandbox.platform.nouns import comment_changes
from app.sandbox.platform.nouns.comments import COMMENT, list_comments
from app.sandbox.platform.queries import CommentQuery
from app.sandbox.platform.routes.parts import Caller, Parts, guarded, tagged
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.shapes import Comment, Items, Page

router = guarded("/v1/comments")


@router.get("", openapi_extra=RULES["comments.read"].openapi())
async def read_comments(call: Caller, platform: Parts, query: Annotated[CommentQuery, Query()]) -> Page[Comment]:
    """List the comments of the person's company, the oldest first."""
    return list_comments(platform.database.connection, call.person, query, call.now)


@router.get("/{comment_id}", openapi_extra=RULES["comments.read"].openapi())
async def read_comment(call: Caller, platform: Parts, comment_id: str, response: Response) -> Comment:
    """Return one comment; a deleted one as long as it can be restored."""
    return tagged(response, COMMENT.find(platform.database.connection, call.tenant, comment_id, call.now))


@router.post("", status_code=201, response_model=Comment, openapi_extra=RULES["comments.create"].openapi())
async def create_comment(call: Caller, platform: Parts, wanted: NewComment) -> Response:
    """Write a comment on a task."""
    new_id = platform.config.new_id()
    return once(platform, call, lambda db: comment_changes.create(db, call, wanted, new_id))


@router.patch("/{comment_id}", response_model=Comment, openapi_extra=RULES["comments.update"].openapi())
async def update_comment(call: Caller, platform: Parts, comment_id: str, patch: CommentPatch) -> Response:
    """Change the person's own comment in the version that If-Match names."""
    return once(
        platform,
        call,
        lambda db: comment_changes.update(db, call, comment_id, patch),
        lambda db: comment_changes.whose(db, call, comment_id),
    )


@router.post("/delete", response_model=Items[Comment], openapi_extra=RULES["comments.delete"].openapi())
async def delete_comments(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Delete all of these comments or none; they can be restored for 30 days. Wants a confirmed change."""
    return once(platform, call, lambda db: comment_changes.delete(db, call, seen.items))


@router.post("/restore", response_model=Items[Comment], openapi_extra=RULES["comments.restore"].openapi())
async def restore_comments(call: Caller, platform: Parts, seen: SeenMany) -> Response:
    """Restore all of these deleted comments or none."""
    return once(platform, call, lambda db: comment_changes.restore(db, call, seen.items))
