from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.events import Settled
from graph.inquiry import ASK_PERSON
from graph.questions import Answer
from graph.refused import LATEST
from graph.storage.store import Store
from tests.graph.fakes_desk import KEY, Desk, Person, desk_for
from tests.graph.fakes_model import calls, says
from tools.change import Proposal


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


def delete(*ids: str) -> tuple[str, object]:
    return "delete_tasks", {"task_ids": list(ids), "why": "They are stale."}


async def rejecting(desk: Desk, count: int = 1, note: str = "") -> list[dict[str, object]]:
    """Have the person reject a deletion; return what it was about."""
    ids = await desk.some(count)
    desk.model.then(calls(delete(*ids)), says("I see."))
    await desk.turn("Tidy up", Person(["reject"], note=note))
    return [task for task in await desk.tasks() if task["id"] in ids]


async def raised(desk: Desk, words: str, *ids: object) -> bool:
    """Tell whether the model gets a card for a deletion after some words."""
    desk.model.then(calls(delete(*map(str, ids))), says("Well."))
    person = Person(["reject"])
    events = await desk.turn(words, person)
    refused = [event for event in events if isinstance(event, Settled) and event.choice == "forbidden"]
    assert bool(person.proposals) != bool(refused)
    assert not desk.line.writes
    return bool(person.proposals)


@pytest.mark.parametrize("words", ["Thanks", "What else is old?", "Yes", "Tell me about the undeleted ones", "APO"])
async def test_a_rejected_change_is_not_raised_in_a_later_turn_either(desk: Desk, words: str) -> None:
    (task,) = await rejecting(desk)
    assert not await raised(desk, words, task["id"])
    assert not await raised(desk, "And?", task["id"])


@pytest.mark.parametrize("said", ["id", "key", "title"])
async def test_naming_the_record_asks_for_it_again(desk: Desk, said: str) -> None:
    (task,) = await rejecting(desk)
    assert await raised(desk, f"Away with {task[said]!s}", task["id"])


@pytest.mark.parametrize("words", ["Delete it now", "So delete them!", "DELETE", "do it anyway", "It goes after all"])
async def test_saying_the_tools_verb_or_anyway_asks_for_it_again(desk: Desk, words: str) -> None:
    (task,) = await rejecting(desk)
    assert await raised(desk, words, task["id"])


async def test_the_reason_of_a_rejection_is_no_order(desk: Desk) -> None:
    (task,) = await rejecting(desk, note="Don't delete that one, it is Bob's")
    assert not await raised(desk, "Go on", task["id"])


async def test_words_before_the_rejection_are_no_order_after_it(desk: Desk) -> None:
    (task,) = await desk.some(1)
    desk.model.then(calls(delete(task)), says("I see."))
    await desk.turn(f"Delete {task}", Person(["reject"]))
    assert not await raised(desk, "Go on", task)


async def test_of_several_each_must_be_named(desk: Desk) -> None:
    one, other = await rejecting(desk, 2)
    assert not await raised(desk, f"Away with {one['key']}", one["id"], other["id"])
    assert await raised(desk, "Yes please", one["id"])


async def test_a_value_that_the_person_gives_now_asks_for_the_change_that_has_it(desk: Desk) -> None:
    (task,) = await desk.some(1)
    rename = {"task": task, "title": "Footer", "why": "Neater."}
    desk.model.then(calls(("update_task", rename)), says("I see."))
    await desk.turn("Tidy up", Person(["reject"]))
    desk.model.then(calls(("update_task", {**rename, "title": "Header"})), says("Hm."))
    person = Person(["reject"])
    await desk.turn("And?", person)
    assert person.asked == []
    desk.model.then(calls(("update_task", {**rename, "title": "Header"})), says("Hm."))
    await desk.turn("Call it Header", person)
    assert len(person.proposals) == 1


async def test_what_the_person_answers_in_the_same_turn_asks_for_it(desk: Desk) -> None:
    (task,) = await desk.some(1)
    asks = (ASK_PERSON, {"question": "What then?"})
    desk.model.then(calls(delete(task)), calls(asks), calls(delete(task)), says("Done."))
    await desk.turn("Tidy up", Person(["reject", "approve"], says="All right, delete it"))
    assert await desk.deletions() == 1


async def test_an_option_that_was_chosen_asks_for_it(desk: Desk) -> None:
    (task,) = await rejecting(desk)
    asks = (ASK_PERSON, {"question": "What then?", "options": [f"Away with {task['key']}", "Nothing"]})
    desk.model.then(calls(asks), calls(delete(str(task["id"]))), says("Done."))
    await desk.turn("Hm", Person(choose="1"))
    assert await desk.deletions() == 1


async def test_an_edit_of_the_persons_own_asks_for_it(desk: Desk) -> None:
    (task,) = await rejecting(desk)
    (other,) = [one for one in await desk.some(2) if one != task["id"]]

    def edit(proposal: Proposal) -> Answer:
        return Answer(proposal.id, proposal.digest, "edit", args={"task_ids": [task["id"]]})

    desk.model.then(calls(delete(other)), says("Done."))
    await desk.turn("Another one", Person([edit, "approve"]))
    assert await desk.deletions() == 1


async def test_it_is_remembered_by_another_process_and_in_no_other_conversation(desk: Desk) -> None:
    (task,) = await rejecting(desk)
    await desk.session.close()
    await desk.open(thread=desk.session.thread)
    assert not await raised(desk, "And?", task["id"])
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        store.run("INSERT INTO threads (id, created, updated, touched) VALUES ('thr_other', 1, 1, 1)")
    await desk.open(thread="thr_other")
    assert await raised(desk, "Hello", task["id"])


async def test_something_else_done_to_the_same_record_is_not_what_was_rejected(desk: Desk) -> None:
    (task,) = await rejecting(desk)
    done = ("update_task", {"task": task["id"], "status": "done", "why": "As asked."})
    desk.model.then(calls(done), says("Done."))
    await desk.turn("Mark it done", Person())
    assert desk.model.answers()[-1]["status"] == "done"


async def test_only_so_many_rejections_are_read(desk: Desk) -> None:
    assert LATEST == 100
    parts = desk.session._parts  # noqa: SLF001  # the ledger as the session has it
    await rejecting(desk, 1)
    assert len(parts.ledger.rejected(desk.session.thread, LATEST)) == 1
    assert parts.ledger.rejected(desk.session.thread, 0) == []
    assert parts.ledger.rejected("thr_other", LATEST) == []
