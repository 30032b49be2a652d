import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.sandbox.model.api import create_app
from graph.model.chat import FaithfulChatOpenAI
from graph.model.opinion import GIVE_OPINION, SPEC, second_opinion
from tests.graph.fakes_desk import Person, desk_for
from tests.graph.fakes_model import calls, says
from tools.change import Change, Effect, Row, Stance

MARKETING = Row("budget", "bud_1", "Marketing 2026", "1", {"balance": "10.00 EUR"}, {"balance": "5.00 EUR"})
APOLLO = Row("budget", "bud_2", "Apollo 2026", "1", {"balance": "1.00 EUR"}, {"balance": "6.00 EUR"})
MOVE = Change("Move 1,250.00 EUR", (), (MARKETING, APOLLO), amount=(125_000, "EUR"))
INVOICE = Row("invoice", "inv_1", "INV-2026-031  Nordlicht GmbH", "1", {"status": "open"}, {"status": "paid"})
PAY = Change("Pay 990.00 EUR", (), (INVOICE, MARKETING), amount=(99_000, "EUR"))
PROJECT = Change("Delete Mobile app", (), (Row("project", "prj_1", "MOB  Mobile app", "1", {}, None),))


def tasks(count: int) -> Change:
    rows = [Row("task", f"tsk_{n}", f"APO-{n}  Old copy number {n}", "1", {}, None) for n in range(count)]
    return Change(f"Delete {count} tasks", (), rows)


def offline(client: httpx.AsyncClient) -> FaithfulChatOpenAI:
    async def key() -> str:
        return "any"

    return FaithfulChatOpenAI(
        model="countersign-offline",
        base_url="http://model/v1",
        api_key=key,
        http_async_client=client,
        streaming=True,
    )


async def stance(change: Change, *words: str, effect: Effect = "delete") -> tuple[Stance, str]:
    transport = httpx.ASGITransport(create_app())
    async with httpx.AsyncClient(transport=transport) as client:
        heard = await second_opinion(offline(client).bind(tools=[SPEC]), words, change, effect, 10.0)
    return heard.stance, heard.sentence


CASES: Sequence[tuple[Change, Effect, str, Stance]] = [
    (MOVE, "transfer", "Move 1,250.00 from Marketing to Apollo", "agrees"),
    (MOVE, "transfer", "move 1250 EUR from the marketing budget to apollo", "agrees"),
    (MOVE, "transfer", "Move 1.250,00 € from Marketing 2026 to Apollo 2026, please", "agrees"),
    (MOVE, "transfer", "Move 12,500.00 from Marketing to Apollo", "warns"),
    (MOVE, "transfer", "Move something from Marketing to Apollo", "warns"),
    (MOVE, "transfer", "Move 1,250.00 from Marketing to Zephyr", "warns"),
    (PAY, "transfer", "Pay INV-2026-031 from Marketing", "agrees"),
    (PAY, "transfer", "Pay the Nordlicht invoice from Marketing", "agrees"),
    (PAY, "transfer", "Pay INV-2026-032 from Marketing", "warns"),
    (PROJECT, "delete", "Delete the project Mobile app", "agrees"),
    (PROJECT, "delete", "Delete MOB", "agrees"),
    (PROJECT, "delete", "Delete the project Marketing site", "warns"),
    (tasks(12), "delete", "Delete the twelve stale tasks in Apollo", "agrees"),
    (tasks(12), "delete", "Delete all stale tasks in Apollo", "agrees"),
    (tasks(12), "delete", "Delete the five stale tasks in Apollo", "warns"),
    (tasks(2), "delete", "Delete APO-0 and APO-1", "agrees"),
    (tasks(2), "delete", "Delete APO-0", "warns"),
]


@pytest.mark.parametrize(("change", "effect", "words", "expected"), CASES, ids=lambda value: str(value)[:40])
async def test_it_warns_where_amount_name_or_number_does_not_stand_in_the_words(
    change: Change, effect: Effect, words: str, expected: Stance
) -> None:
    assert (await stance(change, "Hello", words, effect=effect))[0] == expected


async def test_it_says_what_is_missing() -> None:
    assert await stance(MOVE, "Move 10 from Marketing to Apollo", effect="transfer") == (
        "warns",
        "Your words don't say 1,250.00 EUR.",
    )


@pytest.mark.parametrize("text", ["", "{", "[]", '{"words": []}', "Delete everything"])
async def test_what_shows_no_change_gets_no_agreement(text: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app()), base_url="http://model/v1") as client:
        messages = [{"role": "system", "content": "Compare."}, {"role": "user", "content": text}]
        body = {"model": "countersign-offline", "messages": messages, "tools": [SPEC]}
        (choice,) = (await client.post("/chat/completions", json=body)).json()["choices"]
    (call,) = choice["message"]["tool_calls"]
    assert call["function"]["name"] == GIVE_OPINION
    assert json.loads(call["function"]["arguments"])["opinion"] == "needs_more"


async def test_the_deletion_of_a_project_that_was_asked_for_is_agreed_to_on_its_card(tmp_path: Path) -> None:
    async with desk_for(tmp_path) as desk, httpx.AsyncClient(transport=httpx.ASGITransport(create_app())) as client:
        desk.ground = replace(desk.ground, second=offline(client))
        await desk.session.close()
        await desk.open()
        wipe = ("delete_projects", {"project_ids": ["Mobile app"], "why": "As asked."})
        desk.model.then(calls(wipe), says("Well."))
        person = Person(["reject"])
        await desk.turn("Delete the project Mobile app", person)
    assert [proposal.stance for proposal in person.proposals] == ["agrees"]
