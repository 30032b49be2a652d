from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from textual.events import AppBlur, AppFocus, Paste
from textual.widgets import Input

from app.ui.inbox import Decided, Outcome, Refused, Waiting
from app.ui.screens.inbox import InboxScreen
from app.ui.widgets.choice import Choice
from app.ui.widgets.provider import ProviderPage
from app.ui.widgets.said import Said, Typed
from app.ui.widgets.waiting import WaitingCard
from tests.ui.fakes_inbox import URL, FakeInbox, deleting, theirs
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk

BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


class Deciding(Shown):
    """An inbox that is open, with what it holds."""

    def __init__(self, *kept: Waiting, size: tuple[int, int] = (80, 24), **inbox: object) -> None:
        self.inbox = FakeInbox(list(kept or (deleting(),)), **inbox)  # type: ignore[arg-type]  # FakeInbox's own fields
        super().__init__(FakeDesk(FakeConversation(), inbox=self.inbox), size=size)

    async def at_card(self) -> None:
        await self.press("ctrl+o")
        await self.until(lambda: isinstance(self.app.screen, InboxScreen) and bool(self.app.screen.query(WaitingCard)))
        await self.rest()
        await self.press("enter")
        await self.until(lambda: isinstance(self.app.focused, Choice))

    async def after(self, *keys: str) -> None:
        """Press keys after a pause."""
        self.time.pass_(1)
        await self.press(*keys)

    async def settle(self) -> None:
        self.time.pass_(2)
        for card in self.app.screen.query(WaitingCard):
            card.tick()
        await self.rest()

    async def has_decided(self) -> None:
        await self.until(lambda: bool(self.inbox.decided))


@BOTH
async def test_approving_takes_a_key_that_settles_and_what_came_of_it_is_told(size: tuple[int, int]) -> None:
    async with Deciding(size=size) as shown:
        await shown.at_card()
        await shown.after("y")
        await shown.sees("Approving … any other key takes it back.")
        assert shown.inbox.decided == []
        await shown.settle()
        await shown.has_decided()
        assert shown.inbox.decided == [("ap_2", "approve", "")]
        await shown.sees("Bob Lindqvist is told.", "✓ Delete 40 tasks", "approved, and not sent yet")
        assert "[y]" not in shown.text
        assert isinstance(shown.app.focused, Input)


@BOTH
async def test_rejecting_takes_a_reason(size: tuple[int, int]) -> None:
    async with Deciding(size=size) as shown:
        await shown.at_card()
        await shown.after("n")
        await shown.until(lambda: isinstance(shown.app.focused, Said))
        await shown.press(*"not now", "enter")
        await shown.has_decided()
        assert shown.inbox.decided == [("ap_2", "reject", "not now")]
        await shown.sees("✗ Delete 40 tasks", "rejected")


async def test_the_keys_begin_on_the_choice_that_changes_nothing() -> None:
    async with Deciding() as shown:
        await shown.at_card()
        assert isinstance(shown.app.focused, Choice)
        assert shown.app.focused.name == "n"


async def test_money_takes_the_typed_amount_and_a_paste_is_none() -> None:
    async with Deciding(theirs(), size=(120, 40)) as shown:
        await shown.at_card()
        await shown.after("y")
        await shown.until(lambda: isinstance(shown.app.focused, Typed))
        shown.app.post_message(Paste("50,000.00 EUR"))
        await shown.rest()
        await shown.press("enter")
        await shown.press(*"5,000.00", "enter")
        await shown.settle()
        await shown.sees("That is not  50,000.00 EUR")
        assert shown.inbox.decided == []
        for key in (*["backspace"] * 8, *"50.000,00", "enter"):
            await shown.press(key)
        await shown.has_decided()
        assert shown.inbox.decided == [("ap_1", "approve", "")]


async def test_escape_goes_from_the_reason_to_the_choices_and_from_there_to_the_list() -> None:
    async with Deciding() as shown:
        await shown.at_card()
        await shown.after("n", *"no")
        await shown.press("escape")
        assert isinstance(shown.app.focused, Choice)
        await shown.press("escape")
        assert isinstance(shown.app.focused, Input)
        assert isinstance(shown.app.screen, InboxScreen)
        assert shown.inbox.decided == []


@pytest.mark.parametrize("key", ["y", "n"])
async def test_a_key_in_the_first_moments_decides_nothing(key: str) -> None:
    async with Deciding() as shown:
        await shown.at_card()
        shown.time.pass_(0.5)
        await shown.press(key)
        await shown.settle()
        assert shown.inbox.decided == []
        await shown.sees("too soon")
        assert isinstance(shown.app.focused, Choice)


async def test_enter_space_and_tab_decide_nothing() -> None:
    async with Deciding() as shown:
        await shown.at_card()
        for key in ("enter", "enter", "tab", "enter", "tab", "enter"):
            await shown.after(key)
            await shown.settle()
        assert shown.inbox.decided == []


async def test_keys_in_the_list_filter_and_never_decide() -> None:
    async with Deciding() as shown:
        await shown.press("ctrl+o")
        await shown.until(lambda: isinstance(shown.app.screen, InboxScreen))
        for key in "yYn":
            await shown.after(key)
            await shown.settle()
        assert shown.inbox.decided == []
        assert shown.app.screen.query_one("#filter", Input).value == "yYn"


async def test_a_word_typed_at_the_card_goes_to_the_filter_whole() -> None:
    async with Deciding() as shown:
        await shown.at_card()
        shown.time.pass_(2)
        for key in "yes":
            await shown.press(key)
            shown.time.pass_(0.15)
        await shown.settle()
        assert shown.inbox.decided == []
        assert shown.app.screen.query_one("#filter", Input).value == "yes"


async def test_a_paste_and_a_click_that_brought_the_window_back_decide_nothing() -> None:
    async with Deciding(size=(120, 40)) as shown:
        await shown.at_card()
        shown.time.pass_(5)
        shown.app.post_message(Paste("y\n"))
        await shown.settle()
        shown.app.post_message(AppBlur())
        await shown.pilot.pause()
        shown.app.post_message(AppFocus())
        await shown.pilot.pause()
        approve = next(choice for choice in shown.app.screen.query(Choice) if choice.name == "y")
        await shown.pilot.click(approve)
        await shown.settle()
        assert shown.inbox.decided == []
        await shown.pilot.click(approve)
        await shown.settle()
        await shown.has_decided()


async def test_what_is_out_of_view_cannot_be_approved_unseen() -> None:
    many = tuple(f"APO-{number} Task number {number}" for number in range(60))
    async with Deciding(deleting(rows=many)) as shown:
        await shown.at_card()
        await shown.sees("[y] Approve")
        await shown.after("y")
        await shown.settle()
        assert shown.inbox.decided == []
        await shown.sees("Part of this is out of view.")
        for _ in range(12):
            await shown.press("pagedown")
        await shown.sees("(claimed)")
        await shown.after("y")
        await shown.settle()
        await shown.has_decided()


async def test_what_has_expired_cannot_be_approved() -> None:
    async with Deciding(deleting(expires=theirs().since + 1000)) as shown:
        await shown.at_card()
        shown.time.pass_(500)
        await shown.press("y")
        await shown.settle()
        assert shown.inbox.decided == []
        await shown.sees("This has expired")


async def test_a_refusal_is_told_and_it_waits_on_with_the_amount_that_was_typed() -> None:
    refusal = Refused("You asked for this yourself.", "Somebody else must decide.")
    async with Deciding(theirs(), size=(120, 40), refusal=refusal) as shown:
        await shown.at_card()
        await shown.after("y")
        await shown.press(*"50,000.00", "enter")
        await shown.sees("You asked for this yourself.", "→ Somebody else must decide.", "[y] Approve")
        assert shown.inbox.decided == []
        await shown.press("enter")
        await shown.after("y")
        await shown.until(lambda: isinstance(shown.app.focused, Typed))
        assert shown.app.screen.query_one(Typed).value == "50,000.00"
        await shown.press("enter")
        await shown.sees("too soon")


@BOTH
async def test_the_providers_page_is_shown_and_its_address_goes_back_by_paste(size: tuple[int, int]) -> None:
    async with Deciding(size=size, asks_provider=True) as shown:
        await shown.at_card()
        await shown.after("y")
        await shown.settle()
        await shown.sees("Your provider asks you to confirm", URL[:60], "No browser opened here.")
        assert shown.app.screen.query_one(ProviderPage).has_focus_within
        await shown.press(*"nonsense", "enter")
        await shown.sees("That address has no code in it.")
        await shown.press(*"http://127.0.0.1/callback?code=x", "enter")
        await shown.has_decided()
        await shown.until(lambda: not shown.app.screen.query(ProviderPage))
        await shown.sees("Bob Lindqvist is told.")


async def test_going_back_from_the_page_gives_up_and_it_waits_on() -> None:
    async with Deciding(asks_provider=True) as shown:
        sign_in = shown.desk.sign_in
        shown.inbox.given_up = sign_in.gone_back
        await shown.at_card()
        await shown.after("n", *"no", "enter")
        await shown.sees("Your provider asks you to confirm")
        await shown.press("ctrl+o")
        await shown.sees("Your provider's page is open for a decision.")
        assert isinstance(shown.app.screen, InboxScreen)
        await shown.press("escape")
        await shown.sees("You went back from your provider's page.", "[y] Approve")
        assert sign_in.given_up == 1
        assert shown.inbox.decided == []
        await shown.press("escape")
        await shown.until(lambda: not isinstance(shown.app.screen, InboxScreen))


async def test_a_decision_that_breaks_is_told_and_the_inbox_goes_on() -> None:
    class Broken(FakeInbox):
        async def decide(
            self, seen: Waiting, choice: Literal["approve", "reject"], note: str
        ) -> AsyncIterator[Outcome]:
            if choice == "approve":
                raise KeyError(seen.id)
            yield Decided(choice, note)

    shown = Deciding()
    shown.desk.inbox = Broken([deleting()])
    async with shown:
        await shown.at_card()
        await shown.after("y")
        await shown.settle()
        await shown.sees("did not foresee (KeyError)", "[y] Approve")


async def test_what_changes_under_the_keys_must_be_met_anew() -> None:
    async with Deciding() as shown:
        await shown.at_card()
        shown.time.pass_(5)
        shown.inbox.change(deleting(changed=("APO-112 has a new title",)))
        await shown.sees("APO-112 has a new title")
        await shown.rest()
        assert isinstance(shown.app.focused, Choice)
        await shown.press("y")
        await shown.settle()
        assert shown.inbox.decided == []
        await shown.sees("too soon")


async def test_what_is_gone_under_the_keys_gives_them_back_to_the_list() -> None:
    async with Deciding(deleting(), theirs()) as shown:
        await shown.at_card()
        shown.time.pass_(5)
        shown.inbox.change(theirs())
        await shown.sees("▸ … Move 50,000.00")
        await shown.rest()
        await shown.press("y")
        await shown.settle()
        assert shown.inbox.decided == []
