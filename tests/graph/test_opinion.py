import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.messages import SystemMessage

from graph.limits import Limits
from graph.model.opinion import NOT_HAD, RULES, SPEC, Opinion, second_opinion
from graph.model.speaking import ModelSettings
from graph.opening import open_session
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import Second, Step, calls, fails, opines, says, stalls
from tests.graph.fakes_openai import DONE, Reply, call, model_server, piece
from tools.change import Change, Request, Row

DELETION = Change(
    "Delete 1 task",
    [Request.post("/v1/tasks/delete", items=[{"id": "tsk_1", "version": "1"}])],
    [
        Row(
            "task",
            "tsk_1",
            "APO-1  Old copy",
            "1",
            {"id": "tsk_1", "title": "Old copy", "text": "Hm."},
            None,
        )
    ],
)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


async def opinion_of(step: Step, change: Change = DELETION, words: tuple[str, ...] = ("Delete it",)) -> Opinion:
    model = Second()
    model.always(step)
    return await second_opinion(model, words, change, "delete", 1.0)


@pytest.mark.parametrize(
    ("said", "stance"), [("agrees", "agrees"), ("warns", "warns"), ("needs_more", "warns")], ids=str
)
async def test_an_opinion_is_what_was_said_and_not_knowing_is_a_warning(said: str, stance: str) -> None:
    heard = await opinion_of(opines(said, " Five,\n not  six. "))
    assert (heard.stance, heard.sentence) == (stance, "Five, not six.")


ODD = {"opinion": "agrees", "sentence": "Fine."}


@pytest.mark.parametrize(
    "step",
    [
        says("agrees"),
        says(json.dumps(ODD)),
        says(""),
        fails(OSError("gone")),
        fails(TimeoutError()),
        fails(ValueError("unreadable")),
        stalls("agr"),
        calls(),
        calls(("delete_tasks", ODD)),
        calls(("give_opinion", ODD), ("give_opinion", ODD)),
        calls(("give_opinion", ODD), ("delete_tasks", {})),
        calls(("give_opinion", {"opinion": "agrees"})),
        calls(("give_opinion", {"opinion": "agrees", "sentence": " "})),
        calls(("give_opinion", {"opinion": "agrees", "sentence": "x" * 401})),
        calls(("give_opinion", {"opinion": "AGREES", "sentence": "Fine."})),
        calls(("give_opinion", {"opinion": ["agrees"], "sentence": "Fine."})),
        calls(("give_opinion", {**ODD, "needs": []})),
        calls(("give_opinion", '{"opinion":"warns","sentence":"No.","opinion":"agrees"}')),
        calls(("give_opinion", '{"opinion":"agrees","sentence":"Fi')),
        calls(("give_opinion", ODD), finish="length"),
        calls(("give_opinion", ODD), finish=None),
        calls(("give_opinion", {"opinion": "agrees", "sentence": "Fine.", "more": "x" * 5000})),
    ],
)
async def test_whatever_else_comes_back_is_no_opinion(step: Step) -> None:
    model = Second()
    model.always(step)
    assert await second_opinion(model, ["Delete it"], DELETION, "delete", 0.05) == NOT_HAD


async def test_what_can_not_be_shown_whole_gets_no_opinion() -> None:
    row = replace(DELETION.rows[0], label="x" * 40_001)
    assert await opinion_of(opines("agrees"), replace(DELETION, rows=[row])) == NOT_HAD


async def test_it_is_shown_the_latest_words_that_fit() -> None:
    model = Second()
    await second_opinion(model, ["old" * 5_000, "newer", "latest"], DELETION, "delete", 1.0)
    assert json.loads(str(model.shown[0][1].text))["words"] == ["newer", "latest"]


async def transferring(desk: Desk) -> None:
    move = {"from_budget": "Marketing 2026", "to_budget": "Apollo 2026", "amount": "20.00", "why": "Eve's secret why."}
    desk.model.then(calls(("list_budgets", {})), calls(("transfer_funds", move)), says("Well."))


async def test_it_sees_the_persons_words_and_the_change_and_nothing_else(desk: Desk) -> None:
    desk.second.always(opines("agrees"))
    await transferring(desk)
    await desk.turn("Move 20.00 from Marketing 2026 to Apollo 2026", Person(["reject"]))
    ((rules, shown),) = desk.second.shown
    assert (rules, desk.second.offered) == (SystemMessage(RULES), [SPEC])
    said = json.loads(str(shown.text))
    assert said["words"] == ["Move 20.00 from Marketing 2026 to Apollo 2026"]
    assert set(said["change"]) == {"does", "effect", "amount", "can_be_undone", "records", "requests"}
    assert (said["change"]["amount"], said["change"]["effect"]) == ("20.00 EUR", "transfer")
    assert "Eve's secret why" not in str(shown.text)
    assert "Northwind" not in str(shown.text)


async def wiping(desk: Desk, *, said: Step) -> Person:
    """Delete a project, which nothing brings back."""
    desk.second.always(said)
    desk.model.then(calls(("delete_projects", {"project_ids": ["Mobile app"], "why": "As asked."})), says("Well."))
    person = Person(["reject"])
    await desk.turn("Delete the project Mobile app", person)
    return person


async def test_what_it_says_stands_on_the_proposal_and_agreeing_removes_no_need(desk: Desk) -> None:
    (proposal,) = (await wiping(desk, said=opines("agrees", "That is what was asked."))).proposals
    assert (proposal.stance, proposal.opinion) == ("agrees", "That is what was asked.")
    assert proposal.verdict.needs == ("confirmation",)


@pytest.mark.parametrize("said", [opines("warns", "Another one."), opines("needs_more"), fails(OSError())])
async def test_a_warning_or_none_adds_a_need(desk: Desk, said: Step) -> None:
    (proposal,) = (await wiping(desk, said=said)).proposals
    assert proposal.stance in {"warns", "none"}
    assert set(proposal.verdict.needs) > {"confirmation"}


async def test_nothing_is_asked_of_it_where_the_rules_do_not_want_it(desk: Desk) -> None:
    desk.model.then(calls(("delete_tasks", {"task_ids": await desk.some(1), "why": "Stale."})), says("Well."))
    await desk.turn("Delete it", Person(["reject"]))
    assert desk.second.shown == []


async def test_another_model_can_be_configured_and_is_named_as_a_recipient(desk: Desk) -> None:
    async with model_server() as first, model_server() as second:
        args = json.dumps({"project_ids": ["Mobile app"], "why": "As asked."})
        wants = call("delete_projects", args)
        first.replies += [
            Reply([wants, piece({}, "tool_calls"), DONE]),
            Reply([piece({"content": "So."}, "stop"), DONE]),
        ]
        agrees = call("give_opinion", json.dumps(ODD))
        second.replies += [Reply([agrees, piece({}, "tool_calls"), DONE])]
        ground = replace(desk.ground, second=ModelSettings("other", second.url, "key-2"))
        session = await open_session(ground, ModelSettings("main", first.url, "key-1"), new=True)
        person = Person(["reject"])
        events = [event async for event in session.turn("Delete the project Mobile app", person)]
        await session.close()
    assert [proposal.stance for proposal in person.proposals] == ["agrees"]
    assert (first.keys, second.keys) == (["Bearer key-1"] * 2, ["Bearer key-2"])
    assert {"model", "opinion"} <= {getattr(event, "kind", "") for event in events}
    assert second.requests[0]["model"] == "other"


async def test_a_stop_while_it_is_asked_ends_the_turn(desk: Desk) -> None:
    desk.ground = replace(desk.ground, limits=Limits(opinion_seconds=30.0))
    await desk.session.close()
    await desk.open()
    desk.second.always(stalls())
    desk.model.then(calls(("delete_projects", {"project_ids": ["Mobile app"], "why": "As asked."})))
    events = []
    async for event in desk.session.turn("Delete the project Mobile app", Person()):
        events.append(event)
        if type(event).__name__ == "Looked":
            await desk.session.stop()
    assert getattr(events[-1], "reason", "") == "stopped"
