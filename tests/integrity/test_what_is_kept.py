from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest

from graph.ask import NOTHING
from graph.events import Acted, Ended
from graph.executor import carry_out
from graph.questions import Answer, Question
from graph.state import Item
from graph.storage.lease import new_holder
from graph.trouble import Elsewhere
from tests.graph.fakes_desk import Desk, Person, nobody
from tests.integrity.fakes_attack import (
    alter,
    choices,
    failure,
    it_goes_on,
    ledger_of,
    nothing_was_sent,
    store_of,
    strike,
    wishes,
)
from tests.sandbox.fakes_platform import wire


async def test_arguments_swapped_in_the_stored_state_send_nothing_but_what_was_shown(desk: Desk) -> None:
    shown, other = await wishes(desk, 2)
    person = Person(["approve", "reject"])
    await desk.turn("Delete one", nobody)
    swapped = f'{{"task_ids":["{other}"]}}'
    await alter(desk, lambda item: {**item, "args": swapped, "held": "", "edited": swapped, "why": "As you said."})
    await desk.resume(person)
    (_, details), *more = desk.tokens.acts
    assert (details[0]["change"], more) == (person.proposals[0].change_digest, [])
    left = {str(task["id"]) for task in await desk.tasks()}
    assert (shown in left, other in left) == (False, True)
    assert await it_goes_on(desk)


async def test_a_call_pointed_at_another_proposal_sends_nothing_that_nobody_approved(desk: Desk) -> None:
    await wishes(desk, 2)
    await desk.turn("Delete one", nobody)
    first, second = ledger_of(desk).open(desk.session.thread)

    def point(item: Item) -> Item:
        return {**item, "stage": "approved", "proposal": second.id, "digest": first.digest}

    await alter(desk, point)
    driver = desk.session._driver  # noqa: SLF001  # to answer in the person's place
    await driver._run((await driver.left()).answered(NOTHING))  # noqa: SLF001  # as above
    assert [answer["status"] for answer in desk.model.answers()] == ["forbidden"] * 2
    assert await nothing_was_sent(desk)
    assert await it_goes_on(desk)


async def test_proposals_swapped_in_the_store_do_not_open(desk: Desk) -> None:
    await wishes(desk, 2)
    await desk.turn("Delete one", nobody)
    first, second = ledger_of(desk).open(desk.session.thread)
    body = store_of(desk).one("SELECT body FROM proposals WHERE id = ?", second.id)
    kept = store_of(desk).one("SELECT body FROM proposals WHERE id = ?", first.id)
    assert body is not None
    assert kept is not None
    store_of(desk).run("UPDATE proposals SET body = ? WHERE id = ?", body["body"], first.id)
    assert failure(await desk.resume(Person())).next_step
    assert await nothing_was_sent(desk)
    store_of(desk).run("UPDATE proposals SET body = ? WHERE id = ?", kept["body"], first.id)
    assert await it_goes_on(desk)


async def test_a_record_changed_between_card_and_act_is_left_alone(desk: Desk) -> None:
    (task,) = await wishes(desk)
    yes = Person()

    async def changed_meanwhile(question: Question) -> Sequence[Answer]:
        tag = (await desk.stand.get(f"/v1/tasks/{task}")).headers["etag"]
        await desk.stand.write(wire("PATCH", f"/v1/tasks/{task}", {"title": "Other"}, if_match=tag))
        return await yes(question)

    events = await desk.turn("Delete it", changed_meanwhile)
    (acted,) = [event for event in events if isinstance(event, Acted)]
    assert (acted.receipts[0].outcome, acted.receipts[0].status) == ("refused", 412)
    assert await desk.deletions() == 0
    assert "Look again" in str(desk.model.answers()[0]["note"])
    assert await it_goes_on(desk)


async def test_an_approval_replayed_anywhere_is_good_for_one_effect(desk: Desk) -> None:
    await wishes(desk)
    person = Person()
    await desk.turn("Delete it", person)
    proposal, parts = person.proposals[0], desk.session._parts  # noqa: SLF001  # the executor as the graph has it
    (request,) = desk.line.writes
    await carry_out(proposal, parts, approved=True)
    with pytest.raises(Elsewhere):
        await carry_out(proposal, replace(parts, holder=new_holder()), approved=True)
    desk.clock.now += 31
    await carry_out(proposal, replace(parts, holder=new_holder()), approved=True)
    desk.clock.now += 31
    other = wire("POST", "/v1/tasks/delete", {"items": []}, key=request.headers["idempotency-key"])
    token = request.headers["authorization"].removeprefix("Bearer ")
    assert (await desk.stand.send(other, token)).status_code == 403
    again = httpx.Request("POST", request.url, headers=request.headers, content=request.content)
    assert (await desk.stand.client.send(again)).status_code == 200
    assert len(desk.line.writes) == 1
    assert await desk.deletions() == 1
    assert await it_goes_on(desk)


async def test_an_approval_that_ran_out_on_its_way_to_the_executor_sends_nothing(desk: Desk) -> None:
    def later() -> None:
        desk.clock.now += 601

    blow = await strike(desk, "acting", later)
    await wishes(desk)
    events = await desk.turn("Delete it", Person())
    assert blow.struck
    assert choices(events) == ["approve"]
    assert desk.model.answers()[0]["status"] == "expired"
    assert await nothing_was_sent(desk)
    assert await it_goes_on(desk)


async def test_a_clock_moved_back_brings_no_approval_back_to_life(desk: Desk) -> None:
    def earlier() -> None:
        desk.clock.now -= 3600

    blow = await strike(desk, "acting", earlier)
    await wishes(desk)
    await desk.turn("Delete it", Person())
    assert blow.struck
    assert desk.model.answers()[0]["status"] == "expired"
    assert await nothing_was_sent(desk)
    assert await it_goes_on(desk)


@pytest.mark.parametrize("table", ["proposals", "decisions", "intents"])
async def test_a_ledger_that_cannot_be_written_lets_nothing_out(desk: Desk, table: str) -> None:
    store = store_of(desk)
    await wishes(desk)
    store.run(f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END")
    events = await desk.turn("Delete it", Person())
    assert isinstance(events[-1], Ended)
    assert await nothing_was_sent(desk)
    store.run("DROP TRIGGER full")
    assert await it_goes_on(desk)


@pytest.mark.parametrize("kind", ["verdict", "proposal", "decision", "intent"])
async def test_an_audit_that_cannot_be_written_lets_nothing_out(desk: Desk, kind: str) -> None:
    store = store_of(desk)
    await wishes(desk)
    store.run(
        f"CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.kind = '{kind}' BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    events = await desk.turn("Delete it", Person())
    assert isinstance(events[-1], Ended)
    assert await nothing_was_sent(desk)
    store.run("DROP TRIGGER full")
    assert await it_goes_on(desk)
