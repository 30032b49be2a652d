from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.events import Acted, Acting, Ended, Failed, Looked, Looking, Said, Settled, Spoke, Thought
from tests.graph.fakes_graph import Desk, Person, calls, desk_for, says


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
