from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from graph.events import Acted, Ended, Event, Failed, Settled
from graph.questions import Answer, Confirm, NobodyToAsk, Question
from graph.trouble import Trouble
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import calls, says
from tools.change import Proposal

OVER = Trouble("Your session has ended.", "Sign in again; the conversation stays.")


@dataclass
class Provider:
    """Says that the person is signed in, but for the first few times that it is asked."""

    refusals: int = 1
    asked: int = 0

    async def signed_in(self) -> None:
        self.asked += 1
        if self.asked <= self.refusals:
            raise OVER


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def desk(tmp_path: Path, provider: Provider) -> AsyncIterator[Desk]:
    async with desk_for(tmp_path) as desk:
        desk.ground = replace(desk.ground, signed_in=provider.signed_in)
        await desk.session.close()
        await desk.open(thread=desk.session.thread)
        ids = await desk.some(1)
        desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("Well."))
        yield desk


def told(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, Failed | Settled | Acted)]


async def test_an_approval_of_somebody_who_is_signed_out_decides_nothing_and_can_be_given_again(
    desk: Desk, provider: Provider
) -> None:
    person = Person()
    events = await desk.turn("Delete it", person)
    failed, settled, acted = told(events)
    assert failed == Failed(OVER.sentence, OVER.next_step)
    assert isinstance(settled, Settled)
    assert isinstance(acted, Acted)
    assert (settled.choice, acted.receipts[0].outcome) == ("approve", "done")
    assert [one.digest for one in person.proposals] == [person.proposals[0].digest] * 2
    assert provider.asked == 2
    assert await desk.deletions() == 1
    assert events[-1] == Ended("done")


async def test_the_card_outlives_a_terminal_that_is_left_to_sign_in_again(desk: Desk) -> None:
    asked: list[Proposal] = []

    async def approves_then_leaves(question: Question) -> Sequence[Answer]:
        assert isinstance(question, Confirm)
        if asked:
            raise NobodyToAsk
        asked.extend(question.proposals)
        return [Answer(proposal.id, proposal.digest, "approve") for proposal in asked]

    events = await desk.turn("Delete it", approves_then_leaves)
    assert events[-1] == Ended("waiting")
    assert await desk.deletions() == 0
    thread = desk.session.thread
    await desk.session.close()
    await desk.open(thread=thread)
    again = Person()
    await desk.resume(again)
    assert [one.digest for one in again.proposals] == [one.digest for one in asked]
    assert await desk.deletions() == 1


async def test_a_rejection_needs_no_session(desk: Desk, provider: Provider) -> None:
    provider.refusals = 9
    events = await desk.turn("Delete it", Person(["reject"]))
    assert provider.asked == 0
    assert [type(event) for event in told(events)] == [Settled]
    assert await desk.deletions() == 0
