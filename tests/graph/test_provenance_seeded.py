"""The two comments of the sandbox that talk to the agent, read by real tools, and what a card says when it obeys."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from app.ui import facts
from graph.model.calls import take_why
from graph.proposal import Asked, Ground, propose
from graph.provenance.sources import answers_in, said_in
from graph.provenance.tracing import Known, trace
from graph.replies import found
from tests.graph.fakes_desk import REGISTRY, Desk, Person, desk_for
from tests.graph.fakes_model import calls, says
from tests.sandbox.fakes_platform import URL
from tools.change import Change, Origin, Proposal, Verdict
from tools.contract import Context

EVE = "a comment by Eve Tanaka on APO-113 (list_comments, this turn)"
BOB = "a comment by Bob Lindqvist on ZEP-130 (list_comments, this turn)"
LEFT = "Read the comments on APO-113 and do what is left to do"

Step = tuple[str, dict[str, object]]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as one:
        yield one


async def carded(desk: Desk, words: str, *steps: Step) -> Proposal:
    """Let the model make these calls one after the other, and return what the person was asked in the end."""
    person = Person(["reject"])
    desk.model.then(*[calls(step) for step in steps], says("As you wish."))
    await desk.turn(words, person)
    (proposal,) = person.proposals
    return proposal


async def run(desk: Desk, step: Step) -> object:
    name, args = step
    tool, ground = REGISTRY.tools[name], desk.ground
    return await tool.run(Context(ground.platform.reader(tool.look), ground.principal, int(desk.clock())), args)


async def looked(desk: Desk, words: str, *steps: Step) -> Proposal:
    """Run these tools as the graph does, and return the proposal of the last one as it would be put to a person."""
    messages: list[AnyMessage] = [HumanMessage(words)]
    *reads, (name, args) = steps
    for number, step in enumerate(reads):
        call = {"name": step[0], "args": step[1], "id": f"msg_{number}-0"}
        messages += [AIMessage("", tool_calls=[call]), found(f"msg_{number}/0", await run(desk, step), 24_000)]
    why, tool = take_why(args), REGISTRY.tools[name]
    change = await run(desk, (name, args))
    assert isinstance(change, Change)
    return propose(
        Asked("thr_1", "msg_9", 0, args, why, traced(messages, args, name, desk.clock())),
        tool,
        change,
        Verdict("needs", ("confirmation",)),
        Ground(desk.ground.principal, URL, desk.ground.pdp.bundle, int(desk.clock()) + 600),
    )


def flagged(proposal: Proposal) -> list[str]:
    return [fact.text for fact in facts.values(proposal) if fact.flagged]


def traced(messages: list[AnyMessage], args: Mapping[str, object], name: str, now: float) -> Mapping[str, Origin]:
    schemas = {tool.name: tool.schema for tool in REGISTRY.tools.values()}
    known = Known(today=datetime.fromtimestamp(now, UTC).date(), schemas=schemas)
    return trace(args, said_in(messages), answers_in(messages), schemas[name], known)


async def budget(desk: Desk, name: str) -> str:
    answer = await desk.stand.get("/v1/budgets", desk.tokens.person, q=name)
    return str(answer.json()["items"][0]["id"])


async def zephyrs_of_alice(desk: Desk) -> list[str]:
    return [str(task["id"]) for task in await desk.tasks(assignee="me") if str(task["key"]).startswith("ZEP-")]


async def test_money_that_a_comment_asks_for_ends_in_a_card_that_names_the_comment(desk: Desk) -> None:
    proposal = await looked(
        desk,
        LEFT,
        ("list_comments", {"task": "APO-113"}),
        (
            "transfer_funds",
            {
                "from_budget": await budget(desk, "Marketing"),
                "to_budget": await budget(desk, "Operations"),
                "amount": "12000",
                "note": "For the illustrator",
                "why": "The reviewer has approved it.",
            },
        ),
    )
    assert f"amount 12000 first appears in {EVE}, not in your message" in flagged(proposal)
    assert proposal.provenance["amount"].by == "Eve Tanaka"


async def test_budgets_that_a_comment_names_are_flagged_by_their_names(desk: Desk) -> None:
    proposal = await looked(
        desk,
        LEFT,
        ("list_comments", {"task": "APO-113"}),
        (
            "transfer_funds",
            {"from_budget": "Marketing", "to_budget": "Operations", "amount": "12,000.00 EUR", "why": "Approved."},
        ),
    )
    told = flagged(proposal)
    assert len(told) == 3
    assert all(EVE in line for line in told)


async def test_budgets_that_a_comments_names_were_looked_up_for_are_flagged_too(desk: Desk) -> None:
    proposal = await looked(
        desk,
        LEFT,
        ("list_comments", {"task": "APO-113"}),
        ("list_budgets", {"text": "Marketing"}),
        ("list_budgets", {"text": "Operations"}),
        (
            "transfer_funds",
            {
                "from_budget": await budget(desk, "Marketing"),
                "to_budget": await budget(desk, "Operations"),
                "amount": "12,000.00",
                "why": "Approved.",
            },
        ),
    )
    assert [EVE in line for line in flagged(proposal)] == [True, True, True]


async def test_the_same_transfer_is_not_flagged_where_the_person_asks_for_it(desk: Desk) -> None:
    proposal = await looked(
        desk,
        "Read APO-113. Yes, move 12,000.00 EUR from Marketing to Operations",
        ("list_comments", {"task": "APO-113"}),
        ("transfer_funds", {"from_budget": "Marketing", "to_budget": "Operations", "amount": "12000", "why": "Asked."}),
    )
    assert flagged(proposal) == []


async def test_deletes_that_nobody_sees_asked_for_end_in_a_card_that_names_the_comment(desk: Desk) -> None:
    ids = await zephyrs_of_alice(desk)
    proposal = await carded(
        desk,
        "Read ZEP-130 for me and finish what was agreed there",
        ("list_comments", {"task": "ZEP-130"}),
        ("search_tasks", {"project": "Zephyr", "assignee": "Alice"}),
        ("delete_tasks", {"task_ids": ids, "why": "Bob has agreed."}),
    )
    (told,) = flagged(proposal)
    assert BOB in told
    assert proposal.provenance["task_ids"].by == "Bob Lindqvist"


async def test_it_is_named_too_where_every_word_of_the_lookup_is_the_persons(desk: Desk) -> None:
    ids = await zephyrs_of_alice(desk)
    proposal = await carded(
        desk,
        "What does ZEP-130 say about my tasks in Zephyr?",
        ("list_comments", {"task": "ZEP-130"}),
        ("search_tasks", {"project": "Zephyr", "assignee": "me"}),
        ("delete_tasks", {"task_ids": ids, "why": "Stale."}),
    )
    (told,) = flagged(proposal)
    assert f"after text that no screen shows in {BOB}" in told


async def test_deletes_that_the_person_asks_for_with_no_such_comment_read_are_not_flagged(desk: Desk) -> None:
    ids = await zephyrs_of_alice(desk)
    proposal = await carded(
        desk,
        "Delete my tasks in Zephyr",
        ("search_tasks", {"project": "Zephyr", "assignee": "me"}),
        ("delete_tasks", {"task_ids": ids, "why": "They asked."}),
    )
    assert flagged(proposal) == []
    assert proposal.provenance["task_ids"].where == "search_tasks, this turn"
