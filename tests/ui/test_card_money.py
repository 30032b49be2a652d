from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from textual.widgets import Input

from app.ui.screens.sign_in import SignInScreen
from app.ui.widgets.said import Typed
from graph.events import Ended, Event, Failed, Said
from graph.questions import Ask, Confirm
from tests.ui.fakes_cards import answers, asking, opened, settle
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, deletes
from tests.ui.fakes_values import moved, paid
from tools.change import Origin, Proposal

BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


async def typing(shown: Shown, *keys: str) -> None:
    shown.time.pass_(1)
    await shown.press("y")
    await shown.until(lambda: isinstance(shown.app.focused, Input))
    await shown.press(*keys)


def refused_once(*proposals: Proposal) -> Shown:
    async def script(text: str, ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        await ask(Confirm(proposals))
        yield Failed("Your provider said no.", "Decide again: the card is still open.")
        await ask(Confirm(proposals))
        yield Ended("done")

    return Shown(FakeDesk(FakeConversation(script=script)))


@BOTH
async def test_a_transfer_shows_both_balances_the_days_total_and_who_receives_it(size: tuple[int, int]) -> None:
    async with asking(moved(), size=size) as shown:
        await opened(shown)
        for words in (
            "Move 5,000.00 EUR  Marketing 2026 ▸ Apollo?",
            "moves money",
            "balance: 41,250.00 EUR → 36,250.00 EUR",
            "balance: 3,000.50 EUR → 8,000.50 EUR",
            "Moved today 1,200.00 EUR of 20,000.00 EUR",
            "Fee         none",
            "Asked by",
        ):
            await shown.sees(words)


async def test_the_recipient_and_its_origin_are_on_the_card() -> None:
    async with asking(moved(), size=(120, 40)) as shown:
        await opened(shown)
        await shown.sees("Recipient Apollo, from your message", "! cannot be undone")
    eve = Origin("tool", "a comment by Eve Tanaka on APO-7", flagged=True, by="Eve Tanaka")
    async with asking(replace(paid(), provenance={"invoice": eve}), size=(120, 40)) as shown:
        await opened(shown)
        await shown.sees("! 2214 Druckhaus Berg, DE89370400440532013000, which first appears in a comment by Eve")


async def test_an_amount_that_was_typed_is_there_again_when_the_provider_said_no() -> None:
    async with refused_once(moved()) as shown:
        first = await opened(shown)
        await typing(shown, *"5,000.00 EUR", "enter")
        await shown.until(lambda: len(answers(shown)) == 1 and not first.is_attached)
        await shown.card()
        await typing(shown)
        assert shown.app.screen.query_one(Typed).value == "5,000.00 EUR"
        shown.time.pass_(1)
        await shown.press("enter")
        await shown.until(lambda: len(answers(shown)) == 2)
        assert [answer[1:] for answer in answers(shown)] == [("approve", "", "5,000.00 EUR")] * 2


async def test_an_amount_that_came_back_is_not_sent_by_an_enter_that_came_along() -> None:
    async with refused_once(moved()) as shown:
        first = await opened(shown)
        await typing(shown, *"5,000.00 EUR", "enter")
        await shown.until(lambda: len(answers(shown)) == 1 and not first.is_attached)
        await shown.card()
        await typing(shown, "enter", "enter")
        await settle(shown)
        assert len(answers(shown)) == 1
        await shown.sees("too soon")


@pytest.mark.parametrize("proposal", [moved(), paid()])
async def test_an_amount_that_was_typed_is_there_again_after_signing_in_again(proposal: Proposal) -> None:
    desk = FakeDesk(FakeConversation(left_open=lambda text, ask: deletes(text, ask, proposal)))
    async with Shown(desk, size=(120, 40)) as shown:
        await shown.card()
        await typing(shown, *"1,2")
        for key in ("escape", "/"):
            shown.time.pass_(1)
            await shown.press(key)
        await shown.press(*"signin", "enter")
        await shown.until(lambda: isinstance(shown.app.screen, SignInScreen) and "Alice" in shown.text)
        await shown.press("1")
        await shown.card()
        await typing(shown)
        assert shown.app.screen.query_one(Typed).value == "1,2"
        assert answers(shown) == []


@pytest.mark.parametrize("typed", ["5,000.00", "5.000,00", "5000", "€ 5 000,00", "5,000.00 eur"])
async def test_the_amount_may_be_typed_as_the_person_writes_it(typed: str) -> None:
    async with asking(moved(), size=(120, 40)) as shown:
        await opened(shown)
        await typing(shown, *typed, "enter")
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [("prop_m1", "approve", "", typed)]


@pytest.mark.parametrize("typed", ["5.000", "500.00", "5,000.01", "5,000.00 USD", ""])
async def test_an_amount_that_is_another_or_could_be_two_approves_nothing(typed: str) -> None:
    async with asking(moved(), size=(120, 40)) as shown:
        await opened(shown)
        await typing(shown, *typed, "enter")
        await settle(shown)
        assert answers(shown) == []
        await shown.sees("That is not  5,000.00 EUR")
        await typing(shown, "5")
        await shown.sees("Type  5,000.00 EUR  to approve.  Esc goes back.")


async def test_an_amount_half_typed_survives_another_size_of_the_terminal() -> None:
    async with asking(moved(), size=(120, 40)) as shown:
        await opened(shown)
        await typing(shown, *"5,0")
        await shown.pilot.resize_terminal(80, 24)
        await shown.press(*"00.00 EUR")
        assert shown.app.screen.query_one(Typed).value == "5,000.00 EUR"


async def test_what_weighs_on_the_change_is_on_its_details_too() -> None:
    async with asking(moved(), size=(120, 60)) as shown:
        await opened(shown)
        await shown.press("?")
        await shown.sees(
            "All of it", "Moved today 1,200.00 EUR of 20,000.00 EUR", "Move 5,000.00 EUR  Marketing 2026 ▸"
        )
