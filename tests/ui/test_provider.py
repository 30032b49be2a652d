from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from textual.widgets import Input

from app.auth.events import Unreachable
from app.ui.screens.chat import ChatScreen
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.composer import Composer
from app.ui.widgets.provider import ProviderPage
from app.ui.widgets.said import Typed
from graph.events import Acted, Acting, Confirming, Ended, Event, Failed, Said, Settled
from graph.questions import Ask, Confirm
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk
from tests.ui.fakes_values import moved
from tools.change import Verdict

URL = (
    "http://127.0.0.1:41001/authorize?client_id=c1&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A" + "r" * 32
)
FRESH = replace(moved(), verdict=Verdict("needs", ("typed_confirmation", "fresh_login"), moved().verdict.rules))
SHOWS = ("Amount 5,000.00 EUR", "From Marketing 2026, 41,250.00 → 36,250.00 EUR")
BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


class Asks:
    """Asks for a yes, then has the provider confirm it, again and again until it does."""

    def __init__(self, *, opened: bool = False, url: str = URL) -> None:
        self.desk = FakeDesk(FakeConversation(script=self.script))
        self.opened, self.url = opened, url
        self.go_on = asyncio.Event()

    async def script(self, text: str, ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        sign_in = self.desk.sign_in
        while True:
            [answer] = await ask(Confirm([FRESH]))
            if answer.choice == "reject":
                break
            yield Confirming(FRESH.id, FRESH.change.headline, self.url, self.opened, SHOWS)
            waits = [asyncio.create_task(one) for one in (sign_in.gone_back.wait(), sign_in.pasted.get())]
            done, other = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for task in other:
                task.cancel()
            if waits[1] in done:
                yield Settled(FRESH.id, FRESH.change.headline, "approve")
                yield Acting(FRESH.call, FRESH.change.headline)
                await self.go_on.wait()
                yield Acted(FRESH.call, FRESH.change.headline, (), "moved")
                break
            sign_in.gone_back.clear()
            yield Failed("You went back from your provider's page.", "Decide again: the card is open.")
        yield Ended("done")

    def shown(self, size: tuple[int, int] = (80, 24)) -> Shown:
        return Shown(self.desk, size=size)


async def approve(shown: Shown, *keys: str) -> None:
    await shown.card()
    shown.time.pass_(1)
    await shown.press("y")
    await shown.until(lambda: isinstance(shown.app.focused, Typed))
    shown.time.pass_(1)
    await shown.press(*keys, "enter")
    await shown.until(lambda: bool(shown.app.screen.query(ProviderPage)))
    await shown.rest()


@BOTH
async def test_the_providers_page_is_shown_with_its_bare_address_and_what_it_will_show(size: tuple[int, int]) -> None:
    async with Asks().shown(size) as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        for words in (
            "Your provider asks you to confirm",
            "No browser opened here. Open this address in any browser.",
            "Its page will show",
            SHOWS[1],
            "Ctrl+Y copies the address, Esc goes back",
            "Confirm it on your provider's page",
        ):
            await shown.sees(words)
        bare = "".join(line.strip() for line in shown.text.splitlines())
        assert URL in bare
        assert any(line.strip().startswith("http://127.0.0.1:41001/authorize?") for line in shown.text.splitlines())


async def test_a_browser_that_has_the_page_is_said_to_have_it() -> None:
    async with Asks(opened=True).shown() as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        await shown.sees("Your browser has the page.")


async def test_nothing_is_said_to_be_approved_before_the_provider_has_confirmed_it() -> None:
    asks = Asks()
    async with asks.shown((120, 40)) as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        assert "Approved" not in shown.text
        await shown.press(*"http://127.0.0.1/callback?code=x&state=y", "enter")
        await shown.sees("✓ Approved", "Sending")
        assert not shown.app.screen.query(ProviderPage)
        assert isinstance(shown.app.focused, Composer)
        asks.go_on.set()
        await shown.sees("Done")


async def test_going_back_leaves_the_card_open_with_what_was_typed() -> None:
    asks = Asks()
    async with asks.shown((120, 40)) as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        await shown.press("escape")
        await shown.until(lambda: asks.desk.sign_in.given_up == 1)
        await shown.until(lambda: not shown.app.screen.query(ProviderPage))
        await shown.card()
        await shown.sees("You went back from your provider's page.")
        await approve(shown)
        conversation = asks.desk.conversation
        assert isinstance(conversation, FakeConversation)
        assert [answer.typed for answer in conversation.answered] == ["5,000.00 EUR"] * 2


async def test_an_address_without_a_code_is_refused_and_another_can_be_pasted() -> None:
    async with Asks().shown() as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        await shown.press(*"nonsense", "enter")
        await shown.sees("That address has no code in it.")
        assert isinstance(shown.app.focused, Input)
        assert shown.app.focused.value == ""


async def test_what_goes_wrong_with_going_back_is_said() -> None:
    asks = Asks()

    async def fails() -> None:
        raise Unreachable("The provider is gone.", "Wait for it.")

    async with asks.shown() as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        asks.desk.sign_in.give_up = fails  # type: ignore[method-assign]  # this one fails
        await shown.press("escape")
        await shown.sees("The provider is gone. → Wait for it.")


async def test_the_address_can_be_copied() -> None:
    async with Asks().shown() as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        await shown.press("ctrl+y")
        assert shown.app.clipboard == URL


async def test_an_address_that_would_act_is_only_text() -> None:
    async with Asks(url="https://id.example/\x1b]8;;https://evil.example\x07[@click=app.quit]x[/]").shown() as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        await shown.sees("https://id.example/�[@click=app.quit]x[/]")
        assert shown.app.is_running


async def test_the_page_takes_no_keys_from_a_half_typed_message_and_ctrl_g_goes_to_it() -> None:
    async with Asks().shown() as shown:
        await shown.says("go")
        await shown.card()
        shown.time.pass_(1)
        await shown.press("y")
        await shown.press(*"5,000.00 EUR")
        shown.app.screen.query_one(Composer).insert("half")
        await shown.press("enter")
        await shown.until(lambda: bool(shown.app.screen.query(ProviderPage)))
        await shown.rest()
        assert isinstance(shown.app.focused, Composer)
        await shown.sees("A decision waits for you  Ctrl+G")
        await shown.press("ctrl+g")
        assert shown.app.screen.query_one(ProviderPage).has_focus_within


async def test_a_turn_that_is_stopped_takes_the_page_away() -> None:
    asks = Asks()
    async with asks.shown() as shown:
        await shown.says("go")
        await approve(shown, *"5,000.00 EUR")
        screen = shown.app.screen
        assert isinstance(screen, ChatScreen)
        await screen._show(Ended("stopped"))  # noqa: SLF001  # a turn ends so
        assert not screen.query(ProviderPage)
        assert not screen.query(ProposalCard)
