from __future__ import annotations

import pytest

from app.ui.desk import DeskTrouble
from app.ui.finding import beginnings
from app.ui.screens.chat import ChatScreen
from app.ui.screens.conversations import ConversationsScreen
from app.ui.screens.inbox import InboxScreen
from graph.events import Ended, Entry, Said, Spoke
from tests.ui.fakes_inbox import FakeInbox, own
from tests.ui.fakes_shelf import FakeShelf
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, deletes, proposing
from tests.ui.fakes_values import NOW

BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


def other(name: str) -> FakeConversation:
    kept = [Entry(1, NOW, Said(f"Words of {name}")), Entry(2, NOW, Spoke("m1", f"The answer of {name}."))]
    return FakeConversation(thread=name, kept=kept)


def shelved(*names: str, size: tuple[int, int] = (80, 24), **more: object) -> Shown:
    shelf = FakeShelf({name: other(name) for name in names}, **more)  # type: ignore[arg-type]  # the fake's own fields
    return Shown(FakeDesk(other("thr_1"), shelf=shelf), size=size)


def shelf_of(shown: Shown) -> FakeShelf:
    assert isinstance(shown.desk.shelf, FakeShelf)
    return shown.desk.shelf


async def listed(shown: Shown) -> None:
    await shown.press("ctrl+r")
    await shown.until(lambda: isinstance(shown.app.screen, ConversationsScreen))
    await shown.rest()


async def in_chat(shown: Shown) -> None:
    await shown.until(lambda: isinstance(shown.app.screen, ChatScreen))
    await shown.rest()


@BOTH
async def test_each_conversation_is_a_line_with_what_waits_and_when_and_how_it_ended(size: tuple[int, int]) -> None:
    async with shelved("thr_1", "thr_2", size=size, waiting={"thr_2": 1}) as shown:
        await listed(shown)
        await shown.sees("Words of thr_1", "this one", "The answer of thr_1.")
        await shown.sees("1 waits for you · 2 h ago")
        await shown.press("down")
        await shown.sees("The answer of thr_2.")


async def test_enter_goes_on_with_the_chosen_one_and_leaves_the_one_before() -> None:
    async with shelved("thr_1", "thr_2") as shown:
        before = shown.desk.conversation
        await listed(shown)
        await shown.press(*"thr_2", "enter")
        await in_chat(shown)
        await shown.sees("The answer of thr_2.")
        assert shelf_of(shown).opened == ["thr_2"]
        assert isinstance(before, FakeConversation)
        await shown.until(lambda: before.closed)
        await shown.says("go on")
        assert shelf_of(shown).others["thr_2"].heard == ["go on"]
        assert before.heard == []


async def test_the_one_that_is_open_is_gone_back_to() -> None:
    async with shelved("thr_1", "thr_2") as shown:
        await listed(shown)
        await shown.press("enter")
        await in_chat(shown)
        assert shelf_of(shown).opened == []


async def test_typing_filters_and_escape_goes_back_in_steps() -> None:
    async with shelved("thr_1", "thr_2") as shown:
        await listed(shown)
        await shown.press(*"nowhere")
        await shown.sees("No conversation begins with what you typed.")
        await shown.press("enter")
        assert isinstance(shown.app.screen, ConversationsScreen)
        await shown.press("escape")
        await shown.sees("Words of thr_2")
        await shown.press("escape")
        await in_chat(shown)


@pytest.mark.parametrize("keys", [("ctrl+r", "ctrl+n"), (*"/new", "enter")])
async def test_a_new_conversation_begins_empty_and_leaves_the_one_before(keys: tuple[str, ...]) -> None:
    async with shelved("thr_1") as shown:
        before = shown.desk.conversation
        await shown.sees("The answer of thr_1.")
        await shown.press(*keys)
        await shown.sees("Ask about your projects")
        assert shelf_of(shown).opened == [None]
        assert isinstance(before, FakeConversation)
        await shown.until(lambda: before.closed)


async def test_a_new_conversation_is_not_begun_twice() -> None:
    async with Shown(FakeDesk(FakeConversation(), shelf=FakeShelf())) as shown:
        await shown.says("/new")
        await shown.sees("nothing was said in it yet")
        assert shelf_of(shown).opened == []


async def test_where_nothing_is_kept_it_says_so_before_a_conversation_is_let_go_of() -> None:
    async with shelved(keeps=False) as shown:
        await listed(shown)
        await shown.sees("No other conversation is kept here.")
        await shown.press("escape")
        await in_chat(shown)
        await shown.says("/new")
        await shown.sees("Nothing is kept here")
        assert shelf_of(shown).opened == []
        await shown.says("/new")
        await shown.until(lambda: shelf_of(shown).opened == [None])


async def test_one_that_cannot_be_opened_is_said_and_the_one_that_is_open_goes_on() -> None:
    async with shelved("thr_1", "thr_2") as shown:
        await listed(shown)
        await shown.sees("Words of thr_2")
        shelf_of(shown).trouble = DeskTrouble("The disk is full.", "Make room.")
        await shown.press("down", "enter")
        await shown.sees("✗ The disk is full.", "→ Make room.")
        await shown.says("go on")
        assert isinstance(shown.desk.conversation, FakeConversation)
        assert shown.desk.conversation.heard == ["go on"]


async def test_a_list_that_cannot_be_had_is_said() -> None:
    async with shelved("thr_1") as shown:
        shelf_of(shown).trouble = DeskTrouble("The disk is full.", "Make room.")
        await listed(shown)
        await shown.sees("The disk is full.", "→ Make room.")


async def test_a_card_that_is_left_for_another_conversation_stays_open_and_is_not_answered() -> None:
    conversation = FakeConversation(script=proposing())
    shelf = FakeShelf({"thr_2": other("thr_2")})
    async with Shown(FakeDesk(conversation, shelf=shelf)) as shown:
        await shown.says("go")
        await shown.card()
        await listed(shown)
        await shown.press("enter")
        await shown.sees("The answer of thr_2.")
        assert conversation.answered == []
        await shown.until(lambda: conversation.closed)


async def test_a_card_of_another_conversation_is_gone_to_from_the_inbox() -> None:
    waits = other("thr_9")
    waits.left_open = deletes
    desk = FakeDesk(FakeConversation(), inbox=FakeInbox([own(thread="thr_9")]), shelf=FakeShelf({"thr_9": waits}))
    async with Shown(desk) as shown:
        await shown.press("ctrl+o")
        await shown.until(lambda: isinstance(shown.app.screen, InboxScreen))
        await shown.rest()
        await shown.press("enter")
        await shown.sees("Decide: nothing is sent before your yes")
        await shown.card()
        assert shelf_of(shown).opened == ["thr_9"]
        assert waits.answered == []


async def test_up_brings_back_what_was_said_in_other_conversations() -> None:
    shelf = FakeShelf(said=["the oldest", "the latest"])
    async with Shown(FakeDesk(FakeConversation(), shelf=shelf)) as shown:
        await shown.rest()
        await shown.press("up")
        await shown.sees("> the latest")
        await shown.press("up")
        await shown.sees("> the oldest")


def test_ended_is_no_part_of_a_conversation_that_a_list_shows() -> None:
    shown = beginnings([Entry(1, NOW, Said("Go")), Entry(2, NOW, Spoke("m", "**Gone**")), Entry(3, NOW, Ended("done"))])
    assert shown.plain.splitlines() == ["You    Go", "Agent  **Gone**"]
