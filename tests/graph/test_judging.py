from pathlib import Path

from graph.events import Settled
from graph.policy.judging import Weighed, judgement, proposed
from graph.state import Parts
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import calls, says
from tools.change import Change


def parts_of(desk: Desk) -> Parts:
    return desk.session._parts  # noqa: SLF001  # what nodes are handed, which nobody else is


async def test_an_opinion_that_was_asked_for_meets_its_need_and_nothing_else_does(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        change = Change("Move", (), (), amount=(-500, "EUR"))
        for stance, met in (("not_asked", ()), ("agrees", ("second_opinion",)), ("none", ("second_opinion",))):
            weighed = Weighed("transfer", "t", change, {}, stance, ("second_opinion",))  # type: ignore[arg-type]  # a stance
            asked = judgement(weighed, parts_of(desk))
            assert (asked.opinion, asked.satisfied) == (stance, met)
            assert (asked.amount_minor, asked.currency) == (500, "EUR")


async def test_what_was_done_and_refused_of_late_is_in_the_question(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        first, second = await desk.some(2)
        for task, way in ((first, "approve"), (second, "reject")):
            desk.model.then(calls(("delete_tasks", {"task_ids": [task], "why": "Stale."})), says("Well."))
            await desk.turn("Delete it", Person([way]))  # type: ignore[list-item]  # a choice
        change = Change("Delete", (), ())
        asked = judgement(Weighed("delete", "t", change, {}, turn=1), parts_of(desk))
        assert (asked.deleted_24h, asked.touched_24h, asked.rejected_10m) == (1, 1, 1)
        desk.clock.now += 601
        assert judgement(Weighed("delete", "t", change, {}, turn=1), parts_of(desk)).rejected_10m == 0
        desk.clock.now += 24 * 3600
        assert judgement(Weighed("delete", "t", change, {}, turn=1), parts_of(desk)).deleted_24h == 0


async def test_what_was_proposed_before_is_not_held_against_later_rejections_or_against_itself(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        tasks = await desk.some(7)
        wishes = [("delete_tasks", {"task_ids": [task], "why": "Stale."}) for task in tasks[:6]]
        desk.model.then(calls(*wishes), says("Well."))
        person = Person(["reject", "reject", "reject", "reject", "reject", "approve"])
        await desk.turn("Delete them one by one", person)
        assert await desk.deletions() == 1
        approved = person.proposals[-1]
        assert judgement(proposed(approved), parts_of(desk)).deleted_24h == 0
        desk.model.then(calls(("delete_tasks", {"task_ids": [tasks[6]], "why": "Stale."})), says("No."))
        events = await desk.turn("And this one", person)
        (settled,) = [event for event in events if isinstance(event, Settled)]
        assert settled.choice == "forbidden"
        assert settled.note.startswith("You said no five times within ten minutes")
