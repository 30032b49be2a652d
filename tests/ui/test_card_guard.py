from __future__ import annotations

from textual.events import AppBlur, AppFocus, Paste

from app.ui.widgets.choice import Choice
from app.ui.widgets.composer import Composer
from tests.ui.fakes_cards import answers, asking, opened, settle
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Held


async def test_a_key_in_the_first_moments_decides_nothing() -> None:
    async with asking() as shown:
        await opened(shown)
        shown.time.pass_(0.5)
        await shown.press("y")
        await settle(shown)
        assert answers(shown) == []
        await shown.sees("too soon")


async def test_a_key_right_after_another_decides_nothing() -> None:
    async with asking() as shown:
        await opened(shown)
        shown.time.pass_(2)
        await shown.press("[", "ctrl+g")
        shown.time.pass_(0.3)
        await shown.press("y")
        await settle(shown)
        assert answers(shown) == []


async def test_enter_and_space_decide_nothing() -> None:
    async with asking() as shown:
        await opened(shown)
        for key in ("enter", "enter", " ", "tab", "enter", "tab", "enter", "enter"):
            shown.time.pass_(1)
            await shown.press(key)
            await settle(shown)
        assert answers(shown) == []


async def test_a_word_that_begins_with_the_deciding_key_goes_to_the_composer_whole() -> None:
    async with asking() as shown:
        await opened(shown)
        shown.time.pass_(2)
        for key in "yes":
            await shown.press(key)
            shown.time.pass_(0.15)
        await settle(shown)
        assert answers(shown) == []
        assert shown.app.screen.query_one(Composer).text == "yes"


async def test_a_paste_decides_nothing_and_is_not_lost() -> None:
    async with asking() as shown:
        await opened(shown)
        shown.time.pass_(2)
        shown.app.post_message(Paste("y\n"))
        await settle(shown)
        assert answers(shown) == []
        assert shown.app.screen.query_one(Composer).text == "y\n"


async def test_a_half_typed_message_keeps_the_keys() -> None:
    held = Held()
    async with Shown(FakeDesk(FakeConversation(script=held.script))) as shown:
        await shown.says("go")
        await shown.press("w", "a", "i")
        held.now.set()
        await shown.card()
        shown.time.pass_(2)
        await shown.press("y")
        await settle(shown)
        assert answers(shown) == []
        assert shown.app.screen.query_one(Composer).text == "waiy"
        await shown.sees("A decision waits for you  Ctrl+G")


async def test_ctrl_g_goes_to_the_card_and_the_count_begins_anew() -> None:
    held = Held()
    async with Shown(FakeDesk(FakeConversation(script=held.script))) as shown:
        await shown.says("go")
        await shown.press("w")
        held.now.set()
        await shown.card()
        shown.time.pass_(5)
        await shown.press("ctrl+g", "y")
        await settle(shown)
        assert answers(shown) == []
        shown.time.pass_(1)
        await shown.press("y")
        await settle(shown)
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [("prop_p1", "approve", "", "")]


async def test_a_click_that_only_brought_the_window_back_decides_nothing() -> None:
    async with asking() as shown:
        card = await opened(shown)
        approve = next(choice for choice in card.query(Choice) if choice.name == "y")
        shown.time.pass_(5)
        shown.app.post_message(AppBlur())
        await shown.pilot.pause()
        shown.app.post_message(AppFocus())
        await shown.pilot.pause()
        await shown.pilot.click(approve)
        await settle(shown)
        assert answers(shown) == []
        await shown.pilot.click(approve)
        await settle(shown)
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [("prop_p1", "approve", "", "")]


async def test_a_key_right_after_the_window_took_another_size_decides_nothing() -> None:
    async with asking() as shown:
        await opened(shown)
        shown.time.pass_(5)
        await shown.pilot.resize_terminal(120, 40)
        await shown.press("y")
        await settle(shown)
        assert answers(shown) == []
        await shown.sees("That key came too soon")
        shown.time.pass_(1)
        await shown.press("y")
        await settle(shown)
        await shown.until(lambda: bool(answers(shown)))


async def test_in_a_very_low_window_the_card_still_begins_with_what_it_is_about() -> None:
    async with asking(size=(60, 16)) as shown:
        await opened(shown)
        await shown.sees("┏━ Delete 5 tasks in Apollo? ━", "[g] Guidance", "[y] Approve", "┗━")
        await shown.press("y")
        await shown.sees("┏━ Delete 5 tasks in Apollo? ━", "again. ", "[y] Approve", "┗━")
