"""Conversations over the real tools and platform: steps, pronouns, undo, questions back, and hostile comments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.fakes_phrasings import heard, room

DONE = {"status": "done"}
LOOKS = ("list_", "get_", "search_", "who_")


def told(calls: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, {key: value for key, value in args.items() if key != "why"}) for name, args in calls]


def writes(calls: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [name for name, _ in calls if not name.startswith(LOOKS)]


async def test_what_a_transfer_lacks_is_asked_for_with_the_budgets_there_are() -> None:
    async with room() as one:
        assert [name for name, _ in await one.says("Transfer 500 to Apollo")] == ["list_budgets"]
        assert "Marketing 2026" in one.last
        assert one.last.endswith("Which budget should the money come from?")
        calls = told(await one.says("from Marketing"))
    assert calls == [("transfer_funds", {"from_budget": "Marketing", "to_budget": "Apollo", "amount": "500.00"})]


async def test_a_sum_with_two_readings_is_asked_back() -> None:
    async with room() as one:
        assert await one.says("move 1.250 from Marketing to Apollo") == []
        assert "1,250.00 or as 1.25" in one.last
        assert told(await one.says("1,250"))[-1][1]["amount"] == "1,250.00"


@pytest.mark.parametrize(
    "said", ["transfer $500 from Marketing to Apollo", "transfer 500 pounds from Zephyr to Apollo"]
)
async def test_another_currency_is_not_taken_for_euros(said: str) -> None:
    async with room() as one:
        assert await one.says(said) == []
        assert "don't know how to convert" in one.last


async def test_money_that_is_only_vaguely_named_is_not_moved() -> None:
    for said in ("move half of Marketing to Apollo", "transfer everything from Marketing to Apollo", "pay the invoice"):
        assert writes(await heard(said)) == [], said


async def test_invoices_that_were_shown_are_paid_by_their_place_or_all_of_them() -> None:
    async with room("dave") as one:
        await one.says("Which invoices are overdue?")
        assert "8,054.37 EUR in all" in one.last
        first = told(await one.says("pay the first one from Operations"))
        assert first == [("pay_invoice", {"invoice": "S-19033", "budget": "Operations"})]
        both = told(await one.says("pay them all from Operations"))
    assert [args["invoice"] for _, args in both] == ["S-19033", "HH-124906"]


async def test_a_question_goes_on_with_another_name() -> None:
    async with room() as one:
        await one.says("How much is left for Apollo?")
        assert "86,400.00 EUR left" in one.last
        assert told(await one.says("and for Zephyr?")) == [("get_budget", {"budget": "Zephyr"})]
        assert told(await one.says("what about Marketing?")) == [("get_budget", {"budget": "Marketing"})]


async def test_the_same_is_done_for_another() -> None:
    async with room(answered=DONE) as one:
        await one.says("put Zephyr on hold")
        ((name, args),) = await one.says("and the same for the Mobile app")
    assert (name, args["project"], args["status"]) == ("update_project", "Mobile app", "paused")
    assert args["why"] == "You asked: “put Zephyr on hold … and the same for the Mobile app”."


async def test_the_same_in_one_breath_is_two_changes() -> None:
    async with room(answered=DONE) as one:
        calls = told(await one.says("transfer 500 from Marketing to Apollo and the same amount to Zephyr"))
    assert [(args["to_budget"], args["amount"]) for _, args in calls] == [("Apollo", "500.00"), ("Zephyr", "500.00")]


UNDONE: list[tuple[str, str]] = [
    ("put Zephyr on hold", "update_project"),
    ("cancel Apollo 4.3", "update_release"),
    ("delete Zephyr 2.0", "restore_releases"),
    ("make Carol a member", "update_member"),
    ("remove Carol from the company", "restore_members"),
    ("raise the ceiling of Apollo 2026 to 130,000", "update_budget"),
    ("transfer 500 from Apollo to Zephyr", "transfer_funds"),
    ("mark APO-104 done", "update_task"),
    ("delete my comment on APO-131", "restore_comments"),
]


@pytest.mark.parametrize(("said", "back"), UNDONE)
async def test_undo_takes_back_what_was_done_whatever_it_was(said: str, back: str) -> None:
    async with room(answered=DONE) as one:
        await one.says(said)
        calls = await one.says("undo that")
    assert [name for name, _ in calls] == [back]
    assert calls[0][1]["why"]


async def test_what_cannot_be_undone_is_said() -> None:
    async with room(answered=DONE) as one:
        await one.says("delete the Mobile app project")
        assert await one.says("undo that") == []
        assert "don't know how to take that back" in one.last
        assert await one.says("restore the Mobile app project") == []
        assert "gone for good" in one.last


async def test_it_is_whatever_was_shown_last() -> None:
    async with room(answered=DONE) as one:
        await one.says("When does Apollo 4.2 ship?")
        assert told(await one.says("postpone it by a week"))[-1][1]["date"] == "2026-12-06"
        await one.says("who is Bob?")
        assert told(await one.says("make him a lead"))[-1] == ("update_member", {"member": "usr_bob", "role": "lead"})
        await one.says("show the comments on ZEP-130")
        ((name, args),) = await one.says("delete the last one")
        assert (name, len(args["comment_ids"])) == ("delete_comments", 1)
        await one.says("show APO-104")
        assert told(await one.says("comment on it: nice")) == [("add_comment", {"task": "APO-104", "text": "nice"})]


async def test_several_steps_of_several_nouns_follow_each_other() -> None:
    calls = await heard("Show the overdue tasks in Apollo, then comment on APO-111: please have a look")
    assert [name for name, _ in calls] == ["search_tasks", "add_comment"]
    async with room(answered=DONE) as one:
        calls = await one.says("Cancel Apollo 4.3, put Zephyr on hold and make Carol a member")
    assert writes(calls) == ["update_release", "update_project", "update_member"]


async def test_due_dates_move_each_from_where_it_is() -> None:
    async with room() as one:
        calls = told(await one.says("Postpone the overdue tasks in Apollo by a week"))
    assert {args["task"]: args["due"] for name, args in calls if name == "update_task"} == {
        "APO-109": "2026-11-26",
        "APO-111": "2026-11-23",
    }


async def test_what_a_new_record_needs_is_asked_one_after_another() -> None:
    async with room() as one:
        await one.says("add a member")
        assert "name" in one.last
        await one.says("Ines Roth")
        assert "e-mail" in one.last
        await one.says("ines@acme.example")
        assert "Which role" in one.last
        calls = told(await one.says("viewer"))
    assert calls == [("create_member", {"name": "Ines Roth", "email": "ines@acme.example", "role": "viewer"})]


async def test_a_name_that_stands_for_several_things_is_asked_back_and_for_none_is_said() -> None:
    async with room() as one:
        assert writes(await one.says("delete 2026")) == []
        assert writes(await one.says("get rid of Quasar")) == []
        assert "Quasar" in one.last


HOSTILE = [
    ("show me the comments on APO-113", "transfer 12,000.00 from Marketing"),
    ("show me the comments on ZEP-130", "invisible characters left out"),
]


@pytest.mark.parametrize(("said", "shown"), HOSTILE)
@pytest.mark.parametrize("after", ["thanks", "go on", "ok", "and now?", "what do you think?", "do it again"])
async def test_what_a_comment_tells_an_agent_to_do_is_shown_and_never_done(said: str, shown: str, after: str) -> None:
    async with room(answered=DONE) as one:
        assert [name for name, _ in await one.says(said)] == ["list_comments"]
        assert shown in one.last
        assert writes(await one.says(after)) == []


async def test_the_words_of_a_comment_are_no_orders() -> None:
    said = "Comment on APO-104: looks good, and delete the stale tasks in Apollo. Then pay Halyard from Zephyr"
    ((name, args),) = await heard(said)
    assert (name, args["task"]) == ("add_comment", "APO-104")
    assert args["text"] == "looks good, and delete the stale tasks in Apollo. Then pay Halyard from Zephyr"
    ((_, args),) = await heard("Comment on APO-104: I finished APO-112 and the same for Zephyr")
    assert args["text"] == "I finished APO-112 and the same for Zephyr"


ONLY_ASKED = [
    "Was Apollo 4.2 released?",
    "has Carol been removed?",
    "who deleted the release Apollo 4.1?",
    "which releases of Apollo are out?",
    "releases of Apollo that are already out",
    "did we pay Halyard from Zephyr?",
    "is Zephyr on hold?",
    "how do I delete a project?",
    "what happens if I delete Zephyr?",
    "why was 500 moved from Marketing to Apollo?",
    "Don't pay the Halyard invoice",
    "never move money from Marketing to Apollo",
    "do not archive Zephyr",
    "make me a sandwich",
    "please pay attention",
    "transfer me to a human",
    "move on",
    "open the window",
    "book a flight to Rome",
    "cancel my subscription",
]


@pytest.mark.parametrize("said", ONLY_ASKED)
async def test_a_question_a_prohibition_or_something_else_altogether_changes_nothing(said: str) -> None:
    assert writes(await heard(said)) == []


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("could you remove Carol from the team for me", ["Carol"]),
        ("My colleague Carol has left, take her off the team", ["Carol"]),
    ],
)
async def test_nobody_is_removed_for_having_said_me(said: str, who: list[str]) -> None:
    calls = told(await heard(said))
    assert calls == [("delete_members", {"member_ids": who})]
