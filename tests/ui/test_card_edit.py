from __future__ import annotations

from dataclasses import replace

from textual.events import Paste

from app.ui.screens.details import DetailsScreen
from app.ui.widgets.choice import Choice
from app.ui.widgets.composer import Composer
from app.ui.widgets.editor import Editor
from app.ui.widgets.said import Guidance, Typed
from graph.questions import Answer
from tests.ui.fakes_cards import answers, asking, opened, settle
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation
from tests.ui.fakes_values import NOW, deletion, transfer, update

FIVE = [f"tsk_000{number}" for number in range(5)]


def the_answer(shown: Shown) -> Answer:
    conversation = shown.desk.conversation
    assert isinstance(conversation, FakeConversation)
    [answer] = conversation.answered
    return answer


async def after_a_pause(shown: Shown, *keys: str) -> None:
    shown.time.pass_(1)
    await shown.press(*keys)


async def writing(shown: Shown, key: str, kind: type[Editor | Guidance]) -> None:
    await opened(shown)
    await after_a_pause(shown, key)
    await settle(shown)
    await shown.until(lambda: isinstance(shown.app.focused, kind))


def text_of(shown: Shown) -> str:
    return shown.app.screen.query_one(Editor).text


async def test_the_foot_shows_the_keys_that_fit() -> None:
    async with asking() as shown:
        await opened(shown)
        await shown.sees("[space] Leave one out", "[e] Edit", "[g] Approve with guidance")
    async with asking(update()) as shown:
        await opened(shown)
        await shown.sees("[e] Edit")
        assert "[space]" not in shown.text


async def test_leaving_two_out_asks_anew_with_the_others() -> None:
    async with asking() as shown:
        await opened(shown)
        await after_a_pause(shown, "down", " ", "down", "down", " ")
        await shown.sees("  [x]  APO-112", "  [ ]  APO-115", "▸ [ ]  APO-121", "[a] Ask anew without 2")
        assert "[y]" not in shown.text
        await after_a_pause(shown, "a")
        await settle(shown)
        await shown.until(lambda: bool(answers(shown)))
        said = the_answer(shown)
        assert (said.choice, said.args) == ("edit", {"task_ids": [FIVE[0], FIVE[2], FIVE[4]]})
        await shown.sees("Edited  Delete 5 tasks in Apollo")


async def test_a_card_with_something_left_out_cannot_be_approved_as_it_was() -> None:
    async with asking() as shown:
        await opened(shown)
        await after_a_pause(shown, " ")
        for key in "yg":
            await after_a_pause(shown, key)
            await settle(shown)
            await shown.sees("a asks anew without them")
        await after_a_pause(shown, " ")
        await shown.sees("▸ [x]  APO-112", "[y] Approve")
        await after_a_pause(shown, "y")
        await settle(shown)
        assert answers(shown) == [("prop_p1", "approve", "", "")]


async def test_not_all_can_be_left_out() -> None:
    async with asking(deletion(2)) as shown:
        await opened(shown)
        await after_a_pause(shown, " ", "down", " ")
        await shown.sees("One has to stay")
        await shown.sees("▸ [x]  APO-115")


async def test_what_stands_in_no_list_says_that_it_cannot_be_left_out() -> None:
    async with asking(update()) as shown:
        await opened(shown)
        await after_a_pause(shown, " ")
        await shown.sees("nothing can be left out")
    tied = replace(deletion(3), args={"task_ids": FIVE[:2], "also": "tsk_0002"})
    async with asking(tied) as shown:
        await opened(shown)
        await after_a_pause(shown, "down", "down", " ")
        await shown.sees("can't be left out by itself")


async def test_the_cursor_brings_hidden_records_into_view() -> None:
    async with asking(deletion(10)) as shown:
        await opened(shown)
        assert "Fix the print stylesheet" not in shown.text
        await after_a_pause(shown, *["down"] * 9)
        await shown.sees("▸ [x]  APO-139 Fix the print stylesheet")
        await after_a_pause(shown, *["up"] * 9)
        await shown.sees("▸ [x]  APO-112")


async def test_a_space_in_the_first_moments_points_at_nothing() -> None:
    async with asking() as shown:
        await opened(shown)
        shown.time.pass_(0.3)
        await shown.press(" ")
        await shown.sees("too soon", "▸ [x]  APO-112")


async def test_editing_sends_the_arguments_as_written_and_approves_nothing() -> None:
    async with asking() as shown:
        await writing(shown, "e", Editor)
        await shown.sees("Ctrl+S asks anew")
        shown.app.screen.query_one(Editor).load_text('{"task_ids": ["tsk_0003"]}')
        await shown.press("ctrl+s")
        await shown.until(lambda: bool(answers(shown)))
        said = the_answer(shown)
        assert (said.choice, said.args, said.note) == ("edit", {"task_ids": ["tsk_0003"]}, "")


async def test_broken_json_is_said_in_one_line_and_nothing_is_lost() -> None:
    async with asking() as shown:
        await writing(shown, "e", Editor)
        await shown.press("{", "enter", "x", "ctrl+s")
        await shown.sees("Line 2, column 1")
        written = text_of(shown)
        assert written.startswith("{\nx{")
        await shown.press("escape")
        await shown.sees("[y] Approve")
        assert isinstance(shown.app.focused, Choice)
        await after_a_pause(shown, "e")
        await settle(shown)
        assert text_of(shown) == written
        assert answers(shown) == []


async def test_arguments_that_are_as_they_were_are_not_sent() -> None:
    async with asking() as shown:
        await writing(shown, "e", Editor)
        await shown.press("ctrl+s")
        await shown.sees("Nothing is changed")
        assert answers(shown) == []


async def test_the_editor_begins_with_what_is_left() -> None:
    async with asking() as shown:
        await opened(shown)
        await after_a_pause(shown, " ")
        await after_a_pause(shown, "e")
        await settle(shown)
        assert FIVE[0] not in text_of(shown)
        assert FIVE[1] in text_of(shown)


async def test_an_expired_card_takes_no_edit() -> None:
    async with asking(replace(deletion(), expires=NOW + 60)) as shown:
        await writing(shown, "e", Editor)
        await shown.press("{", "backspace", "delete", "ctrl+s")
        shown.app.screen.query_one(Editor).load_text("{}")
        shown.time.pass_(60)
        await shown.press("ctrl+s")
        await shown.sees("This has expired")
        assert answers(shown) == []


async def test_guidance_goes_with_the_approval() -> None:
    async with asking() as shown:
        await writing(shown, "g", Guidance)
        await shown.press(*"Tell", " ", *"Bob", "enter")
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [("prop_p1", "approve", "Tell Bob", "")]


async def test_enter_without_guidance_approves_nothing() -> None:
    async with asking() as shown:
        await writing(shown, "g", Guidance)
        for key in ("enter", " ", "enter"):
            await shown.press(key)
            await settle(shown)
        assert answers(shown) == []
        assert isinstance(shown.app.focused, Guidance)
        await shown.press("escape")
        assert isinstance(shown.app.focused, Choice)


async def test_guidance_is_no_way_around_what_is_folded() -> None:
    async with asking(deletion(10)) as shown:
        await opened(shown)
        await after_a_pause(shown, "g")
        await settle(shown)
        await shown.sees("Press ? to see all of it, then g")
        await shown.press("?")
        await shown.until(lambda: isinstance(shown.app.screen, DetailsScreen))
        await shown.press("escape")
        await after_a_pause(shown, "g")
        await settle(shown)
        await shown.until(lambda: isinstance(shown.app.focused, Guidance))


async def test_guidance_is_no_way_around_what_must_be_typed() -> None:
    async with asking(transfer()) as shown:
        await writing(shown, "g", Guidance)
        await shown.press(*"ok", "enter")
        await shown.until(lambda: isinstance(shown.app.focused, Typed))
        assert answers(shown) == []
        await shown.press(*"5000.00", " ", *"eur", "enter")
        await shown.until(lambda: bool(answers(shown)))
        assert answers(shown) == [("prop_t1", "approve", "ok", "5000.00 eur")]


async def test_words_that_begin_with_these_keys_go_to_the_composer_whole() -> None:
    for word in ("edit it", "go on", " also"):
        async with asking() as shown:
            await opened(shown)
            shown.time.pass_(2)
            for key in word:
                await shown.press(key)
                shown.time.pass_(0.15)
            await settle(shown)
            assert shown.app.screen.query_one(Composer).text == word
            assert answers(shown) == []


async def test_a_paste_into_the_editor_is_cleaned() -> None:
    async with asking() as shown:
        await writing(shown, "e", Editor)
        shown.app.post_message(Paste("\x1b[31m\u202e"))
        await settle(shown)
        assert text_of(shown).startswith("\N{REPLACEMENT CHARACTER}{")
