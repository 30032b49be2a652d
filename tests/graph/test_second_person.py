from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.sandbox.platform.freshness import STEP_UP
from graph.events import Acted, Confirming, Event, Parked, Seconded
from tests.graph.fakes_desk import Bearer, Desk, nobody
from tests.graph.fakes_model import calls, says
from tests.graph.fakes_seconds import Office, Stepped, office_for, typing
from tests.sandbox.fakes_approvals import decided
from tests.sandbox.fakes_platform import URL
from tools.approvals import PlatformApprovals
from tools.platform import Platform

MOVE = {"from_budget": "Marketing", "to_budget": "Apollo", "amount": "15,010.00", "why": "You asked."}
ASKED = "Move 15,010.00 from Marketing to Apollo"


class Known(Stepped):
    """Tokens as the provider makes them: each confirmation serves one exchange, and an approval stands for it later."""

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        self.acts.append((tuple(scopes), tuple(details)))
        fresh = {str(detail["change"]) for detail in details} & self.page.held
        self.page.held -= fresh
        claims = {"acr": STEP_UP, "auth_time": int(self.page.clock())} if fresh else None
        return Bearer(self.mint(self.person, " ".join(scopes), list(details), claims=claims))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_for(tmp_path) as office:
        desk = office.desk
        tokens = Known(desk.stand.mint, "alice")
        tokens.page = office.page
        desk.tokens = tokens
        approvals = PlatformApprovals(Platform(desk.stand.client, tokens), URL)
        desk.ground = replace(desk.ground, approvals=approvals)
        await office.reopen()
        yield office


async def waiting(office: Office) -> tuple[list[Event], dict[str, object]]:
    office.desk.model.then(calls(("transfer_funds", MOVE)), says("It waits."))
    events = await office.desk.turn(ASKED, typing("15 010,00"))
    (told,) = [event for event in events if isinstance(event, Parked)]
    found = await office.desk.stand.get(f"/v1/approvals/{told.approval}", "alice")
    return events, found.json()


async def transfers(desk: Desk) -> list[dict[str, object]]:
    items: list[dict[str, object]] = (await desk.stand.get("/v1/transfers", limit="200")).json()["items"]
    return [item for item in items if item["amount"] == 1_501_000]


async def test_the_platform_has_the_very_change_wait_and_moves_the_money_once_somebody_else_agrees(
    office: Office,
) -> None:
    events, approval = await waiting(office)
    shown = [type(event) for event in events if isinstance(event, Confirming | Parked | Acted)]
    assert shown == [Confirming, Parked]
    assert (approval["state"], approval["mine"], approval["effect"]) == ("pending", True, "transfer")
    assert await transfers(office.desk) == []
    assert (await decided(office.desk.stand, approval, person="dave")).status_code == 200
    office.desk.model.then(says("Done."))
    events = await office.desk.resume(nobody)
    assert [type(event) for event in events if isinstance(event, Seconded | Acted)] == [Seconded, Acted]
    assert len(await transfers(office.desk)) == 1
    assert office.desk.model.answers()[-1]["status"] == "done"
    (item,) = [
        item
        for item in (await office.desk.stand.get("/v1/activity", limit="50")).json()["items"]
        if item["action"] == "transfers.create" and item["approval"] == approval["id"]
    ]
    assert (item["sub"], item["change"]) == ("usr_alice", approval["change"])
    assert await office.desk.resume(nobody) == []


async def test_a_no_of_the_second_person_comes_back_with_their_words_and_nothing_moves(office: Office) -> None:
    _, approval = await waiting(office)
    assert (await decided(office.desk.stand, approval, "reject", "dave", "Too much.")).status_code == 200
    office.desk.model.then(says("Dave says no."))
    events = await office.desk.resume(nobody)
    (told,) = [event for event in events if isinstance(event, Seconded)]
    assert (told.choice, told.note) == ("reject", "Too much.")
    assert "Too much." in str(office.desk.model.answers()[-1]["sentence"])
    assert await transfers(office.desk) == []
