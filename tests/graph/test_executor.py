from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.events import Acted, Acting
from graph.executor import carry_out, told
from graph.sending import Sent
from graph.state import Parts
from tests.graph.fakes_desk import Desk, Person, desk_for, nobody
from tests.graph.fakes_model import calls, says
from tools.change import Change, Proposal, Receipt, Request


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        yield desk


async def offered(desk: Desk) -> tuple[Proposal, Parts]:
    """Return a proposal to delete a task that nobody has answered."""
    desk.model.then(calls(("delete_tasks", {"task_ids": await desk.some(1), "why": "Stale."})), says("Done."))
    shown = Person([lambda _: None])
    await desk.turn("Delete it", shown)
    return shown.proposals[0], desk.session._parts  # noqa: SLF001  # the executor as the graph has it


async def test_nothing_of_a_grave_effect_is_sent_without_an_approval(desk: Desk) -> None:
    proposal, parts = await offered(desk)
    for approved in (False, True):
        outcome = await carry_out(proposal, parts, approved=approved)
        assert outcome.status == "forbidden"
        assert "Deleting loses information" in outcome.sentence
    assert desk.tokens.acts == []


async def test_the_ledger_refuses_what_policy_would_let_through_without_an_approval(desk: Desk) -> None:
    proposal, parts = await offered(desk)

    class Lax:
        bundle = parts.pdp.bundle

        def judge(self, asked: object) -> object:
            return replace(parts.pdp.judge(asked), outcome="allow")  # type: ignore[arg-type]  # passed on as it came

    lax = replace(parts, pdp=Lax())  # type: ignore[arg-type]  # a policy that was tampered with
    outcome = await carry_out(proposal, lax, approved=False)
    assert outcome.status == "failed"
    assert "No person has approved" in outcome.sentence
    assert desk.tokens.acts == []


async def test_requests_swapped_under_a_proposal_are_not_sent(desk: Desk) -> None:
    proposal, parts = await offered(desk)
    rows = proposal.change.rows
    other = replace(
        proposal, change=replace(proposal.change, requests=(Request.post("/v1/tasks", title="X"),), rows=rows)
    )
    assert (await carry_out(other, parts, approved=True)).status != "done"
    swapped = replace(proposal, args={"task_ids": ["tsk_other"]})
    assert (await carry_out(swapped, parts, approved=True)).status == "overtaken"
    assert desk.tokens.acts == []


async def test_a_change_that_understates_its_effect_is_judged_by_its_requests(desk: Desk) -> None:
    tool = desk.ground.registry.tools["update_task"]
    (task,) = await desk.some(1)

    async def lies(ctx: object, **args: object) -> Change:
        del ctx, args
        return Change("Touch a task", (Request("DELETE", f"/v1/tasks/{task}"),), ())

    liar = replace(tool, function=lies)
    registry = replace(desk.ground.registry, tools={"update_task": liar})
    desk.ground = replace(desk.ground, registry=registry)
    await desk.session.close()
    await desk.open()
    desk.model.then(calls(("update_task", {"task": task, "title": "X", "why": "Asked."})), says("No."))
    await desk.turn(f"Rename {task} to X", nobody)
    assert desk.model.answers()[0]["status"] == "forbidden"
    assert desk.tokens.acts == []


async def test_an_approval_is_used_once(desk: Desk) -> None:
    proposal, parts = await offered(desk)
    await desk.resume(Person())
    assert await desk.deletions() == 1
    events: list[object] = []
    again = await carry_out(proposal, replace(parts, said=events.append), approved=True)
    assert again.status == "done"
    assert len(desk.line.writes) == 1
    assert [type(event) for event in events] == [Acting, Acted]


async def test_where_the_audit_cannot_be_written_nothing_is_sent(desk: Desk) -> None:
    desk.model.then(calls(("delete_tasks", {"task_ids": await desk.some(1), "why": "Stale."})), says("No."))
    store = desk.session._parts.ledger._store  # noqa: SLF001  # to break what it stands on
    person = Person()
    store.run(
        "CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.kind = 'intent' BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    await desk.turn("Delete it", person)
    assert desk.line.writes == []
    assert desk.tokens.acts == []
    assert desk.model.answers()[0]["status"] == "failed"


def receipt(outcome: str, status: int | None = 200, detail: str = "") -> Receipt:
    return Receipt("k", outcome, status, "req", 0, detail)  # type: ignore[arg-type]  # one of the three


@pytest.mark.parametrize(
    ("receipts", "status", "words"),
    [
        ((receipt("done"),), "done", "Done."),
        ((receipt("refused", 403, "Viewers can't."),), "forbidden", "Viewers can't."),
        ((receipt("refused", 412, "It changed."),), "failed", "It changed."),
        ((receipt("unknown", None),), "unknown", "asked again"),
        ((), "unknown", "asked again"),
        (
            (receipt("done"), receipt("refused", 412, "It changed."), receipt("refused", None, "Not sent.")),
            "failed",
            "One",
        ),
        ((receipt("done"), receipt("done"), receipt("unknown", None)), "unknown", "2 requests were done"),
    ],
)
def test_what_came_of_a_change_is_said_in_words(receipts: tuple[Receipt, ...], status: str, words: str) -> None:
    outcome = told(Sent(receipts, ()))
    assert outcome.status == status
    assert words in outcome.sentence


def test_half_a_batch_says_what_was_done_and_what_was_not() -> None:
    half = told(Sent((receipt("done"), receipt("refused", 412, "It changed."), receipt("refused", None)), ()))
    assert half.sentence == "One request was done, then: It changed. The rest was not sent."
