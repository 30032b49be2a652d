from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import httpx
import pytest

from graph.events import Acted, Ended, Failed
from graph.limits import Limits
from graph.questions import Answer, Question
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import calls, says
from tests.sandbox.fakes_platform import wire
from tools.change import Proposal

QUICK = Limits(tries=1, stall_seconds=5.0)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path, limits=QUICK) as desk:
        yield desk


async def delete_one(desk: Desk) -> list[object]:
    ids = await desk.some(1)
    desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Well."))
    return [*await desk.turn("Delete it", Person())]


def acted(events: list[object]) -> Acted:
    (only,) = [event for event in events if isinstance(event, Acted)]
    return only


def breaking(kind: type[httpx.TransportError], times: int) -> Callable[[httpx.Request], Awaitable[None]]:
    left = [times]

    async def hook(request: httpx.Request) -> None:
        if request.method == "POST" and left[0]:
            left[0] -= 1
            raise kind("broken", request=request)

    return hook


async def test_the_token_carries_exactly_the_approved_change(desk: Desk) -> None:
    await delete_one(desk)
    ((scopes, details),) = desk.tokens.acts
    assert scopes == ("tasks:delete",)
    (detail,) = details
    assert detail["type"] == "countersign_change"
    assert detail["actions"] == ["tasks.delete"]


async def test_no_token_that_could_delete_exists_before_the_approval(desk: Desk) -> None:
    ids = await desk.some(1)
    desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Well."))
    seen: list[int] = []

    def look(proposal: Proposal) -> Answer:
        seen.append(len(desk.tokens.acts))
        return Answer(proposal.id, proposal.digest, "approve")

    await desk.turn("Delete it", Person([look]))
    assert seen == [0]


async def test_a_lost_answer_is_found_by_its_key_and_nothing_is_sent_twice(desk: Desk) -> None:
    desk.line.behind = breaking(httpx.ReadError, 1)
    events = await delete_one(desk)
    assert acted(events).receipts[0].outcome == "done"
    assert len(desk.line.writes) == 1
    assert await desk.deletions() == 1


async def test_a_request_that_never_arrived_is_sent_again_under_the_same_key(desk: Desk) -> None:
    desk.line.before = breaking(httpx.WriteError, 1)
    events = await delete_one(desk)
    assert acted(events).receipts[0].outcome == "done"
    assert await desk.deletions() == 1


async def test_a_platform_out_of_reach_is_surely_not_sent_and_said_so(desk: Desk) -> None:
    desk.line.before = breaking(httpx.ConnectError, 9)
    events = await delete_one(desk)
    assert acted(events).receipts[0].outcome == "refused"
    assert acted(events).receipts[0].status is None
    assert desk.model.answers()[0]["status"] == "failed"
    assert events[-1] == Ended("done")


async def test_an_outcome_that_nobody_knows_is_unknown_until_the_platform_can_be_asked(desk: Desk) -> None:
    async def broken(request: httpx.Request) -> None:
        if request.method == "POST" or "/operations/" in request.url.path:
            raise httpx.ReadError("broken", request=request)

    desk.line.behind = broken
    events = await delete_one(desk)
    assert acted(events).receipts[0].outcome == "unknown"
    assert desk.model.answers()[0]["status"] == "unknown"
    desk.line.behind = None
    desk.model.then(says("It was done."))
    later = await desk.turn("And now?")
    assert acted([*later]).receipts[0].outcome == "done"
    assert await desk.deletions() == 1


async def test_while_an_outcome_is_unknown_nothing_is_proposed_on_its_records(desk: Desk) -> None:
    ids = await desk.some(1)

    async def broken(request: httpx.Request) -> None:
        if request.method == "POST" or "/operations/" in request.url.path:
            raise httpx.ReadError("broken", request=request)

    desk.line.before = broken
    wish = calls(("delete_tasks", {"task_ids": ids, "why": "Stale."}))
    desk.model.then(wish, wish, says("It waits."))
    person = Person()
    await desk.turn("Delete it", person)
    assert len(person.proposals) == 1
    assert [answer["status"] for answer in desk.model.answers()] == ["unknown", "forbidden"]


async def test_what_surely_never_arrived_is_known_as_such_once_its_token_has_expired(desk: Desk) -> None:
    async def broken(request: httpx.Request) -> None:
        if request.method == "POST" or "/operations/" in request.url.path:
            raise httpx.ReadError("broken", request=request)

    desk.line.before = broken
    await delete_one(desk)
    desk.line.before = None
    desk.model.then(says("Not yet."))
    assert not [event for event in await desk.turn("And now?") if isinstance(event, Acted)]
    desk.clock.now += 700
    desk.model.then(says("It never was."))
    assert acted([*await desk.turn("And now?")]).receipts[0].outcome == "refused"
    assert await desk.deletions() == 0


async def test_a_record_that_changed_after_the_card_is_not_touched(desk: Desk) -> None:
    ids = await desk.some(1)
    desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("It has changed."))

    async def meanwhile(question: Question) -> Sequence[Answer]:
        tag = (await desk.stand.get(f"/v1/tasks/{ids[0]}")).headers["etag"]
        patch = wire("PATCH", f"/v1/tasks/{ids[0]}", {"title": "Other"}, key="sha-256:meanwhile", if_match=tag)
        assert (await desk.stand.write(patch)).status_code == 200
        return await Person()(question)

    events = await desk.turn("Delete it", meanwhile)
    assert acted([*events]).receipts[0].status == 412
    answer = desk.model.answers()[0]
    assert (answer["status"], answer["note"]) == ("failed", "Look again before you propose anything.")
    assert await desk.deletions() == 0


async def test_an_ended_session_is_one_sentence_with_the_next_step(desk: Desk) -> None:
    class Ended(Exception):
        sentence = "Your session has ended."
        next_step = "Sign in again."

    desk.tokens.refuse = Ended()
    desk.model.then(calls(("list_projects", {})))
    events = await desk.turn("Projects?")
    assert Failed("Your session has ended.", "Sign in again.") in events
    desk.tokens.refuse = None
    desk.model.then(says("Here."))
    assert type(events[-1]).__name__ == "Ended"
    assert not any(isinstance(event, Failed) for event in await desk.turn("Again?"))


async def test_a_server_error_is_asked_about_before_it_is_tried_again(desk: Desk) -> None:
    inner = desk.line.inner
    answered: list[httpx.Request] = []

    class Failing(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "POST" and not answered:
                answered.append(request)
                return httpx.Response(503, json={"detail": "Later."}, request=request)
            return await inner.handle_async_request(request)

    desk.line.inner = Failing()
    events = await delete_one(desk)
    assert acted(events).receipts[0].outcome == "done"
    assert [request.url.path.split("/")[2] for request in desk.line.passed[-3:]] == ["tasks", "operations", "tasks"]
    assert await desk.deletions() == 1


async def test_undoing_is_offered_to_the_model_with_what_was_done(desk: Desk) -> None:
    await delete_one(desk)
    (answer,) = desk.model.answers()
    assert isinstance(answer["undo"], dict)
    assert answer["undo"]["tool"] == "restore_tasks"
