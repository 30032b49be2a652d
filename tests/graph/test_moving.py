import asyncio
from dataclasses import replace
from pathlib import Path

from graph.events import Acted, Confirming, Ended
from graph.marks import Point
from tests.graph.fakes_model import calls, says
from tests.graph.fakes_seconds import NO, office_for, typing

MOVE = {"from_budget": "Marketing", "to_budget": "Apollo", "amount": "5,000.00", "why": "You asked."}


async def test_money_moves_once_when_its_amount_was_typed_and_the_provider_has_confirmed_it(tmp_path: Path) -> None:
    async with office_for(tmp_path) as office:
        office.desk.model.then(calls(("transfer_funds", MOVE)), says("Done."))
        events = await office.desk.turn("Move 5,000.00 from Marketing to Apollo", typing("5.000,00"))
        assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done"]
        ((detail, scopes),) = office.page.asked
        assert scopes == ("transfers:create",)
        made = (await office.desk.stand.get("/v1/transfers", limit="1")).json()["items"][0]
        assert (made["amount"], made["currency"]) == (500_000, "EUR")
        assert [details[0]["change"] for _, details in office.tokens.acts] == [detail["change"]]


async def test_what_was_typed_wrong_never_comes_to_the_provider(tmp_path: Path) -> None:
    async with office_for(tmp_path) as office:
        office.desk.model.then(calls(("transfer_funds", MOVE)))
        events = await office.desk.turn("Move 5,000.00 from Marketing to Apollo", typing("5.000"))
        assert events[-1] == Ended("waiting")
        assert office.page.asked == []


async def test_a_platform_that_wants_a_fresher_sign_in_gets_it_and_the_same_request_under_the_same_key(
    tmp_path: Path,
) -> None:
    async with office_for(tmp_path) as office:
        office.desk.model.then(calls(("transfer_funds", MOVE)), says("Done."))
        page = office.page

        def grow_old(point: Point) -> None:
            if point == "claimed":
                page.held.clear()

        office.desk.ground = replace(office.desk.ground, mark=grow_old)
        await office.reopen()
        events = await office.desk.turn("Move 5,000.00 from Marketing to Apollo", typing("5000"))
        assert [event.receipts[0].outcome for event in events if isinstance(event, Acted)] == ["done"]
        keys = [request.headers["idempotency-key"] for request in office.desk.line.writes]
        assert len(keys) == 2
        assert len(set(keys)) == 1
        assert len(page.asked) == 2


async def test_a_no_to_the_fresher_sign_in_is_told_and_nothing_was_done(tmp_path: Path) -> None:
    async with office_for(tmp_path) as office:
        office.desk.model.then(calls(("transfer_funds", MOVE)), says("No."))
        page = office.page

        def grow_old(point: Point) -> None:
            if point == "claimed":
                page.held.clear()
                page.answers = [NO]

        office.desk.ground = replace(office.desk.ground, mark=grow_old)
        await office.reopen()
        events = await office.desk.turn("Move 5,000.00 from Marketing to Apollo", typing("5000"))
        (acted,) = [event for event in events if isinstance(event, Acted)]
        assert (acted.receipts[0].outcome, acted.receipts[0].status) == ("refused", 401)
        assert NO.sentence in acted.summary
        assert len(office.desk.line.writes) == 1


async def test_a_stop_reaches_a_page_that_is_waited_for_in_mid_act(tmp_path: Path) -> None:
    async with office_for(tmp_path) as office:
        office.desk.model.then(calls(("transfer_funds", MOVE)), says("No."))
        page = office.page

        def grow_old(point: Point) -> None:
            if point == "claimed":
                page.held.clear()
                page.answers = ["nothing"]

        office.desk.ground = replace(office.desk.ground, mark=grow_old)
        await office.reopen()
        shown = 0
        async with asyncio.timeout(5):
            async for event in office.desk.session.turn("Move 5,000.00 from Marketing to Apollo", typing("5000")):
                shown += isinstance(event, Confirming)
                if isinstance(event, Confirming) and shown == 2:
                    await office.desk.session.stop()
        assert page.left == 1
        assert len(office.desk.line.writes) == 1
