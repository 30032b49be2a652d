"""Tools that the rules have never heard of, as a developer drops them into the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.sandbox.model.api import create_app
from tests.sandbox.fakes_catalog import CATALOG, IDS, LATE, TEXT, WHY, Json, Talk, answers, found, tool

POSTPONE = tool(
    "postpone_tasks",
    "Postpone tasks: move their due date to another day, as YYYY-MM-DD.",
    ["task_ids", "due", "why"],
    task_ids=IDS,
    due=TEXT,
    why=WHY,
)
OVERDUE = tool("overdue_tasks", "List what is overdue in a project.", ["project"], project=TEXT)
COUNT = tool("count_tasks_by_status", "Count a project's tasks by status.", ["project"], project=TEXT)
COMMENT = tool("add_comment", "Add a comment to a task.", ["task", "text", "why"], task=TEXT, text=TEXT, why=WHY)
HISTORY = tool(
    "task_history",
    "What happened to a task.",
    ["task"],
    task=TEXT,
    days={"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
)
BURNDOWN = tool(
    "burndown",
    "Progress of a project over time, as a chart in text.",
    ["project"],
    project=TEXT,
    unit={"type": "string", "enum": ["day", "week"]},
    include_done={"type": "boolean"},
)


def talking(*tools: Json, result: object = None) -> Talk:
    names = {each["function"]["name"] for each in tools}

    def answering(name: str, args: Mapping[str, Any]) -> object:
        return (found(result) if result is not None else {"status": "done"}) if name in names else answers(name, args)

    return Talk(create_app(), tools=[*CATALOG, *tools], answering=answering)


CASES: list[tuple[Json, str, dict[str, object]]] = [
    (OVERDUE, "Which tasks are overdue in Apollo?", {"project": "Apollo"}),
    (OVERDUE, "overdue tasks in the Marketing site please", {"project": "Marketing site"}),
    (COUNT, "How many tasks by status are in Apollo?", {"project": "Apollo"}),
    (COUNT, "Count tasks by status in Apollo", {"project": "Apollo"}),
    (COUNT, "use count_tasks_by_status for Apollo", {"project": "Apollo"}),
    (COMMENT, "Add a comment to APO-112: Looks good to me", {"task": "APO-112", "text": "Looks good to me"}),
    (COMMENT, 'Add the comment "Ship it" to APO-112', {"task": "APO-112", "text": "Ship it"}),
    (HISTORY, "Show the history of task APO-112", {"task": "APO-112"}),
    (HISTORY, "Show the history of task APO-112 for the last 30 days", {"task": "APO-112", "days": 30}),
    (BURNDOWN, "Show me the burndown of Apollo by week", {"project": "Apollo", "unit": "week"}),
    (BURNDOWN, "burndown for Apollo, include done", {"project": "Apollo", "include_done": True}),
    (BURNDOWN, "What is the progress over time in Apollo?", {"project": "Apollo"}),
]


@pytest.mark.parametrize(("offered", "said", "args"), CASES)
async def test_a_new_tool_is_used_by_what_its_schema_says(offered: Json, said: str, args: dict[str, object]) -> None:
    talk = talking(offered, result="fine")
    await talk.says(said)
    name, made = talk.calls[-1]
    assert (name, {key: value for key, value in made.items() if key != "why"}) == (offered["function"]["name"], args)
    assert ("why" in made) is ("why" in offered["function"]["parameters"]["properties"])


async def test_a_new_tool_that_takes_ids_gets_those_of_the_tasks_that_are_described() -> None:
    talk = talking(POSTPONE)
    said = await talk.says("Postpone the overdue tasks in Zephyr to Friday")
    assert talk.calls[0] == ("search_tasks", {"project": "Zephyr", "overdue": True})
    name, args = talk.calls[1]
    assert (name, args["task_ids"], args["due"]) == ("postpone_tasks", [LATE[0]["id"]], "2026-11-27")
    assert args["why"]
    assert "done" in said


async def test_a_new_tool_that_takes_ids_gets_those_that_were_shown() -> None:
    talk = talking(POSTPONE)
    await talk.says("Show the stale tasks in Apollo")
    await talk.says("postpone them to 2026-12-01")
    name, args = talk.calls[0]
    assert (name, args["task_ids"], args["due"]) == ("postpone_tasks", ["tsk_112", "tsk_118"], "2026-12-01")


async def test_a_new_tool_that_takes_ids_gets_those_of_keys() -> None:
    talk = talking(POSTPONE)
    await talk.says("Postpone APO-112 to tomorrow")
    assert [name for name, _ in talk.calls] == ["get_task", "postpone_tasks"]
    assert talk.calls[1][1]["task_ids"] == ["tsk_112"]


async def test_what_a_new_tool_needs_and_nobody_said_is_asked_for_and_then_used() -> None:
    talk = talking(COUNT, result={"open": 3})
    said = await talk.says("count the tasks by status")
    assert talk.calls == []
    assert "`project`" in said
    await talk.says("Apollo")
    assert talk.calls == [("count_tasks_by_status", {"project": "Apollo"})]


async def test_without_the_new_tool_the_rules_use_what_they_know() -> None:
    talk = talking()
    await talk.says("Postpone APO-112 to tomorrow")
    name, args = talk.calls[0]
    assert (name, args["task"], args["due"]) == ("update_task", "APO-112", "2026-11-23")


async def test_a_title_does_not_call_a_tool() -> None:
    talk = talking(COMMENT)
    await talk.says('Create a task called "Add a comment box" in Apollo')
    assert talk.calls[0][0] == "create_task"


RESULTS: list[tuple[object, str]] = [
    ({"open": 3, "in_progress": 12}, "| in progress | 12 |"),
    ([{"id": "x", "name": "Apollo", "late": 2}], "| Name | Late |\n| --- | --- |\n| Apollo | 2 |"),
    ({"items": [{"id": "x", "name": "Apollo", "owner": {"id": "u", "name": "Bob"}}], "total": 1}, "| Apollo | Bob |"),
    ({"name": "Apollo", "deadline": "2026-12-24", "late": True}, "- **Late**: yes"),
    ("Nothing *burns*.", r"Nothing \*burns\*."),
    (["one", "two"], "- one\n- two"),
    ([], "There is nothing."),
    ({"items": [], "next_cursor": None}, "There is nothing."),
    (42, "42"),
]


@pytest.mark.parametrize(("result", "words"), RESULTS)
async def test_whatever_a_new_tool_finds_becomes_readable(result: object, words: str) -> None:
    assert words in await talking(BURNDOWN, result=result).says("burndown of Apollo")


async def test_a_long_table_says_how_much_it_leaves_out() -> None:
    rows = [{"id": f"x{n}", "name": f"Row {n}"} for n in range(30)]
    said = await talking(BURNDOWN, result=rows).says("burndown of Apollo")
    assert "Row 24" in said
    assert "… and 5 more." in said
    assert "Row 25" not in said
