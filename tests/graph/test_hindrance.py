from pathlib import Path

from graph.events import Settled
from tests.graph.fakes_desk import Person, desk_for
from tests.graph.fakes_model import calls, says

MOVE = {"from_budget": "Marketing", "to_budget": "Apollo", "why": "You asked for it."}


async def refusal(amount: str, folder: Path) -> str:
    async with desk_for(folder) as desk:
        person = Person()
        desk.model.then(calls(("transfer_funds", {**MOVE, "amount": amount})), says("That can't be done."))
        events = await desk.turn(f"Move {amount} from Marketing to Apollo", person)
        assert person.asked == []
        assert desk.line.writes == []
        (settled,) = [event for event in events if isinstance(event, Settled)]
        return settled.note


async def test_nobody_is_asked_about_what_cannot_be_done_and_both_figures_are_said(tmp_path: Path) -> None:
    said = await refusal("41,250.01", tmp_path)
    assert said == "Marketing 2026 holds 41,250.00 EUR, which is less than 41,250.01 EUR."


async def test_a_rule_that_forbids_it_has_its_say_first(tmp_path: Path) -> None:
    assert "holds" not in await refusal("5,000,000.00", tmp_path)
