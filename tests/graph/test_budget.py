from pathlib import Path

import pytest

from graph.events import Settled
from graph.limits import Limits
from tests.graph.fakes_desk import Person, desk_for
from tests.graph.fakes_model import calls, says

TASK = ("create_task", {"project": "Apollo", "title": "Order the badges", "why": "You asked."})
MOVE = {"from_budget": "Marketing", "to_budget": "Apollo", "amount": "60.00", "why": "You asked."}


async def settled(limits: Limits, *wanted: tuple[str, object], folder: Path) -> list[str]:
    async with desk_for(folder, limits=limits) as desk:
        desk.model.then(calls(*wanted), says("That is all."))
        events = await desk.turn("Create a task called Order the badges, and move 60.00", Person(["reject"]))
        return [event.note for event in events if isinstance(event, Settled) and event.choice == "forbidden"]


@pytest.mark.parametrize(("most", "refused"), [(None, 0), (3, 0), (2, 1), (0, 3)])
async def test_a_run_touches_as_many_records_as_it_was_given_and_no_more(
    tmp_path: Path, most: int | None, refused: int
) -> None:
    said = await settled(Limits(most_rows=most), TASK, TASK, TASK, folder=tmp_path)
    assert len(said) == refused
    assert all(f"This run may touch {most} records" in note for note in said)


@pytest.mark.parametrize(("most", "refused"), [(None, 0), (6_000, 0), (5_999, 1)])
async def test_a_run_moves_as_much_money_as_it_was_given_and_no_more(
    tmp_path: Path, most: int | None, refused: int
) -> None:
    said = await settled(Limits(most_amount=most), ("transfer_funds", MOVE), folder=tmp_path)
    over = [note for note in said if note == "This run may move 59.99 EUR, and with this it would be 60.00 EUR."]
    assert len(over) == refused
