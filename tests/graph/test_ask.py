from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from graph.events import Acted, Ended, Failed, Settled
from graph.questions import Answer, Confirm, Question, Which
from tests.graph.fakes_desk import Desk, Person, desk_for, nobody
from tests.graph.fakes_model import calls, says
from tools.change import Proposal


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


def delete(*ids: str) -> tuple[str, object]:
    return "delete_tasks", {"task_ids": list(ids), "why": "They are stale."}


def settled(events: list[object]) -> list[str]:
    return [event.choice for event in events if isinstance(event, Settled)]


async def test_a_rejection_reaches_the_model_with_its_reason_and_nothing_is_sent(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("I see."))
    events = await desk.turn("Delete it", Person(["reject"], note="Bob still needs it."))
    (answer,) = desk.model.answers()
    assert (answer["status"], answer["by"], answer["reason"]) == ("rejected", "Alice Moreau", "Bob still needs it.")
    assert "Do not propose this again" in str(answer["note"])
    assert not desk.line.writes
    assert settled([*events]) == ["reject"]
    assert events[-1] == Ended("done")


async def test_two_proposals_of_one_message_are_decided_one_by_one(desk: Desk) -> None:
    first, second = await desk.some(2)
    desk.model.then(calls(delete(first), delete(second)), says("One of two."))
    person = Person(["approve", "reject"])
    await desk.turn("Delete them", person)
    assert len(person.asked) == 1
    assert [answer["status"] for answer in desk.model.answers()] == ["rejected", "done"]
    left = {str(task["id"]) for task in await desk.tasks()}
    assert (first in left, second in left) == (False, True)


async def test_what_policy_allows_does_not_wait_for_what_is_asked(desk: Desk) -> None:
    first, second = await desk.some(2)
    update = ("update_task", {"task": second, "priority": "high", "why": "Asked."})
    desk.model.then(calls(delete(first), update), says("Both."))
    events = await desk.turn(f"Delete one, and give {second} a high priority")
    assert [event.headline.partition(" ")[0] for event in events if isinstance(event, Acted)] == ["Change"]
    assert events[-1] == Ended("waiting")


async def test_an_unanswered_proposal_is_asked_again(desk: Desk) -> None:
    first, second = await desk.some(2)
    desk.model.then(calls(delete(first), delete(second)), says("Both."))
    person = Person(["approve", lambda _: None, "approve"])
    await desk.turn("Delete them", person)
    assert [len(question.proposals) for question in person.asked if isinstance(question, Confirm)] == [2, 1]
    assert [answer["status"] for answer in desk.model.answers()] == ["done", "done"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda proposal: Answer(proposal.id, "sha-256:other", "approve"),
        lambda proposal: Answer("pr_other", proposal.digest, "approve"),
        lambda proposal: Answer(proposal.id, proposal.digest, "yes"),  # type: ignore[arg-type]  # what a bug may send
        lambda proposal: Answer(proposal.id, proposal.digest, "approve", args={"task_ids": []}),
        lambda proposal: Answer(proposal.id, proposal.digest, "edit"),
        lambda proposal: Answer(proposal.id, proposal.digest, "approve", note=None),  # type: ignore[arg-type]  # as above
        lambda _: "approve",
    ],
)
async def test_an_answer_that_does_not_fit_decides_nothing_and_the_question_stays(desk: Desk, wrong: object) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Done."))
    person = Person([wrong, "approve"])  # type: ignore[list-item]  # the point is that it does not fit
    events = await desk.turn("Delete it", person)
    assert any(isinstance(event, Failed) for event in events)
    assert len(person.asked) == 2
    assert await desk.deletions() == 1


async def test_answers_that_never_fit_leave_the_question_open(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Done."))
    events = await desk.turn("Delete it", Person([lambda _: None]))
    assert events[-1] == Ended("waiting")
    events = await desk.resume(Person())
    assert await desk.deletions() == 1
    assert events[-1] == Ended("done")


async def test_two_answers_to_one_proposal_are_none(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Done."))

    async def both(question: Question) -> Sequence[Answer]:
        assert isinstance(question, Confirm)
        (proposal,) = question.proposals
        return [Answer(proposal.id, proposal.digest, "approve"), Answer(proposal.id, proposal.digest, "reject")]

    events = await desk.turn("Delete it", both)
    assert events[-1] == Ended("waiting")
    assert not desk.line.writes


async def test_an_answer_to_the_last_question_does_not_answer_the_next(desk: Desk) -> None:
    first, second = await desk.some(2)
    desk.model.then(calls(delete(first)), calls(delete(second)), says("Done."))
    kept: list[Proposal] = []

    def stale(proposal: Proposal) -> Answer:
        kept.append(proposal)
        return Answer(kept[0].id, kept[0].digest, "approve")

    events = await desk.turn("Delete both, one after the other", Person([stale]))
    assert events[-1] == Ended("waiting")
    assert await desk.deletions() == 1


async def test_an_edit_is_looked_at_anew_and_asked_anew(desk: Desk) -> None:
    first, second = await desk.some(2)
    desk.model.then(calls(delete(first, second)), says("One."))

    def leave_one_out(proposal: Proposal) -> Answer:
        return Answer(proposal.id, proposal.digest, "edit", args={"task_ids": [second]})

    person = Person([leave_one_out, "approve"])
    events = await desk.turn("Delete them", person)
    before, after = person.proposals
    tasks = [[row.id for row in one.change.rows if row.kind == "task"] for one in (before, after)]
    assert tasks == [[first, second], [second]]
    assert before.digest != after.digest
    assert settled([*events]) == ["edit", "approve"]
    left = {str(task["id"]) for task in await desk.tasks()}
    assert (first in left, second in left) == (True, False)


async def test_an_edit_that_makes_no_sense_is_told_to_the_model(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Hm."))

    def nonsense(proposal: Proposal) -> Answer:
        return Answer(proposal.id, proposal.digest, "edit", args={"task_ids": "all"})

    events = await desk.turn("Delete it", Person([nonsense]))
    assert desk.model.answers()[0]["status"] == "failed"
    assert events[-1] == Ended("done")
    assert not desk.line.writes


async def test_looking_again_asks_anew_with_a_later_expiry(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Done."))
    person = Person(["look_again", "approve"])
    await desk.turn("Delete it", person)
    first, second = person.proposals
    assert second.expires > first.expires
    assert await desk.deletions() == 1


async def test_an_approval_that_comes_too_late_does_nothing(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Too late."))

    def late(proposal: Proposal) -> Answer:
        desk.clock.now += 601
        return Answer(proposal.id, proposal.digest, "approve")

    events = await desk.turn("Delete it", Person([late]))
    assert settled([*events]) == ["expired"]
    assert desk.model.answers()[0]["status"] == "expired"
    assert not desk.line.writes


async def test_a_late_wish_to_look_again_renews_the_proposal(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Done."))

    def late(proposal: Proposal) -> Answer:
        desk.clock.now += 601
        return Answer(proposal.id, proposal.digest, "look_again")

    await desk.turn("Delete it", Person([late, "approve"]))
    assert await desk.deletions() == 1


async def test_a_name_that_fits_two_tasks_is_put_to_the_person(desk: Desk) -> None:
    title = "Update onboarding copy"
    desk.model.then(calls(("get_task", {"task": title})), says("That one."))
    person = Person()
    await desk.turn(f"Read {title}", person)
    (question,) = person.asked
    assert isinstance(question, Which)
    assert len(question.candidates) == 2
    (answer,) = desk.model.answers()
    assert (answer["status"], answer["id"]) == ("chosen", question.candidates[0].id)


async def test_choosing_none_of_them_is_told_to_the_model(desk: Desk) -> None:
    desk.model.then(calls(("get_task", {"task": "Update onboarding copy"})), says("None, then."))
    await desk.turn("Read it", Person(choose=""))
    assert desk.model.answers()[0]["status"] == "rejected"


async def test_a_candidate_that_was_not_offered_is_no_answer(desk: Desk) -> None:
    desk.model.then(calls(("get_task", {"task": "Update onboarding copy"})))
    events = await desk.turn("Read it", Person(choose="tsk_other"))
    assert events[-1] == Ended("waiting")


async def test_where_nobody_can_be_asked_the_question_waits(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Done."))
    assert (await desk.turn("Delete it", nobody))[-1] == Ended("waiting")
    assert not desk.line.writes
    assert (await desk.resume(nobody))[-1] == Ended("waiting")
    assert (await desk.resume(Person()))[-1] == Ended("done")
    assert await desk.deletions() == 1


async def test_a_need_that_cannot_be_met_here_is_a_no_that_names_it(desk: Desk) -> None:
    ids = [str(task["id"]) for task in await desk.tasks() if task["status"] == "open"][:26]
    desk.model.then(calls(delete(*ids)), says("Too many."))
    person = Person()
    events = await desk.turn("Delete them all", person)
    assert person.asked == []
    (answer,) = desk.model.answers()
    assert answer["status"] == "forbidden"
    assert "a second person" in str(answer["sentence"])
    assert settled([*events]) == ["forbidden"]


async def test_more_than_ten_proposals_of_one_turn_are_refused(desk: Desk) -> None:
    ids = await desk.some(11)
    desk.model.then(calls(*[delete(one) for one in ids]), says("Ten."))
    person = Person(["reject"])
    await desk.turn("Delete each", person)
    assert len(person.proposals) == 10
    assert sorted(str(answer["status"]) for answer in desk.model.answers()) == ["forbidden"] + ["rejected"] * 10


async def test_a_changed_principal_or_tool_kills_an_approval(desk: Desk) -> None:
    desk.model.then(calls(delete(*await desk.some(1))), says("Shown again."))
    await desk.turn("Delete it", nobody)
    registry = desk.ground.registry
    tool = replace(registry.tools["delete_tasks"], definition_hash="sha-256:other")
    desk.ground = replace(desk.ground, registry=replace(registry, tools={**registry.tools, "delete_tasks": tool}))
    await desk.session.close()
    await desk.open()
    person = Person(["reject"])
    events = await desk.resume(person)
    assert settled([*events]) == ["overtaken", "reject"]
    assert len(person.proposals) == 1


async def test_what_was_rejected_is_not_put_to_the_person_again_in_the_same_turn(desk: Desk) -> None:
    (task,) = await desk.some(1)
    again = ("delete_tasks", {"task_ids": [task], "why": "It really is stale."})
    desk.model.then(calls(delete(task)), calls(again), says("Very well."))
    person = Person(["reject"])
    await desk.turn("Delete it", person)
    assert len(person.proposals) == 1
    assert desk.model.answers()[1]["status"] == "forbidden"
    desk.model.then(calls(again), says("Done."))
    await desk.turn("Delete it after all", Person())
    assert await desk.deletions() == 1
