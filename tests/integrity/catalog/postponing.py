"""Moving tasks to a later day: one request a task, so that it can be done by half."""

from tools import Change, Context, Request, Row, tool


@tool(effect="update", look="tasks:read", act="tasks:write")
async def postpone_tasks(ctx: Context, task_ids: list[str], due: str) -> Change:
    """Postpone tasks to another day, as YYYY-MM-DD."""
    tasks = [await ctx.platform.get("/v1/tasks/{}", task_id) for task_id in task_ids]
    return Change(
        headline=f"Postpone {len(tasks)} tasks to {due}",
        rows=[Row.of("task", task, after={**task, "due": due}) for task in tasks],
        requests=[
            Request.patch("/v1/tasks/{}", str(task["id"]), version=str(task["version"]), due=due) for task in tasks
        ],
    )
