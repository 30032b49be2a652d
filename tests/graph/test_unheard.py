from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.events import Ended, Looked
from graph.inquiry import ASK_PERSON
from graph.questions import Answer
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import calls, says
from tools.change import Proposal

BUDGET = {"name": "Launch", "ceiling": "120,000.00", "project": "Apollo", "why": "As asked."}


@pytest.fixture
async def alices(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        desk.model.insists = False
        yield desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path, "dave") as desk:
        desk.model.insists = False
        yield desk


def budget(**changed: object) -> tuple[str, object]:
    return "create_budget", {**BUDGET, **changed}


def statuses(desk: Desk) -> list[str]:
    return [str(answer["status"]) for answer in desk.model.all_answers()]


async def test_a_value_that_stands_nowhere_is_sent_back_before_any_card(desk: Desk) -> None:
    desk.model.then(calls(budget()), says("How much may it hold?"))
    person = Person()
    events = await desk.turn("Create a budget called Launch for Apollo", person)
    assert person.asked == []
    (answer,) = desk.model.all_answers()
    assert answer["status"] == "unsure"
    assert str(answer["sentence"]).startswith("`ceiling`:")
    assert ASK_PERSON in str(answer["sentence"])
    shown = [event for event in events if isinstance(event, Looked)]
    assert [event.outcome for event in shown] == ["change", "failed"]
    assert shown[1].summary.startswith("ceiling stands nowhere yet")
    assert not desk.line.writes
    assert events[-1] == Ended("done")


async def test_what_the_person_answers_makes_it_theirs(desk: Desk) -> None:
    asks = (ASK_PERSON, {"question": "How much may it hold?"})
    desk.model.then(calls(budget()), calls(asks), calls(budget()), says("Done."))
    person = Person(says="120,000.00 EUR")
    await desk.turn("Create a budget called Launch for Apollo", person)
    (proposal,) = person.proposals
    assert not proposal.provenance["ceiling"].flagged
    assert statuses(desk) == ["unsure", "answered", "done"]


async def test_a_model_that_is_sure_of_it_gets_a_card_on_which_it_is_flagged(desk: Desk) -> None:
    desk.model.then(calls(budget()), calls(budget()), says("As you say."))
    person = Person(["reject"])
    await desk.turn("Create a budget called Launch for Apollo", person)
    (proposal,) = person.proposals
    origin = proposal.provenance["ceiling"]
    assert (origin.source, origin.flagged) == ("nowhere", True)
    assert statuses(desk) == ["unsure", "rejected"]


async def test_another_made_up_value_is_sent_back_again_and_in_the_next_turn_too(desk: Desk) -> None:
    desk.model.then(calls(budget()), calls(budget(ceiling="130,000.00")), says("Hm."))
    person = Person()
    await desk.turn("Create a budget called Launch for Apollo", person)
    desk.model.then(calls(budget()), says("Hm."))
    await desk.turn("Well?", person)
    assert statuses(desk) == ["unsure"] * 3
    assert person.asked == []


async def test_every_call_of_a_message_is_told_for_itself(desk: Desk) -> None:
    desk.model.then(calls(budget(), budget()), says("Hm."))
    await desk.turn("Create a budget called Launch for Apollo", Person())
    assert statuses(desk) == ["unsure", "unsure"]


async def test_an_id_that_was_never_read_is_looked_up_first(alices: Desk) -> None:
    (task,) = await alices.some(1)
    delete = ("delete_tasks", {"task_ids": [task], "why": "Stale."})
    alices.model.then(calls(delete), calls(("get_task", {"task": task})), calls(delete), says("Done."))
    person = Person()
    await alices.turn("Delete the oldest one", person)
    assert statuses(alices) == ["unsure", "found", "done"]


async def test_an_everyday_change_is_only_flagged(alices: Desk) -> None:
    made = ("create_task", {"project": "Apollo", "title": "Something else", "why": "As asked."})
    alices.model.then(calls(made), says("Done."))
    person = Person()
    await alices.turn("Create a task in Apollo", person)
    (proposal,) = person.proposals
    assert proposal.provenance["title"].flagged
    assert statuses(alices) == ["done"]


async def test_what_a_person_edits_on_the_card_is_not_doubted(desk: Desk) -> None:
    desk.model.then(calls(budget()), calls(budget()), says("Done."))

    def edit(proposal: Proposal) -> Answer:
        return Answer(proposal.id, proposal.digest, "edit", args={**proposal.args, "ceiling": "90,000.00"})

    person = Person([edit, "approve"])
    await desk.turn("Create a budget called Launch for Apollo", person)
    _, second = person.proposals
    assert second.args["ceiling"] == "90,000.00"
    assert statuses(desk) == ["unsure", "done"]
