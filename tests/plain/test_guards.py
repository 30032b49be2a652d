from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from graph.events import Event, Said
from graph.questions import Ask
from tests.plain.fakes_plain import FakeKeyboard, answers, asked, asking, plain
from tests.ui.fakes_ui import FakeConversation, proposing
from tests.ui.fakes_values import deletion


@pytest.mark.parametrize(
    "typed",
    ["y", "a", "yes", "ok", "approve it", "approved", "approve approve", "1", "approv", "no", "leave", "leave x"],
)
async def test_only_a_whole_word_decides(typed: str) -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides(typed)
        await lines.sees("That decides nothing.", "Your decision: ")
        assert answers(lines) == []


async def test_enter_alone_decides_nothing() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        for _ in range(5):
            await lines.decides("")
        await lines.sees("Your decision: ")
        assert answers(lines) == []


async def test_what_was_begun_before_the_card_stood_there_decides_nothing() -> None:
    keyboard = FakeKeyboard()
    async with plain(asking(deletion()), keyboard) as lines:
        await asked(lines)
        keyboard.begun = "appro"
        await lines.sees('You were typing "appro" when this came.')
        await lines.decides("ve")
        await lines.sees("begun before this question", 'Kept as your next message: "approve".', "Your decision: ")
        assert answers(lines) == []
        lines.type("reject")
        await lines.sees("Why not?")


async def test_a_whole_word_typed_ahead_is_a_message_and_no_decision() -> None:
    gate = asyncio.Event()

    async def script(text: str, ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        await gate.wait()
        async for event in proposing(deletion())(text, ask):
            yield event

    async with plain(FakeConversation(script=script)) as lines:
        await asked(lines)
        await lines.rest()
        lines.type("approve")
        await lines.sees('It goes out after this turn: "approve".')
        gate.set()
        await lines.sees("Your decision: ")
        await lines.rest()
        assert answers(lines) == []


async def test_the_rest_of_a_sentence_is_not_a_decision_even_if_it_reads_like_one() -> None:
    keyboard = FakeKeyboard()
    async with plain(asking(deletion()), keyboard) as lines:
        await asked(lines)
        keyboard.begun = "Please "
        await lines.decides("approve")
        await lines.sees('Kept as your next message: "Please approve".')
        assert answers(lines) == []


async def test_where_nobody_can_tell_what_was_begun_the_first_line_is_never_a_decision() -> None:
    async with plain(asking(deletion()), FakeKeyboard(knows=False)) as lines:
        await asked(lines)
        await lines.sees("Press Enter once, in case you were typing, and then answer.")
        await lines.decides("approve")
        await lines.sees("begun before this question")
        assert answers(lines) == []
        await lines.decides("approve")
        await lines.sees("Approved")


async def test_a_paste_of_several_lines_decides_nothing() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("approve", "approve")
        await lines.sees("Several lines came at once", "Kept as your next message", "Your decision: ")
        assert answers(lines) == []


@pytest.mark.parametrize("after", [0.0, 0.3, 0.59])
async def test_a_word_that_comes_at_once_decides_nothing(after: float) -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("approve", after=after)
        await lines.sees("That came too soon", "Your decision: ")
        assert answers(lines) == []


async def test_more_typed_right_after_a_word_takes_it_back() -> None:
    keyboard = FakeKeyboard()
    async with plain(asking(deletion()), keyboard) as lines:
        await asked(lines)
        await lines.decides("approve")
        keyboard.begun = " nothing of it"
        await lines.sees("More was typed right after it", "Your decision: ")
        assert answers(lines) == []
