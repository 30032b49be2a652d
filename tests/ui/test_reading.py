from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.ui.copying import pieces
from app.ui.screens.chat import ChatScreen
from app.ui.screens.copying import CopyScreen
from app.ui.screens.status import StatusScreen
from app.ui.story import Item, Story
from app.ui.tally import Tally
from app.ui.widgets.composer import Composer
from app.ui.widgets.finder import Finder
from app.ui.widgets.lines import Line
from graph.events import Ended, Entry, Event, Looked, Said, Spoke, Used
from graph.questions import Ask
from tests.ui.fakes_shown import Shown, chat
from tests.ui.fakes_ui import FakeConversation
from tests.ui.fakes_values import NOW

CODE = """Do this:

```python
for each in many:
    print(each)
```

See https://example.com/docs?page=2."""


def kept(*events: Event) -> list[Entry]:
    return [Entry(seq, NOW, event) for seq, event in enumerate(events, 1)]


def long(turns: int) -> list[Entry]:
    talk = [(Said(f"question {n}"), Spoke(f"m{n}", f"answer {n}")) for n in range(1, turns + 1)]
    return kept(*(event for pair in talk for event in pair))


def marked(shown: Shown) -> list[str]:
    return [str(line._item.event) for line in shown.app.screen.query(Line) if line.has_class("-found")]  # noqa: SLF001  # what a test sees


def items(*events: Event) -> list[Item]:
    story = Story()
    for event in events:
        story.take(event)
    return story.items


async def found(shown: Shown, *words: str) -> None:
    await shown.until(lambda: len(marked(shown)) == 1 and all(word in marked(shown)[0] for word in words))
    await shown.sees(*words)


async def test_words_are_found_while_they_are_typed_in_entries_that_were_not_loaded_yet() -> None:
    async with chat(FakeConversation(kept=long(1000))) as shown:
        await shown.sees("answer 1000")
        await shown.press("ctrl+f", *"question 7")
        await found(shown, "question 799")
        await shown.press(*"77")
        await found(shown, "question 777")
        assert len(shown.app.screen.query(Line)) <= 60
        await shown.sees("Reading back")
        await shown.press("escape")
        assert isinstance(shown.app.focused, Composer)
        assert marked(shown) == []
        await shown.sees("question 777")
        await shown.press("ctrl+end")
        await shown.sees("answer 1000")


async def test_enter_goes_to_older_matches_and_down_to_newer_ones_and_the_ends_are_said() -> None:
    async with chat(FakeConversation(kept=long(30))) as shown:
        await shown.sees("answer 30")
        await shown.press("ctrl+f", *"answer 1")
        await found(shown, "answer 19")
        await shown.press("enter", "enter")
        await found(shown, "answer 17")
        await shown.press("down")
        await found(shown, "answer 18")
        await shown.press(*["enter"] * 12)
        await shown.sees("Nothing older says “answer 1”.")
        assert "answer 1'" in marked(shown)[0]


async def test_what_nobody_said_is_said_to_be_nowhere() -> None:
    async with chat(FakeConversation(kept=long(3))) as shown:
        await shown.sees("answer 3")
        await shown.says("/find elephants")
        await shown.sees("Nothing here says “elephants”.")
        assert shown.app.screen.query_one(Finder).display


async def test_what_a_tool_found_is_found_too() -> None:
    looked = Looked("m1/0", "search_tasks", "found", "5 tasks", 84)
    async with chat(FakeConversation(kept=kept(Said("which"), looked))) as shown:
        await shown.sees("5 tasks")
        await shown.press("ctrl+f", *"search")
        await found(shown, "search_tasks")


async def test_a_message_is_copied_by_two_keys_and_it_says_how_much() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.says("hello")
        await shown.sees("You said hello.")
        await shown.press("ctrl+y")
        await shown.until(lambda: isinstance(shown.app.screen, CopyScreen))
        await shown.sees("Agent    You said **hello**.", "You      hello")
        await shown.press("enter")
        await shown.until(lambda: isinstance(shown.app.screen, ChatScreen))
        assert shown.app.clipboard == "You said **hello**."
        await shown.sees("Copied 19 characters.", "OSC 52")


async def test_with_nothing_said_there_is_nothing_to_copy() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.says("/copy")
        await shown.sees("There is nothing to copy yet.")
        await shown.press("escape")
        await shown.until(lambda: isinstance(shown.app.screen, ChatScreen))


def test_code_and_addresses_can_be_copied_on_their_own() -> None:
    offered = pieces(items(Said("how?"), Spoke("m1", CODE)))
    assert [(piece.what, piece.text) for piece in offered] == [
        ("Agent", CODE),
        ("code", "for each in many:\n    print(each)"),
        ("address", "https://example.com/docs?page=2"),
        ("You", "how?"),
    ]


def test_code_in_a_list_loses_its_indent_and_code_that_never_ends_is_taken_to_the_end() -> None:
    listed = Spoke("m1", "1. so\n\n   ~~~\n   a\n     b\n   ~~~\n")
    assert [piece.text for piece in pieces(items(listed)) if piece.what == "code"] == ["a\n  b"]
    cut = Spoke("m1", "```\nrm -rf")
    assert [piece.text for piece in pieces(items(cut)) if piece.what == "code"] == ["rm -rf"]


@pytest.mark.parametrize("hidden", ["\x1b]0;evil\x07", "\u202e", "\x9b2J"])
def test_what_is_copied_holds_nothing_that_a_terminal_would_obey(hidden: str) -> None:
    offered = pieces(items(Spoke("m1", f"```\nls {hidden}\n```")))
    assert offered
    assert all(hidden not in piece.text for piece in offered)


async def counts(text: str, _ask: Ask) -> AsyncIterator[Event]:
    yield Said(text)
    yield Used("m1", 1000, 20)
    yield Spoke("m2", "Yes.")
    yield Used("m2", 1204, 8)
    yield Ended("done")


async def test_the_foot_says_what_the_latest_turn_took_and_status_what_everything_did() -> None:
    before = kept(Said("a"), Spoke("m0", "b"), Used("m0", 50_000, 7))
    async with chat(FakeConversation(script=counts, kept=before), size=(110, 30)) as shown:
        await shown.says("hello")
        await shown.sees("2,232 tokens")
        await shown.says("/status")
        await shown.until(lambda: isinstance(shown.app.screen, StatusScreen))
        await shown.sees("alice@acme.example", "countersign-offline", "kept in", "thr_1")
        await shown.sees("latest turn: 2,204 tokens in, 28 out", "whole conversation: 50,000 tokens in, 7 out")


async def test_where_nobody_counts_tokens_nothing_is_invented() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.says("hello")
        await shown.sees("You said hello.")
        assert "tokens" not in shown.text
        await shown.says("/status")
        await shown.sees("latest turn: the model's server does not count them")


def test_a_new_turn_is_counted_anew() -> None:
    tally = Tally([Said("a"), Used("m", 5, 1), Said("b")])
    assert tally.words == ""
    assert tally.all == (5, 1)
    assert tally.take(Used("m", 7, 2))
    assert tally.words == "9 tokens"
    assert tally.all == (12, 3)
