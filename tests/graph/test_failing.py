from pathlib import Path

import pytest

from graph.events import Ended, Failed
from tests.graph.fakes_desk import Desk, Person, desk_for
from tests.graph.fakes_model import Step, calls, says

MADE = ("create_task", {"project": "Apollo", "title": "Check the footer", "why": "As asked."})
WORDS = "Create a task Check the footer in Apollo"


def told(events: list[object]) -> list[str]:
    return [event.sentence for event in events if isinstance(event, Failed)]


async def turn(desk: Desk, *steps: Step) -> list[object]:
    desk.model.then(*steps, says("Never said."))
    return [*await desk.turn(WORDS, Person(["reject"]))]


async def test_what_the_platform_refuses_three_times_in_a_turn_ends_it_with_what_was_tried(tmp_path: Path) -> None:
    async with desk_for(tmp_path, "dave") as desk:
        events = await turn(desk, *[calls(MADE)] * 3)
        assert events[-1] == Ended("failed")
        (sentence,) = told(events)
        assert sentence.startswith("I tried create_task 3 times: ")
        assert len(sentence) > len("I tried create_task 3 times: .")
        assert (desk.model.left, len(desk.line.writes)) == (1, 3)


async def test_what_the_rules_refuse_three_times_ends_it_too(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        (task,) = await desk.some(1)
        delete = calls(("delete_tasks", {"task_ids": [task], "why": "Stale."}))
        events = await turn(desk, delete, delete, delete, delete)
        (sentence,) = told(events)
        assert sentence.startswith("I tried delete_tasks 3 times: The person has rejected this")
        assert desk.model.left == 1


@pytest.mark.parametrize("between", [("who_am_i", {}), ("list_projects", {})])
async def test_another_tool_that_works_does_not_excuse_it(tmp_path: Path, between: tuple[str, object]) -> None:
    async with desk_for(tmp_path, "dave") as desk:
        events = await turn(desk, calls(MADE), calls(between), calls(MADE), calls(between), calls(MADE))
        assert events[-1] == Ended("failed")
        assert len(told(events)) == 1


async def test_a_success_in_between_begins_the_count_anew(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        bad = calls(("get_task", {"task": "APO-9999"}))
        good = calls(("get_task", {"task": (await desk.some(1))[0]}))
        events = await turn(desk, bad, bad, good, bad, bad, says("Well."))
        assert events[-1] == Ended("done")


async def test_the_next_turn_begins_with_a_clean_slate(tmp_path: Path) -> None:
    async with desk_for(tmp_path, "dave") as desk:
        await turn(desk, calls(MADE), calls(MADE), says("Well."))
        desk.model.then(calls(MADE), says("Well."))
        assert (await desk.turn("Again"))[-1] == Ended("done")
