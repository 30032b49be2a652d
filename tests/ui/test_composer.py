from __future__ import annotations

from time import perf_counter

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from app.ui import commands
from app.ui.pastes import Pastes
from app.ui.prompts import Prompts
from app.ui.widgets.composer import Composer
from graph.events import Ended, Said
from tests.ui.fakes_shown import Shown, chat
from tests.ui.fakes_ui import FakeConversation, Slow, told

LONG = "0123456789" * 10_000


def composer(shown: Shown) -> Composer:
    return shown.app.screen.query_one(Composer)


async def paste(shown: Shown, text: str) -> None:
    composer(shown).post_message(events.Paste(text))
    await shown.rest()


async def test_up_goes_back_from_the_first_line_and_down_comes_back_to_what_was_being_written() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.says("one")
        await shown.says("two")
        await shown.press(*"half", "up")
        assert composer(shown).text == "two"
        await shown.press("up", "up")
        assert composer(shown).text == "one"
        await shown.press("down", "down")
        assert composer(shown).text == "half"


async def test_keys_that_come_in_one_go_do_what_they_would_one_by_one() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await shown.press(*"helol", "backspace", "backspace", *"lo", "home", *"O ", "end", *"!", "enter")
        await shown.until(lambda: conversation.heard == ["O hello!"])


async def test_within_several_lines_up_and_down_move_the_cursor_and_only_its_edges_go_back() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.says("before")
        await shown.press(*"a", "ctrl+j", *"b", "up")
        assert composer(shown).text == "a\nb"
        await shown.press("up")
        assert composer(shown).text == "before"
        await shown.press("down")
        assert composer(shown).text == "a\nb"


async def test_a_line_that_wraps_is_walked_through_before_going_back() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.says("before")
        await shown.press(*("word " * 30), "up")
        assert composer(shown).text.startswith("word")
        await shown.press("up", "up")
        assert composer(shown).text == "before"


@pytest.mark.parametrize("sent", ["\x1b\r", "\x1b[13;3u", "\x1b[13;2u", "\n"])
async def test_the_ways_to_begin_a_line_send_nothing_whatever_the_terminal_makes_of_them(sent: str) -> None:
    conversation = FakeConversation()
    (key,) = (message for message in XTermParser().feed(sent) if isinstance(message, events.Key))
    async with chat(conversation) as shown:
        await shown.press(*"a", key.key, *"b")
        assert composer(shown).text == "a\nb"
        assert conversation.heard == []


async def test_a_paste_of_a_hundred_kilobytes_is_folded_at_once_and_sent_whole() -> None:
    conversation = FakeConversation(script=lambda text, _ask: told([Said(text), Ended("done")]))
    async with chat(conversation) as shown:
        await shown.press(*"See ")
        began = perf_counter()
        await paste(shown, LONG)
        assert perf_counter() - began < 1
        assert composer(shown).text == "See [pasted 100,000 characters]"
        await shown.press("enter")
        await shown.until(lambda: conversation.heard == [f"See {LONG}"])
        await shown.sees("more characters, all of which were sent")


async def test_two_pastes_of_one_length_are_two_and_one_backspace_takes_one_away() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await paste(shown, "a" * 2000)
        await paste(shown, "b" * 2000)
        assert composer(shown).text == "[pasted 2,000 characters][pasted 2,000 characters (2)]"
        await shown.press("backspace")
        assert composer(shown).text == "[pasted 2,000 characters]"
        await shown.press("enter")
        await shown.until(lambda: conversation.heard == ["a" * 2000])


async def test_a_long_paste_that_was_sent_comes_back_folded_and_whole() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await paste(shown, LONG)
        await shown.press("enter")
        await shown.press("up")
        assert composer(shown).text == "[pasted 100,000 characters]"
        await shown.press("enter")
        await shown.until(lambda: conversation.heard == [LONG, LONG])


async def test_brackets_that_somebody_typed_are_words_like_any_others() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await shown.says("[pasted 9 characters]")
        assert conversation.heard == ["[pasted 9 characters]"]


async def test_what_was_said_is_folded_where_it_is_long_and_opened_by_enter() -> None:
    async with chat(FakeConversation()) as shown:
        await paste(shown, "\n".join(f"line {number}" for number in range(40)))
        await shown.press("enter")
        await shown.sees("more characters")
        assert "line 39" not in shown.text.split("more characters")[0]
        await shown.press("shift+tab")
        while "Folded" not in type(shown.app.focused).__name__:
            await shown.press("shift+tab")
        await shown.press("enter")
        await shown.press("ctrl+end")
        await shown.sees("Enter folds it again")


async def test_words_that_wait_are_taken_back_by_up_the_last_ones_first() -> None:
    slow = Slow()
    conversation = FakeConversation(script=slow.script)
    async with chat(conversation) as shown:
        await shown.says("one")
        await shown.says("two")
        await shown.says("three")
        await shown.sees("queued  three  Up takes it back")
        await shown.press("up")
        assert composer(shown).text == "three"
        await shown.sees("queued  two  Up takes it back")
        slow.go.set()
        await shown.until(lambda: conversation.heard == ["one", "two"])
        slow.go.set()
        await shown.sees("answer to two")
        assert conversation.heard == ["one", "two"]


async def test_commands_are_offered_while_they_are_typed_and_completed_by_tab_or_enter() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await shown.press("/")
        await shown.sees("▸ /help", "/signout" if len(commands.COMMANDS) < 9 else "more")
        await shown.press("s", "i")
        await shown.sees("▸ /signin", "  /signout")
        await shown.press("down", "tab")
        assert composer(shown).text == "/signout"
        assert "▸ /sign" not in shown.text
        await shown.press(*["backspace"] * 8, *"/he", "enter")
        assert composer(shown).text == "/help"
        await shown.press("enter")
        await shown.sees("What may I do?")
        assert conversation.heard == []


async def test_words_with_a_slash_that_are_no_command_are_sent() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await shown.says("/etc/hosts is wrong")
        await shown.says("/help me")
        assert conversation.heard == ["/etc/hosts is wrong", "/help me"]


@pytest.mark.parametrize("command", commands.COMMANDS, ids=lambda command: command.name)
def test_every_command_is_an_action_of_its_own(command: commands.Command) -> None:
    assert commands.is_command(command.typed)
    assert commands.action_of(command.typed) == command.action
    assert command.typed in commands.LISTED


def test_only_a_command_that_takes_words_is_one_with_words_behind_it() -> None:
    assert commands.action_of("/find a 'b'") == """find("a 'b'")"""
    assert not commands.is_command("/quit now")
    assert commands.action_of("/quit now") == ""


def test_the_same_words_twice_in_a_row_are_remembered_once() -> None:
    prompts = Prompts()
    for text in ("a", "b", "b"):
        prompts.add(text)
    assert [prompts.older(""), prompts.older(""), prompts.older("")] == ["b", "a", None]


def test_what_was_sent_before_stands_behind_what_is_sent_now() -> None:
    prompts = Prompts()
    prompts.add("now")
    prompts.remember(["once", "later"])
    assert [prompts.older("draft"), prompts.older(""), prompts.older("")] == ["now", "later", "once"]
    assert [prompts.newer(), prompts.newer(), prompts.newer(), prompts.newer()] == ["later", "now", "draft", None]


def test_a_paste_of_many_short_lines_is_folded_too() -> None:
    pastes = Pastes()
    assert pastes.shown("a\n" * 10) == "a\n" * 10
    folded = pastes.shown("a\n" * 30)
    assert folded == "[pasted 60 characters]"
    assert pastes.whole(f"x {folded} y") == "x " + "a\n" * 30 + " y"
