from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from graph.events import Acted, Ended
from graph.questions import Answer
from graph.storage.store import Store
from tests.graph.fakes_desk import KEY, Desk, Person, desk_for
from tests.graph.fakes_model import calls, says
from tests.integrity.fakes_attack import choices, delete, it_goes_on, ledger_of, store_of, with_tools
from tests.sandbox.fakes_platform import wire
from tools.change import Proposal
from tools.registry import load

BATCHES = load(Path(__file__).with_name("catalog")).tools
DUE = "2027-02-03"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        await with_tools(desk, {**desk.ground.registry.tools, **BATCHES})
        yield desk


async def postponing(desk: Desk, count: int = 3) -> list[str]:
    ids = await desk.some(count)
    desk.model.then(calls(("postpone_tasks", {"task_ids": ids, "due": DUE, "why": "Late."})), says("Well."))
    return ids


async def touch(desk: Desk, task: str) -> None:
    """Change a task as somebody else does."""
    tag = (await desk.stand.get(f"/v1/tasks/{task}")).headers["etag"]
    key = f"sha-256:{task}-{tag}"
    await desk.stand.write(wire("PATCH", f"/v1/tasks/{task}", {"title": "Other"}, key=key, if_match=tag))


def at_request(desk: Desk, number: int, deed: object) -> None:
    """Do something just before the nth write leaves, once."""

    async def hook(request: httpx.Request) -> None:
        if request.method != "GET" and len(desk.line.writes) == number - 1 and not done:
            done.append(request)
            await deed()  # type: ignore[operator]  # a coroutine function

    done: list[httpx.Request] = []
    desk.line.before = hook


def dies_after(desk: Desk, number: int) -> None:
    """Have the platform do the nth write, and then be heard of no more."""

    async def gone(request: httpx.Request) -> None:
        if request.method != "GET" and len(desk.line.writes) == number:
            desk.line.before = dead
            raise httpx.ReadTimeout("gone", request=request)

    async def dead(request: httpx.Request) -> None:
        raise httpx.ConnectError("gone", request=request)

    desk.line.behind = gone


async def due(desk: Desk, *ids: str) -> list[bool]:
    return [(await desk.stand.get(f"/v1/tasks/{one}")).json()["due"] == DUE for one in ids]


async def test_a_batch_that_stops_half_way_offers_the_rest_as_a_new_proposal(desk: Desk) -> None:
    ids = await postponing(desk)
    at_request(desk, 2, lambda: touch(desk, ids[1]))
    person = Person()
    events = await desk.turn("Postpone them", person)
    whole, rest = person.proposals
    assert [row.id for row in rest.change.rows] == ids[1:]
    assert rest.args == {"task_ids": ids[1:], "due": DUE}
    assert [line.split(":")[0] for line in rest.differs] == ["Left out", "Changed meanwhile"]
    first, second = [event for event in events if isinstance(event, Acted)]
    assert first.summary.startswith("One request was done, then:")
    assert [receipt.outcome for receipt in second.receipts] == ["done", "done"]
    assert whole.digest != rest.digest
    assert await due(desk, *ids) == [True] * 3
    (answer,) = desk.model.answers()
    assert (answer["status"], "One request was done" in str(answer["note"])) == ("done", True)
    assert await it_goes_on(desk)


async def test_the_rest_of_a_batch_is_not_sent_without_a_new_yes(desk: Desk) -> None:
    ids = await postponing(desk)
    at_request(desk, 2, lambda: touch(desk, ids[1]))
    await desk.turn("Postpone them", Person(["approve", "reject"]))
    assert await due(desk, *ids) == [True, False, False]
    (answer,) = desk.model.answers()
    assert (answer["status"], "One request was done" in str(answer["note"])) == ("rejected", True)
    assert await it_goes_on(desk)


async def test_a_batch_whose_end_nobody_knows_is_not_offered_again(desk: Desk) -> None:
    ids = await postponing(desk)

    dies_after(desk, 2)
    person = Person()
    await desk.turn("Postpone them", person)
    assert len(person.proposals) == 1
    assert desk.model.answers()[0]["status"] == "unknown"
    desk.line.before = desk.line.behind = None
    assert await due(desk, *ids) == [True, True, False]


async def test_an_edit_is_a_new_question_with_the_differences_marked(desk: Desk) -> None:
    ids = await desk.some(3)
    desk.model.then(calls(("postpone_tasks", {"task_ids": ids, "due": DUE, "why": "Late."})), says("Well."))
    keys = {str(task["id"]): str(task["key"]) for task in await desk.tasks()}

    def edit(proposal: Proposal) -> Answer:
        args = {"task_ids": ids[:2], "due": "2027-03-04"}
        return Answer(proposal.id, proposal.digest, "edit", args=args)

    person = Person([edit, "approve"])
    await desk.turn("Postpone them", person)
    before, after = person.proposals
    assert before.differs == ()
    left_out, later = after.differs
    assert left_out.startswith(f"Left out: {keys[ids[2]]}")
    assert later == f"due: 2027-03-04, was {DUE}."
    assert (before.digest != after.digest, before.change_digest != after.change_digest) == (True, True)
    assert await it_goes_on(desk)


async def test_two_changes_to_one_record_are_asked_one_after_the_other_each_on_what_is_there(desk: Desk) -> None:
    (task,) = await desk.some(1)
    rename = ("update_task", {"task": task, "title": "Made up", "why": "Neater."})
    desk.model.then(calls(rename, delete(task)), says("Well."))
    person = Person()
    events = await desk.turn("Rename it, then delete it", person)
    assert [len(getattr(question, "proposals", ())) for question in person.asked] == [1, 1]
    first, second = person.proposals
    assert second.change.rows[0].label.endswith("Made up")
    assert second.change.rows[0].version != first.change.rows[0].version
    assert choices([*events]) == ["approve", "approve"]
    assert [answer["status"] for answer in desk.model.answers()] == ["done", "done"]
    assert events[-1] == Ended("done")
    assert await it_goes_on(desk)


async def test_a_change_that_waited_for_a_rejected_one_is_looked_at_all_the_same(desk: Desk) -> None:
    (task,) = await desk.some(1)
    rename = ("update_task", {"task": task, "title": "Made up", "why": "Neater."})
    desk.model.then(calls(delete(task), rename), says("Well."))
    await desk.turn(f"One of both, with {task}", Person(["reject", "approve"]))
    assert [answer["status"] for answer in desk.model.answers()] == ["rejected", "done"]
    assert await desk.deletions() == 0
    assert await it_goes_on(desk)


async def test_a_change_to_records_of_an_unfinished_one_waits_until_it_is_known_and_looks_again(desk: Desk) -> None:
    (task,) = await desk.some(1)
    desk.model.then(calls(("update_task", {"task": task, "title": "Made up", "why": "Neater."})), says("Well."))
    late: list[httpx.Request] = []
    left = [2]

    async def on_its_way(request: httpx.Request) -> None:
        if request.method == "PATCH":
            late.append(request)
        if (late and request.method != "GET") or "operations" in request.url.path:
            raise httpx.ReadTimeout("gone", request=request)

    desk.line.before = on_its_way
    await desk.turn("Rename it", Person())
    assert desk.model.answers()[0]["status"] == "unknown"

    async def arrives(request: httpx.Request) -> None:
        if "operations" not in request.url.path:
            return
        left[0] -= 1
        if left[0] >= 0:
            raise httpx.ConnectError("not yet", request=request)
        if left[0] == -1:
            await desk.line.inner.handle_async_request(late[0])

    desk.line.before = arrives
    desk.model.then(calls(delete(task)), says("Well."))
    person = Person()
    events = await desk.turn("Delete it", person)
    assert person.proposals[0].change.rows[0].label.endswith("Made up")
    assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done", "done"]
    assert await desk.deletions() == 1


async def test_what_a_runner_who_is_gone_has_left_elsewhere_is_asked_about_and_told(desk: Desk) -> None:
    await postponing(desk, 1)

    dies_after(desk, 1)
    await desk.turn("Postpone it", Person())
    assert len(ledger_of(desk).unfinished()) == 1
    await desk.session.close()
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        store.run("INSERT INTO threads (id, created, updated, touched) VALUES ('thr_new', 1, 1, 99999)")
    await desk.open(thread="thr_new")
    events = await desk.resume()
    assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done"]
    assert ledger_of(desk).unfinished() == []


async def test_what_may_have_been_sent_is_never_said_not_to_be(desk: Desk) -> None:
    await postponing(desk, 1)

    dies_after(desk, 1)
    await desk.turn("Postpone it", Person())
    assert "Nothing was sent" not in str(desk.model.answers())
    assert store_of(desk).one("SELECT 1 FROM intents WHERE state = 'claimed'") is not None
