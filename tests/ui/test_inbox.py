from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from textual.widgets import Input

from app.ui.desk import DeskTrouble
from app.ui.inbox import Waiting
from app.ui.screens.chat import ChatScreen
from app.ui.screens.inbox import InboxScreen
from app.ui.widgets.choice import Choice
from app.ui.widgets.composer import Composer
from app.ui.widgets.waiting import WaitingCard
from graph.events import Ended, Event, Seconded
from graph.questions import Ask
from tests.ui.fakes_inbox import FakeInbox, deleting, own, theirs
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Slow, deletes
from tests.ui.fakes_values import NOW

BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


def holding(*kept: Waiting, size: tuple[int, int] = (80, 24), conversation: FakeConversation | None = None) -> Shown:
    return Shown(FakeDesk(conversation or FakeConversation(), inbox=FakeInbox(list(kept))), size=size)


def inbox_of(shown: Shown) -> FakeInbox:
    assert shown.desk.inbox is not None
    return shown.desk.inbox


async def opened(shown: Shown) -> None:
    await shown.press("ctrl+o")
    await shown.until(lambda: isinstance(shown.app.screen, InboxScreen))
    await shown.rest()


async def in_chat(shown: Shown) -> None:
    await shown.until(lambda: isinstance(shown.app.screen, ChatScreen))


@dataclass
class Picking(FakeConversation):
    """Has something to pick up, but only the second time it is asked."""

    resumed: int = 0

    async def resume(self, _ask: Ask) -> AsyncIterator[Event]:
        self.resumed += 1
        if self.resumed == 3:
            yield Seconded("p1", "Move 50,000.00 EUR", "approve", "Dave Okafor")
            yield Ended("done")


@BOTH
async def test_the_masthead_says_how_much_waits_and_follows_it(size: tuple[int, int]) -> None:
    async with holding(theirs(), own(), size=size) as shown:
        await shown.sees("2 wait for you ▸ ^O", "alice@acme.example")
        inbox_of(shown).change(theirs())
        await shown.sees("1 waits for you ▸ ^O")
        inbox_of(shown).change()
        await shown.until(lambda: "for you ▸" not in shown.text)


async def test_where_nobody_can_tell_what_waits_the_masthead_says_so_and_the_inbox_tries_again() -> None:
    async with holding(theirs()) as shown:
        await shown.sees("1 waits for you")
        inbox_of(shown).break_(DeskTrouble("The platform is gone.", "Wait for it."))
        await shown.sees("inbox out of reach ▸ ^O")
        await opened(shown)
        await shown.press("escape")
        await shown.sees("1 waits for you")


async def test_what_a_second_person_decided_arrives_in_the_idle_conversation() -> None:
    conversation = Picking()
    async with holding(conversation=conversation) as shown:
        await shown.until(lambda: conversation.resumed == 2)
        inbox_of(shown).change()
        await shown.sees("✓ Dave Okafor approved  Move 50,000.00 EUR")


async def test_what_changes_during_a_turn_waits_for_its_end() -> None:
    slow = Slow()
    conversation = Picking(script=slow.script)
    async with holding(conversation=conversation) as shown:
        await shown.until(lambda: conversation.resumed == 2)
        await shown.says("one")
        inbox_of(shown).change()
        await shown.rest()
        assert conversation.resumed == 2
        slow.go.set()
        await shown.sees("answer to one", "✓ Dave Okafor approved")


@BOTH
async def test_ctrl_o_lists_what_waits_and_shows_the_first_whole(size: tuple[int, int]) -> None:
    async with holding(theirs(), deleting(), own(), size=size) as shown:
        await opened(shown)
        for words in (
            "For you to decide",
            "▸ … Move 50,000.00 EUR Operations ▸ Zephyr",
            "… Delete 40 tasks in Apollo",
            "Your own open cards",
            "Amount    50,000.00 EUR",
            "Since     12 min ago",
            "expires 23 h 53 min",
            "[y] Approve    [n] Reject, say why",
            "Enter opens · Type to filter",
        ):
            await shown.sees(words)
        assert isinstance(shown.app.focused, Input)
        await shown.press("down")
        await shown.sees("▸ … Delete 40 tasks", "Tasks     40")
        await shown.press("up")
        await shown.sees("▸ … Move 50,000.00", "Amount    50,000.00 EUR")


async def test_slash_inbox_opens_it_too_and_ctrl_o_or_escape_closes_it() -> None:
    async with holding(theirs()) as shown:
        await shown.says("/inbox")
        await shown.until(lambda: isinstance(shown.app.screen, InboxScreen))
        await shown.press("ctrl+o")
        await in_chat(shown)
        await opened(shown)
        await shown.press("escape")
        await in_chat(shown)


async def test_typing_filters_and_escape_shows_all_again() -> None:
    async with holding(theirs(), deleting(), own()) as shown:
        await opened(shown)
        await shown.press(*"zephyr")
        await shown.sees("▸ … Move 50,000.00 EUR")
        assert "Delete 40" not in shown.text
        await shown.press(*"xy")
        await shown.sees("Nothing that waits fits what you typed.")
        assert not shown.app.screen.query(WaitingCard)
        await shown.press("escape")
        await shown.sees("Delete 40 tasks", "Your own open cards")


async def test_an_empty_inbox_says_so() -> None:
    async with holding() as shown:
        await opened(shown)
        await shown.sees("Nothing waits for you, and nothing of yours waits for others.")


async def test_where_there_is_none_ctrl_o_says_so() -> None:
    async with Shown(FakeDesk()) as shown:
        await shown.press("ctrl+o")
        await shown.sees("Nothing can wait for anybody here.")
        assert isinstance(shown.app.screen, ChatScreen)


async def test_an_inbox_that_cannot_be_read_says_why_and_what_to_do() -> None:
    async with holding(theirs()) as shown:
        inbox_of(shown).trouble = DeskTrouble("The platform is gone.", "Wait for it.")
        await opened(shown)
        await shown.sees("The platform is gone.", "→ Wait for it.")
        inbox_of(shown).trouble = None
        inbox_of(shown).change(deleting())
        await shown.sees("▸ … Delete 40 tasks")


async def test_ones_own_open_card_leads_to_it() -> None:
    conversation = FakeConversation(left_open=deletes)
    async with holding(own(), conversation=conversation) as shown:
        await shown.card()
        shown.app.screen.set_focus(shown.app.screen.query_one(Composer))
        await opened(shown)
        await shown.sees("waits for you in its conversation", "Enter in the list goes to it.")
        await shown.press("enter")
        await in_chat(shown)
        await shown.until(lambda: isinstance(shown.app.focused, Choice))
        assert conversation.answered == []


async def test_ones_own_card_in_another_conversation_says_where_it_is() -> None:
    async with holding(own(thread="thr_9")) as shown:
        await opened(shown)
        await shown.press("enter")
        await shown.sees("That waits in another conversation (thr_9) and is decided there.")
        assert isinstance(shown.app.screen, InboxScreen)


async def test_what_of_mine_waits_for_others_has_nothing_to_press() -> None:
    reason = "You may see this, but somebody else must decide on it: finance or an admin at Acme."
    async with holding(theirs(waits="others", reason=reason), size=(120, 40)) as shown:
        await opened(shown)
        await shown.sees("Waiting for others", "waiting for a second person, 23 h 53 min left", "finance or an admin")
        assert "[y]" not in shown.text
        await shown.press("enter")
        assert isinstance(shown.app.focused, Input)


async def test_what_changes_is_drawn_anew_and_the_current_one_stays() -> None:
    async with holding(theirs(), deleting()) as shown:
        await opened(shown)
        await shown.press("down")
        await shown.sees("▸ … Delete 40 tasks")
        inbox_of(shown).change(deleting("ap_5"), theirs(), deleting(changed=("APO-112 has a new title",)))
        await shown.sees("Changed   ! APO-112 has a new title")
        inbox_of(shown).change(theirs())
        await shown.sees("▸ … Move 50,000.00")


async def test_time_goes_by_in_the_list_and_on_the_card() -> None:
    async with holding(deleting(expires=NOW + 90), size=(120, 40)) as shown:
        await opened(shown)
        shown.time.pass_(120)
        card = shown.app.screen.query_one(WaitingCard)
        card.tick()
        await shown.sees("━ expired ━", "expired: nobody decided in time")
        inbox_of(shown).change(deleting(expires=NOW + 90))
        await shown.sees("Decided, or over", "nobody decided in time")


async def test_outside_text_in_the_inbox_is_neither_markup_nor_escape() -> None:
    nasty = "[@click=app.quit]x[/] \x1b[31m\u202egnp"
    waiting = deleting(
        headline=nasty, by=nasty, why=nasty, rows=(nasty,), changed=(nasty,), reason=nasty, lines=((nasty, nasty),)
    )
    async with holding(waiting, size=(140, 50)) as shown:
        await opened(shown)
        await shown.until(lambda: shown.text.count("[@click=app.quit]x[/] �gnp") >= 6)
        assert "\x1b" not in shown.text
