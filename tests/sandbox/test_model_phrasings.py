"""What people say, and the model's first call."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.sandbox.model.answer import answer
from app.sandbox.model.plan import Reply
from app.sandbox.model.wire import Completion
from tests.sandbox.fakes_catalog import CATALOG

SUNDAY = date(2026, 11, 22)


def reply(*said: str) -> Reply:
    messages: list[dict[str, Any]] = [{"role": "system", "content": "The person: Alice Moreau, lead at Acme.\n"}]
    messages += [{"role": "user", "content": text} for text in said]
    body = {"model": "countersign-offline", "messages": messages, "tools": CATALOG}
    return answer(Completion.model_validate(body), SUNDAY)


SEARCHES: list[tuple[str, dict[str, object]]] = [
    ("Delete the stale tasks in Apollo", {"project": "Apollo", "stale_days": 90}),
    ("delete the stale tasks in Apollo", {"project": "Apollo", "stale_days": 90}),
    ("Hi! Could you please delete all stale tasks in Apollo?", {"project": "Apollo", "stale_days": 90}),
    ("Delete all the stale Apollo tasks", {"project": "Apollo", "stale_days": 90}),
    ("Clean up stale work in Apollo", {"project": "Apollo", "stale_days": 90}),
    ("get rid of the abandoned tickets in Zephyr", {"project": "Zephyr", "stale_days": 90}),
    ("I want all stale tasks in Apollo gone", {"project": "Apollo", "stale_days": 90}),
    ("remove tasks in apollo that haven't been touched for 6 months", {"project": "apollo", "stale_days": 180}),
    ("Remove every task in Apollo without any activity for 30 days", {"project": "Apollo", "stale_days": 30}),
    ("Delete tasks older than two weeks in the Mobile app", {"project": "Mobile app", "stale_days": 14}),
    ("purge everything in Zephyr that is overdue", {"project": "Zephyr", "overdue": True}),
    ("Delete the done tasks in Apollo", {"project": "Apollo", "status": "done"}),
    ("Delete my overdue tasks", {"assignee": "me", "overdue": True}),
    ("Delete the stale tasks in Apollo except APO-112", {"project": "Apollo", "stale_days": 90}),
    ("Show the stale tasks in Apollo and delete them", {"project": "Apollo", "stale_days": 90}),
    ("Which tasks are overdue in Zephyr?", {"project": "Zephyr", "overdue": True}),
    ("Which tasks in Apollo are overdue?", {"project": "Apollo", "overdue": True}),
    ("What's overdue?", {"overdue": True}),
    ("overdue tasks", {"overdue": True}),
    ("Is anything late in Apollo?", {"project": "Apollo", "overdue": True}),
    ("Are there any stale tasks in Apollo?", {"project": "Apollo", "stale_days": 90}),
    ("List all tasks in Apollo", {"project": "Apollo"}),
    ("Show me the tasks of the Marketing site project", {"project": "Marketing site"}),
    ("show tasks in the Marketing site", {"project": "Marketing site"}),
    ("Show Apollo tasks", {"project": "Apollo"}),
    ("Show me my tasks", {"assignee": "me"}),
    ("What do I have to do?", {"assignee": "me"}),
    ("What's on my plate?", {"assignee": "me"}),
    ("list open tasks assigned to Bob in Apollo", {"project": "Apollo", "assignee": "Bob", "status": "open"}),
    ("What is Bob working on?", {"assignee": "Bob"}),
    ("which tasks does Bob Lindqvist have", {"assignee": "Bob Lindqvist"}),
    ("How many open tasks are there in Apollo?", {"project": "Apollo", "status": "open"}),
    ("Which tasks in Apollo are in progress?", {"project": "Apollo", "status": "in_progress"}),
    ("Show finished tasks in Zephyr", {"project": "Zephyr", "status": "done"}),
    ("find tasks about onboarding in Apollo", {"project": "Apollo", "text": "onboarding"}),
    ('Search for tasks mentioning "landing page"', {"text": "landing page"}),
    ("show the first 10 tasks in Apollo", {"project": "Apollo", "limit": 10}),
    (
        "Delete the task called Update onboarding copy in Zephyr",
        {"project": "Zephyr", "text": "Update onboarding copy"},
    ),
    ("Delete Photos of the new office", {"text": "Photos of the new office"}),
    ("show me 5 open tasks in Zephyr", {"project": "Zephyr", "status": "open", "limit": 5}),
    ("Which tasks in Apollo have no assignee?", {"project": "Apollo"}),
    ("Mark all overdue tasks in Zephyr as done", {"project": "Zephyr", "overdue": True}),
    ("mark the open tasks in Apollo as done", {"project": "Apollo", "status": "open"}),
    ("Postpone the overdue tasks in Apollo to Friday", {"project": "Apollo", "overdue": True}),
]


@pytest.mark.parametrize(("said", "args"), SEARCHES)
def test_it_looks_before_it_proposes_or_tells(said: str, args: dict[str, object]) -> None:
    (call,) = reply(said).calls
    assert (call.tool, dict(call.args)) == ("search_tasks", args)


CREATIONS: list[tuple[str, dict[str, object]]] = [
    ("Create a task called Fix login in Apollo", {"title": "Fix login", "project": "Apollo"}),
    (
        'Create a task called "Fix the login" in Apollo for Bob due Friday',
        {"title": "Fix the login", "project": "Apollo", "assignee": "Bob", "due": "2026-11-27"},
    ),
    (
        "create a task called Prepare for Friday review in Apollo, high priority, assigned to me",
        {"title": "Prepare for Friday review", "project": "Apollo", "priority": "high", "assignee": "me"},
    ),
    (
        "add a task in Apollo called Sign in with a passkey for Bob due tomorrow",
        {"title": "Sign in with a passkey", "project": "Apollo", "assignee": "Bob", "due": "2026-11-23"},
    ),
    ('Add "Write docs" to Apollo', {"title": "Write docs", "project": "Apollo"}),
    ("add a task to write the release notes in Apollo", {"title": "Write the release notes", "project": "Apollo"}),
    ("In Apollo, create a task: Fix the footer", {"title": "Fix the footer", "project": "Apollo"}),
    (
        "new task in Zephyr: Fix the header, due 2026-12-01",
        {"title": "Fix the header", "project": "Zephyr", "due": "2026-12-01"},
    ),
    (
        "Please create a new task named Delete old builds in Apollo and assign it to Bob",
        {"title": "Delete old builds", "project": "Apollo", "assignee": "Bob"},
    ),
    (
        'Create a task "Ship it" in Apollo with the description "All of it, by noon"',
        {"title": "Ship it", "project": "Apollo", "description": "All of it, by noon"},
    ),
]


@pytest.mark.parametrize(("said", "args"), CREATIONS)
def test_it_proposes_the_task_that_was_asked_for(said: str, args: dict[str, object]) -> None:
    (call,) = reply(said).calls
    why = call.args["why"]
    assert (call.tool, {name: value for name, value in call.args.items() if name != "why"}) == ("create_task", args)
    assert str(args["title"]) in str(why)


UPDATES: list[tuple[str, dict[str, object]]] = [
    ("mark APO-112 done", {"status": "done"}),
    ("Mark apo-112 as done, please", {"status": "done"}),
    ("close APO-112", {"status": "done"}),
    ("APO-112 is done", {"status": "done"}),
    ("reopen APO-112", {"status": "open"}),
    ("start APO-112", {"status": "in_progress"}),
    ("move APO-112 to in progress", {"status": "in_progress"}),
    ("rename APO-112 to New landing page copy", {"title": "New landing page copy"}),
    ('change the title of APO-112 to "Fresh copy"', {"title": "Fresh copy"}),
    ("assign APO-112 to Bob", {"assignee": "Bob"}),
    ("Give APO-112 to Carol Mensah", {"assignee": "Carol Mensah"}),
    ("assign APO-112 to me", {"assignee": "me"}),
    ("set the priority of APO-112 to high", {"priority": "high"}),
    ("make APO-112 urgent", {"priority": "high"}),
    ("lower the priority of APO-112", {"priority": "low"}),
    ("set APO-112 due Friday", {"due": "2026-11-27"}),
    ("set the due date of APO-112 to 1 December", {"due": "2026-12-01"}),
    ("postpone APO-112 to next week", {"due": "2026-11-23"}),
    ("remove the due date from APO-112", {"clear": ["due"]}),
    ("unassign APO-112", {"clear": ["assignee"]}),
    ("remove Bob from APO-112", {"clear": ["assignee"]}),
    ("change the assignee of APO-112 to Eve", {"assignee": "Eve"}),
    ("update APO-112: it is in progress now", {"status": "in_progress"}),
    (
        "Assign APO-112 to Eve, set it to high priority and make it due next Friday",
        {"assignee": "Eve", "priority": "high", "due": "2026-11-27"},
    ),
    ('set the description of APO-112 to "See the brief"', {"description": "See the brief"}),
    ("Mark APO-112 done and assign it to Bob", {"status": "done", "assignee": "Bob"}),
]


@pytest.mark.parametrize(("said", "args"), UPDATES)
def test_it_proposes_the_change_that_was_asked_for(said: str, args: dict[str, object]) -> None:
    (call,) = reply(said).calls
    kept = {name: value for name, value in call.args.items() if name != "why"}
    assert (call.tool, kept) == ("update_task", {"task": "APO-112", **args})
    assert call.args["why"]


def test_several_keys_are_several_calls_of_one_message() -> None:
    calls = reply("Mark APO-112 and APO-118 as done").calls
    assert [(call.tool, call.args["task"], call.args["status"]) for call in calls] == [
        ("update_task", "APO-112", "done"),
        ("update_task", "APO-118", "done"),
    ]


OTHERS: list[tuple[str, str, dict[str, object]]] = [
    ("What projects are there?", "list_projects", {}),
    ("list projects", "list_projects", {}),
    ("which projects can I see", "list_projects", {}),
    ("Tell me about the Apollo project", "get_project", {"project": "Apollo"}),
    ("Who owns Zephyr?", "get_project", {"project": "Zephyr"}),
    ("When is the Apollo deadline?", "get_project", {"project": "Apollo"}),
    ("show APO-112", "get_task", {"task": "APO-112"}),
    ("show tsk_7rdnpmlp5yfb", "get_task", {"task": "tsk_7rdnpmlp5yfb"}),
    ("What is the status of apo-112?", "get_task", {"task": "APO-112"}),
    ("Who is working on APO-112?", "get_task", {"task": "APO-112"}),
    ("Is APO-112 done?", "get_task", {"task": "APO-112"}),
    ("delete APO-112", "get_task", {"task": "APO-112"}),
    ("who am I?", "who_am_i", {}),
    ("What is my role?", "who_am_i", {}),
    ("show Bob's tasks", "list_projects", {}),
    ("show tasks for Zephyr", "list_projects", {}),
]


@pytest.mark.parametrize(("said", "tool", "args"), OTHERS)
def test_it_calls_the_tool_that_knows(said: str, tool: str, args: dict[str, object]) -> None:
    (call,) = reply(said).calls
    assert (call.tool, dict(call.args)) == (tool, args)


UNCALLED: list[tuple[str, str]] = [
    ("hello", "Hello Alice"),
    ("Good morning!", "Hello Alice"),
    ("Thanks!", "welcome"),
    ("Who are you?", "rules, not a neural network"),
    ("Are you ChatGPT?", "rules, not a neural network"),
    ("help", "`delete_tasks`"),
    ("What can you do?", "`delete_tasks`"),
    ("Don't delete anything", "leave everything as it is"),
    ("please do not delete the stale tasks in Apollo", "leave everything as it is"),
    ("never mind", "leave everything as it is"),
    ("delete tasks", "Which task do you mean?"),
    ("delete it", "Which task do you mean?"),
    ("delete all tasks", "Which project do you mean?"),
    ("undo that", "nothing to undo"),
    ("create a task", "What should the task be called?"),
    ("create a task called Fix login", "Which project do you mean?"),
    ("update APO-112", "What should I change"),
    ("move APO-112 to Zephyr", "no tool"),
    ("Wie spät ist es?", "did not understand"),
    ("", "did not understand"),
]


@pytest.mark.parametrize(("said", "words"), UNCALLED)
def test_it_speaks_or_asks_back_without_a_call(said: str, words: str) -> None:
    spoken = reply(said)
    assert spoken.calls == ()
    assert words in spoken.text


def test_a_title_is_never_an_order() -> None:
    (call,) = reply('Create a task called "delete the stale tasks in Zephyr" in Apollo').calls
    assert (call.tool, call.args["title"]) == ("create_task", "delete the stale tasks in Zephyr")
