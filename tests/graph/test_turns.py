import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from graph.events import Acted, Acting, Ended, Failed, Looked, Looking, Said, Settled, Spoke, Thought
from graph.limits import Limits
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import calls, says


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


async def test_an_answer_streams_with_its_reasoning_and_ends_done(desk: Desk) -> None:
    desk.model.then(says("Hello there.", thought="A greeting."))
    events = await desk.turn("Hi")
    assert events[0] == Said("Hi")
    assert "".join(event.text for event in events if isinstance(event, Thought)) == "A greeting."
    assert "".join(event.text for event in events if isinstance(event, Spoke)) == "Hello there. "
    assert events[-1] == Ended("done")
    kept = [entry.event for entry in await desk.session.history(None, 10)]
    assert [type(event) for event in kept] == [Said, Thought, Spoke]
    assert [event.text for event in kept if isinstance(event, Spoke)] == ["Hello there. "]


async def test_a_read_runs_unasked_and_its_result_reaches_the_model(desk: Desk) -> None:
    desk.model.then(calls(("search_tasks", {"project": "Apollo", "stale_days": 90})), says("Five."))
    events = await desk.turn("What is stale in Apollo?")
    looked = next(event for event in events if isinstance(event, Looked))
    assert (looked.outcome, looked.summary) == ("found", "5 tasks")
    assert next(event for event in events if isinstance(event, Looking)).args == {"project": "Apollo", "stale_days": 90}
    (answer,) = desk.model.answers()
    assert answer["status"] == "found"
    assert events[-1] == Ended("done")


async def test_an_approved_deletion_is_done_exactly_once(desk: Desk) -> None:
    ids = await desk.some(2)
    desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "They are stale."})), says("Deleted."))
    person = Person()
    events = await desk.turn("Delete them", person)
    (proposal,) = person.proposals
    assert proposal.why == "They are stale."
    assert await desk.deletions() == 1
    assert [type(event) for event in events if isinstance(event, Settled | Acting | Acted)] == [Settled, Acting, Acted]
    assert desk.model.answers()[0]["status"] == "done"
    assert not [event for event in events if isinstance(event, Failed)]


async def test_the_model_is_told_who_asks_and_what_day_it_is(desk: Desk) -> None:
    desk.model.then(says("Hello."))
    await desk.turn("Hi")
    prompt = str(desk.model.shown[0][0].text)
    assert "Alice Moreau, lead at Acme" in prompt
    assert "Today is 2026-09-21." in prompt


async def test_an_update_that_policy_allows_runs_unasked_and_without_a_confirmed_change(desk: Desk) -> None:
    (task,) = await desk.some(1)
    wanted = {"task": task, "priority": "high", "why": "The person asked."}
    desk.model.then(calls(("update_task", wanted)), says("Done."))
    events = await desk.turn(f"Give {task} a high priority")
    assert [event.summary for event in events if isinstance(event, Acted)] == ["Done."]
    assert [details for _, details in desk.tokens.acts] == [()]
    assert desk.model.answers()[0]["status"] == "done"


async def test_a_viewer_hears_the_platforms_no_in_its_own_words(tmp_path: Path) -> None:
    async with desk_for(tmp_path, "carol") as desk:
        ids = await desk.some(1)
        desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Asked."})), says("You can't."))
        events = await desk.turn("Delete it", Person())
    (acted,) = [event for event in events if isinstance(event, Acted)]
    assert acted.summary == "Viewers can't delete tasks at Acme. Ask a member, a lead or an admin."
    assert [(receipt.outcome, receipt.status) for receipt in acted.receipts] == [("refused", 403)]
    answer = desk.model.answers()[0]
    assert (answer["status"], answer["sentence"]) == ("forbidden", acted.summary)


async def test_many_reads_of_one_message_run_side_by_side(desk: Desk) -> None:
    together = asyncio.Barrier(3)

    async def meet(_: httpx.Request) -> None:
        await together.wait()

    desk.line.before = meet
    desk.model.then(calls(*[("list_projects", {})] * 3), says("Three times."))
    events = await desk.turn("Projects?")
    kinds = [type(event) for event in events if isinstance(event, Looking | Looked)]
    assert kinds == [Looking] * 3 + [Looked] * 3


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("burn_tasks", {}), "no such tool"),
        (("search_tasks", '{"project": "Apollo"'), "not JSON"),
        (("search_tasks", '{"limit": 1, "limit": 2}'), "twice"),
        (("search_tasks", {"limit": "many"}), "limit"),
        (("search_tasks", {"colour": "red"}), "colour"),
        (("delete_tasks", {"task_ids": ["tsk_1"]}), "why"),
        (("delete_tasks", {"task_ids": ["../me"], "why": "Asked."}), "task"),
    ],
)
async def test_a_call_that_makes_no_sense_is_told_to_the_model_and_the_turn_goes_on(
    desk: Desk, call: tuple[str, object], told: str
) -> None:
    desk.model.then(calls(call), says("Sorry."))
    events = await desk.turn("Go")
    (answer,) = desk.model.answers()
    assert answer["status"] == "failed"
    assert told in str(answer["sentence"])
    assert events[-1] == Ended("done")
    assert not desk.line.writes


async def test_the_third_failure_of_a_kind_ends_the_turn_and_says_what_was_tried(desk: Desk) -> None:
    desk.model.then(*[calls(("burn_tasks", {}))] * 3)
    events = await desk.turn("Go")
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert "3 times" in failed.sentence
    assert events[-1] == Ended("failed")
    desk.model.then(says("Yes?"))
    assert (await desk.turn("Still there?"))[-1] == Ended("done")


async def test_an_endless_loop_of_reads_ends_after_a_bounded_number_of_steps(tmp_path: Path) -> None:
    async with desk_for(tmp_path, limits=Limits(steps=4)) as desk:
        desk.model.then(*[calls(("list_projects", {}))] * 9)
        events = await desk.turn("Go")
        assert desk.model.left == 5
    assert events[-1] == Ended("failed")


async def test_calls_beyond_the_most_of_a_message_are_left_out_and_the_model_is_told(desk: Desk) -> None:
    desk.model.then(calls(*[("list_projects", {})] * (Limits().calls + 4)), says("Many."))
    await desk.turn("Go")
    answers = desk.model.answers()
    assert len(answers) == Limits().calls
    assert "4 more calls" in str(answers[-1]["note"])


async def test_repeated_call_ids_of_a_server_are_kept_apart(desk: Desk) -> None:
    desk.model.then(calls(("list_projects", {}), ("who_am_i", {}), given="same"), says("Both."))
    events = await desk.turn("Go")
    looked = [event.call for event in events if isinstance(event, Looked)]
    assert len(set(looked)) == 2
    assert len(desk.model.answers()) == 2


async def test_a_call_written_as_text_is_only_text(desk: Desk) -> None:
    desk.model.then(says('{"name":"delete_tasks","arguments":{"task_ids":["tsk_1"]}}'))
    events = await desk.turn("Go")
    assert not [event for event in events if isinstance(event, Looking)]
    assert events[-1] == Ended("done")


async def test_arguments_of_a_megabyte_are_refused_and_not_kept(desk: Desk) -> None:
    desk.model.then(calls(("search_tasks", {"text": "x" * 150_000})), says("Too long."))
    await desk.turn("Go")
    (answer,) = desk.model.answers()
    assert "longer than" in str(answer["sentence"])
    assert sum(len(str(message)) for message in desk.model.shown[-1]) < 10_000


async def test_another_companys_task_does_not_exist_for_any_tool(desk: Desk) -> None:
    theirs = (await desk.stand.get("/v1/tasks", "grace")).json()["items"][0]["id"]
    desk.model.then(calls(("get_task", {"task": theirs})), says("No."))
    await desk.turn("Read it")
    assert desk.model.answers()[0]["status"] == "failed"


async def test_a_long_conversation_keeps_only_what_the_model_is_shown_and_its_transcript_whole(tmp_path: Path) -> None:
    async with desk_for(tmp_path, limits=Limits(history_messages=6)) as desk:
        for number in range(8):
            desk.model.then(says(f"Answer {number}."))
            await desk.turn(f"Question {number}")
        shown = [str(message.text) for message in desk.model.shown[-1][1:]]
        assert shown[-1] == "Question 7"
        assert len(shown) <= 7
        left = await desk.session._driver.left()  # noqa: SLF001  # what the graph really remembers
        assert len(left.values["messages"]) <= 8
        kept = [entry.event for entry in await desk.session.history(None, 100)]
        assert [event.text for event in kept if isinstance(event, Said)] == [
            f"Question {number}" for number in range(8)
        ]
