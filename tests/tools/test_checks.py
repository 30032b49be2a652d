from pathlib import Path

import pytest

from tests.journey.readme import fenced
from tools.checks import check

TOOL = '''"""Marking."""

from tools import {names}


@tool(effect="{effect}", look="{look}", act="{act}")
async def mark_task(ctx: Context, task: str) -> Change:
    """Mark a task."""
    record = {record}
    return Change(
        headline="Mark it",
        rows=[Row.of("task", record, after=record)],
        requests=[{request}],
    )
'''
GET = 'await ctx.platform.get("/v1/tasks/{}", task)'
PATCH = 'Request.patch("/v1/tasks/{}", task, version="1", status="done")'


RIGHT = {
    "effect": "update",
    "look": "tasks:read",
    "act": "tasks:write",
    "record": GET,
    "request": PATCH,
    "names": "Change, Context, Request, Row, find_task, tool",
}


def problems(folder: Path, **said: str) -> list[str]:
    file = folder / "marking.py"
    file.write_text(TOOL.format(**{**RIGHT, **said}))
    _, found = check(file)
    assert {problem.file for problem in found} <= {file}
    return [problem.reason for problem in found]


def test_there_is_nothing_wrong_with_the_catalog() -> None:
    tools, found = check()
    assert len(tools) > 40
    assert found == []


def test_there_is_nothing_wrong_with_the_readmes_tool(tmp_path: Path) -> None:
    file = tmp_path / "postponing.py"
    file.write_text(fenced("python")[0])
    tools, found = check(file)
    assert ([tool.name for tool in tools], found) == (["postpone_tasks"], [])


@pytest.mark.parametrize("record", [GET, "await find_task(ctx, task)"])
def test_a_tool_that_declares_what_it_calls_is_right(tmp_path: Path, record: str) -> None:
    assert problems(tmp_path, record=record) == []


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        (
            {
                "request": 'Request.patch("/v1/tasks/{}", task, version="1", status="done"), '
                'Request.post_on("/v1/approvals/{}/decision", task, choice="approve")'
            },
            ["calls POST /v1/approvals/{}/decision, which a person does and no tool ever may"],
        ),
        ({"look": "tsks:read tasks:read"}, ["asks for the scope tsks:read, which no route of the platform wants"]),
        (
            {"act": "comments:write"},
            [
                "calls PATCH /v1/tasks/{}, which wants the scope tasks:write: add it to act=",
                "asks for the scope comments:write, and calls nothing that wants it",
            ],
        ),
        (
            {"look": "tasks:read projects:read"},
            ["asks for the scope projects:read, and calls nothing that wants it"],
        ),
        (
            {"record": "await find_project(ctx, task)", "names": "Change, Context, Request, Row, find_project, tool"},
            [
                "calls GET /v1/projects, which wants the scope projects:read: add it to look=",
                "asks for the scope tasks:read, and calls nothing that wants it",
            ],
        ),
        (
            {"request": 'Request.post("/v1/tasks/delete", items=[])', "act": "tasks:delete"},
            ['declares effect="update", and POST /v1/tasks/delete is delete: the graver counts, so say that'],
        ),
        (
            {"request": 'Request.post("/v1/tasks/purge", items=[])'},
            ["calls POST /v1/tasks/purge, which is no known route and would count as a transfer"],
        ),
        (
            {"request": 'Request("DELETE", "/v1/tasks/tsk_1")'},
            ["calls DELETE /v1/tasks/tsk_1, which is no known route and would count as a transfer"],
        ),
        ({"effect": "delete"}, []),
        ({"request": 'Request.post("/v1/" + task)', "look": "tasks:read me:read"}, []),
        ({"request": 'Request("POST", task)', "look": "tasks:read me:read"}, []),
    ],
)
def test_what_a_tool_calls_and_does_not_declare_is_named(
    tmp_path: Path, said: dict[str, str], reasons: list[str]
) -> None:
    assert problems(tmp_path, **said) == [f"mark_task {reason}" for reason in reasons]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('"""Nothing."""\n', "it declares no tool"),
        ("def broken(:", "SyntaxError"),
        (TOOL.replace('    """Mark a task."""\n', ""), "give it a docstring"),
        (TOOL.replace('effect="{effect}", ', ""), "say what it does with effect="),
        (TOOL.replace("mark_task", "get_task"), "the tool get_task is already in tasks.py"),
    ],
)
def test_a_file_that_would_not_load_is_named_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "marking.py"
    filled = text
    for name, value in RIGHT.items():
        filled = filled.replace(f"{{{name}}}", value)
    file.write_text(filled)
    [problem] = check(file)[1]
    assert problem.file == file
    assert reason in problem.reason
