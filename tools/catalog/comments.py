"""Comments on tasks: reading, writing, changing, deleting and restoring them."""

from typing import Annotated

from tools import (
    NEW,
    Call,
    Change,
    Context,
    Json,
    Request,
    Row,
    counted,
    edit_of,
    find_all,
    find_comment,
    find_deleted,
    find_person,
    find_task,
    restored,
    text_of,
    tool,
)

MOST = 500
RESTORABLE = 30 * 24 * 3600
"""Seconds for which the platform keeps a deleted comment."""

Task = Annotated[str, "a task's key, id or exact title"]
Comment = Annotated[str, "a comment's id, or words in it"]
Comments = Annotated[list[str], "the comments' ids"]


@tool(effect="read", look="comments:read tasks:read members:read")
async def list_comments(
    ctx: Context,
    task: Task | None = None,
    author: Annotated[str, "who wrote them: a name or id, or `me`"] | None = None,
    text: Annotated[str, "words in them"] | None = None,
) -> Json:
    """List comments with task, author and text; everything that is given must fit."""
    on = text_of(await find_task(ctx, task), "id") if task else None
    by = text_of(await find_person(ctx, author), "id") if author else None
    found = await ctx.platform.items("/v1/comments", task=on, author=by, q=text, limit=MOST)
    return {"items": found, "total": len(found)}


@tool(effect="read", look="comments:read")
async def get_comment(ctx: Context, comment: Comment) -> Json:
    """Read one comment whole."""
    return await find_comment(ctx, comment)


@tool(effect="create", look="tasks:read", act="comments:write")
async def add_comment(ctx: Context, task: Task, text: str) -> Change:
    """Write a comment on a task, in the person's name; everybody who sees the task can read it."""
    record = await find_task(ctx, task)
    return Change(
        headline=f"Comment on {text_of(record, 'key')}",
        rows=[Row("comment", "new", text, None, None, {"text": text, "task": text_of(record, "key")})],
        requests=[Request.post("/v1/comments", task=record["id"], text=text)],
        undo=Call("delete_comments", {"comment_ids": [NEW]}),
    )


@tool(effect="update", look="comments:read", act="comments:write")
async def update_comment(ctx: Context, comment: Comment, text: Annotated[str, "what it is to say instead"]) -> Change:
    """Change what a comment says; only who wrote it can."""
    record = await find_comment(ctx, comment)
    edit = edit_of(record, {"text": text})
    return Change(
        headline=f"Change a comment on {text_of(record, 'task', 'key')}",
        rows=[Row.of("comment", record, after=edit.after)],
        requests=[
            Request.patch("/v1/comments/{}", text_of(record, "id"), version=text_of(record, "version"), **edit.sent)
        ],
        undo=Call("update_comment", {"comment": record["id"], **edit.back}),
    )


@tool(effect="delete", look="comments:read", act="comments:delete")
async def delete_comments(ctx: Context, comment_ids: Comments) -> Change:
    """Delete comments; they can be restored for 30 days."""
    comments = await find_all(ctx, find_comment, comment_ids)
    return Change(
        headline=f"Delete {counted(len(comments), 'comments')} on {_tasks(comments)}",
        rows=[Row.of("comment", comment, after=None) for comment in comments],
        requests=[Request.seen("/v1/comments/delete", comments)],
        undo=Call("restore_comments", {"comment_ids": [comment["id"] for comment in comments]}),
        undo_until=ctx.now + RESTORABLE,
    )


@tool(effect="update", look="comments:read", act="comments:write")
async def restore_comments(ctx: Context, comment_ids: Comments) -> Change:
    """Bring deleted comments back."""
    comments = await find_deleted(ctx, "comments", comment_ids)
    return Change(
        headline=f"Restore {counted(len(comments), 'comments')} on {_tasks(comments)}",
        rows=[Row.of("comment", comment, after=restored(comment)) for comment in comments],
        requests=[Request.seen("/v1/comments/restore", comments)],
        undo=Call("delete_comments", {"comment_ids": [comment["id"] for comment in comments]}),
    )


def _tasks(comments: list[Json]) -> str:
    keys = sorted({text_of(comment, "task", "key") for comment in comments})
    return keys[0] if len(keys) == 1 else counted(len(keys), "tasks")
