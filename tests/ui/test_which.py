from collections.abc import AsyncIterator, Sequence

import pytest
from textual import events
from textual.widgets import OptionList

from app.ui.widgets.composer import Composer
from app.ui.widgets.which import MOST_CHARACTERS, Own
from graph.events import Ended, Event, Spoke
from graph.questions import Answer, Ask, Candidate, Which
from tests.ui.fakes_shown import Shown, chat
from tests.ui.fakes_ui import FakeConversation, Script

OPTIONS = (Candidate("1", "Apollo", ""), Candidate("2", "Zephyr", ""))


def asking(*candidates: Candidate, free: bool = True, question: str = "Which title?") -> Script:
    async def asks(_text: str, ask: Ask) -> AsyncIterator[Event]:
        answers = await ask(Which("w1", question, candidates, free=free))
        yield Spoke("m1", "Thank you.")
        assert len(answers) == 1
        yield Ended("done")

    return asks


async def asked(shown: Shown, *, wait: float = 1) -> None:
    await shown.says("go")
    await shown.sees("Which title?")
    await shown.until(lambda: not isinstance(shown.app.screen.focused, Composer))
    shown.time.pass_(wait)


async def answers(conversation: FakeConversation, shown: Shown) -> Sequence[Answer]:
    await shown.sees("Thank you.")
    return conversation.answered


async def test_an_open_question_is_answered_in_ones_own_words() -> None:
    conversation = FakeConversation(script=asking())
    async with chat(conversation) as shown:
        await asked(shown)
        await shown.press(*"Check")
        await shown.press(" ", "i", "t", "enter")
        assert await answers(conversation, shown) == [Answer("w1", "", "approve", typed="Check it")]


async def test_an_empty_answer_is_none() -> None:
    conversation = FakeConversation(script=asking())
    async with chat(conversation) as shown:
        await asked(shown)
        await shown.press("enter", " ", "enter")
        assert conversation.answered == []
        assert "Which title?" in shown.text


async def test_one_need_not_answer() -> None:
    conversation = FakeConversation(script=asking())
    async with chat(conversation) as shown:
        await asked(shown)
        await shown.press("escape")
        await shown.until(lambda: isinstance(shown.app.screen.focused, OptionList))
        await shown.press("enter")
        (answer,) = await answers(conversation, shown)
        assert (answer.choice, answer.typed) == ("reject", "")


async def test_options_are_chosen_as_ever_and_letters_begin_an_answer_of_ones_own() -> None:
    conversation = FakeConversation(script=asking(*OPTIONS))
    async with chat(conversation) as shown:
        await asked(shown)
        await shown.press("down", "enter")
        assert await answers(conversation, shown) == [Answer("w1", "", "approve", "2")]


async def test_letters_begin_an_answer_of_ones_own_beside_the_options() -> None:
    conversation = FakeConversation(script=asking(*OPTIONS))
    async with chat(conversation) as shown:
        await asked(shown)
        await shown.press("N", "o", "n", "e")
        assert isinstance(shown.app.screen.focused, Own)
        await shown.press("enter")
        assert await answers(conversation, shown) == [Answer("w1", "", "approve", typed="None")]


@pytest.mark.parametrize("candidates", [(), OPTIONS])
async def test_keys_that_come_too_soon_were_meant_for_the_composer(candidates: Sequence[Candidate]) -> None:
    conversation = FakeConversation(script=asking(*candidates))
    async with chat(conversation) as shown:
        await asked(shown, wait=0)
        await shown.press("enter", "h", "i")
        composer = shown.app.screen.query_one(Composer)
        await shown.until(lambda: composer.text == "hi")
        assert conversation.answered == []
        assert shown.app.screen.query_one(Own).value == ""


async def test_words_for_the_composer_stay_there_where_only_a_choice_is_asked_for() -> None:
    conversation = FakeConversation(script=asking(*OPTIONS, free=False))
    async with chat(conversation) as shown:
        await asked(shown)
        assert not shown.app.screen.query(Own)
        await shown.press("h")
        await shown.until(lambda: shown.app.screen.query_one(Composer).text == "h")


@pytest.mark.parametrize(("wait", "value", "composed"), [(1, "a\ufffdb c", ""), (0, "", "a\ufffdb\nc")])
async def test_a_paste_is_made_safe_and_decides_nothing(wait: float, value: str, composed: str) -> None:
    conversation = FakeConversation(script=asking())
    async with chat(conversation) as shown:
        await asked(shown, wait=wait)
        own = shown.app.screen.query_one(Own)
        own.post_message(events.Paste("a\x1b[31mb\nc"))
        composer = shown.app.screen.query_one(Composer)
        await shown.until(lambda: (own.value, composer.text) == (value, composed))
        assert conversation.answered == []


async def test_what_is_sent_is_made_safe() -> None:
    conversation = FakeConversation(script=asking())
    async with chat(conversation) as shown:
        await asked(shown)
        shown.app.screen.query_one(Own).value = "  a\x1b[31m\u202eb  "
        await shown.press("enter")
        (answer,) = await answers(conversation, shown)
        assert answer.typed == "a\ufffdb"


async def test_a_question_with_markup_is_shown_as_it_is() -> None:
    conversation = FakeConversation(script=asking(question="Which title? [@click=app.quit]x[/]\x1b[2J"))
    async with chat(conversation) as shown:
        await asked(shown)
        assert "[@click=app.quit]x[/]" in shown.text
        assert shown.app.screen.query_one(Own).max_length == MOST_CHARACTERS
