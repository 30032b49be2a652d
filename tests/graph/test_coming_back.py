import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from graph.events import Acted, Ended, Failed
from graph.ledger.claims import Ledger
from graph.model.speaking import ModelSettings
from graph.opening import open_session
from graph.policy.pdp import Pdp
from graph.trouble import StorageError
from tests.graph.fakes_desk import Person, desk_for, nobody
from tests.graph.fakes_model import calls, says
from tests.graph.fakes_openai import model_server
from tests.graph.fakes_seconds import office_for, parked
from tests.graph.test_recipients import FORBID, HELLO

MOMENT = 0.3
"""Seconds in which a store that may be closed is closed."""


async def some_steps() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_what_a_second_person_decided_goes_to_no_model_that_the_rules_forbid(tmp_path: Path) -> None:
    async with model_server() as server, office_for(tmp_path, "second_person") as office:
        server.replies = [HELLO] * 3
        rules = tmp_path / "forbidding.cedar"
        rules.write_text(
            (tmp_path / "org.cedar").read_text() + FORBID.format("", 'when { resource.host != "nowhere" }')
        )
        thread = office.desk.session.thread
        await office.desk.session.close()
        office.desk.ground = replace(office.desk.ground, pdp=Pdp.load([rules]))
        await office.desk.open(thread=thread)
        await parked(office)
        office.board.decide("approved", "ok")
        await office.desk.session.close()
        office.desk.clock.now += 31
        session = await open_session(office.desk.ground, ModelSettings("other", server.url), thread)
        events = [event async for event in session.resume(nobody)]
        await session.close()
        assert server.requests == []
        assert any(isinstance(event, Failed) for event in events)


async def test_a_claim_that_is_refused_is_tried_once_and_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office_for(tmp_path, "second_person") as office:
        await parked(office)
        office.board.decide("approved", "ok")
        tried: list[object] = []

        def refuse(_ledger: Ledger, intent: object, *_more: object) -> None:
            tried.append(intent)
            raise StorageError("The store refused.", "Try again.")

        with monkeypatch.context() as patched:
            patched.setattr(Ledger, "claim", refuse)
            office.desk.model.then(*[says("It could not be done.")] * 9)
            assert (await office.desk.resume(nobody))[-1] == Ended("done")
        assert len(tried) == 1
        assert await office.desk.deletions() == 0


async def test_leaving_twice_waits_for_the_receipt_of_an_act_as_leaving_once_does(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk:
        (task,) = await desk.some(1)
        desk.model.then(calls(("delete_tasks", {"task_ids": [task], "why": "Stale."})), says("Well."))
        sending, go = asyncio.Event(), asyncio.Event()

        async def slow(request: httpx.Request) -> None:
            if request.method == "POST":
                sending.set()
                await go.wait()

        desk.line.behind = slow

        async def watch() -> None:
            async for _ in desk.session.turn("Delete it", Person()):
                pass

        watching = asyncio.create_task(watch())
        await sending.wait()
        watching.cancel()
        await some_steps()
        closing = asyncio.create_task(desk.session.close())
        done, _ = await asyncio.wait([closing], timeout=MOMENT)
        assert not done
        go.set()
        await asyncio.wait([watching, closing])
        await desk.open()
        kept = [entry.event for entry in await desk.session.history(None, 50)]
        (acted,) = [event for event in kept if isinstance(event, Acted)]
        assert [receipt.outcome for receipt in acted.receipts] == ["done"]
        assert await desk.deletions() == 1
