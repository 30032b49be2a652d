from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from app.plain.commands import COMMANDS, ELSEWHERE
from app.ui import commands
from app.ui.desk import DeskTrouble, Opened
from graph.events import Ended, Entry, Event, Looked, Looking, Said, Spoke, Thought, Used
from graph.questions import Ask
from tests.plain.fakes_plain import FakeKeyboard, Lines, asked, plain
from tests.ui.fakes_shelf import FakeShelf
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Held, deletes
from tests.ui.fakes_values import NOW


def shelf(**waiting: int) -> FakeShelf:
    kept = [Entry(1, NOW, Said("What was that?")), Entry(2, NOW, Spoke("m", "A budget."))]
    others = {"thr_1": FakeConversation(), "thr_2": FakeConversation(kept=kept, thread="thr_2")}
    return FakeShelf(others, waiting)


def desk(of: FakeShelf, conversation: FakeConversation | None = None) -> FakeDesk:
    return FakeDesk(conversation or FakeConversation(), shelf=of)


def test_what_can_be_typed_on_the_screen_can_be_typed_here_and_means_the_same() -> None:
    there = {command.typed: command.words for command in commands.COMMANDS}
    assert there.keys() <= COMMANDS.keys() | ELSEWHERE.keys()
    for name in ("/status", "/conversations", "/new", "/find"):
        assert COMMANDS[name].casefold().startswith(there[name].casefold())


async def test_another_conversation_is_picked_by_its_number_and_one_goes_on_there() -> None:
    other = shelf(thr_2=2)
    async with plain(desk(other)) as lines:
        await lines.sees("You: ")
        lines.type("/conversations")
        await lines.sees("1. Words of thr_1, this one", "2. Words of thr_2, 2 wait for you, 2 h ago", "or back: ")
        lines.type("7")
        await lines.sees("There is no such number here.", "or back: ")
        lines.type("2")
        await lines.sees("Said before:", "You: What was that?", "Agent: A budget.", "You: ")
        lines.type("and now?")
        await lines.sees("Agent: You said **and now?**.", "You: ")
        assert other.opened == ["thr_2"]
        assert other.others["thr_2"].heard == ["and now?"]
        assert lines.desk.conversation.closed  # type: ignore[attr-defined]  # the fake's own field


@pytest.mark.parametrize(("typed", "opened"), [("back", []), ("", []), ("1", []), ("new", [None])])
async def test_the_list_is_left_as_one_likes(typed: str, opened: list[str | None]) -> None:
    other = shelf()
    async with plain(desk(other, FakeConversation(kept=[Entry(1, NOW, Said("one"))]))) as lines:
        await lines.sees("You: ")
        lines.type("/conversations")
        await lines.sees("or back: ")
        lines.type(typed)
        await lines.sees("You: ")
        assert other.opened == opened


async def test_a_new_one_is_begun_and_what_waited_for_the_turn_under_way_is_named() -> None:
    other, talks = shelf(), FakeConversation(script=Held().script)
    talks.kept = [Entry(1, NOW, Said("one"))]
    async with plain(desk(other, talks)) as lines:
        await asked(lines)
        lines.type("and the rest")
        await lines.sees("It goes out after this turn")
        lines.type("/new")
        await lines.sees('Not sent: "and the rest".', "You are alice@acme.example", "Say what you want done", "You: ")
        assert other.opened == [None]
        assert talks.closed


async def test_what_is_typed_on_the_way_is_said_in_the_other_one() -> None:
    @dataclass
    class Typing(FakeShelf):
        lines: list[Lines] = field(default_factory=list)

        async def open(self, thread: str | None) -> Opened:
            self.lines[0].type("what now?")
            await self.lines[0].rest()
            return await super().open(thread)

    other = Typing(dict(shelf().others))
    async with plain(desk(other)) as lines:
        other.lines.append(lines)
        await lines.sees("You: ")
        lines.type("/conversations 2")
        await lines.sees("Said before:", "Agent: You said **what now?**.")
        assert other.others["thr_2"].heard == ["what now?"]
        assert lines.desk.conversation.heard == []  # type: ignore[attr-defined]  # the fake's own field


async def test_where_it_cannot_be_opened_one_stays_and_what_was_typed_is_heard() -> None:
    other = shelf()
    async with plain(desk(other)) as lines:
        await lines.sees("You: ")
        other.trouble = DeskTrouble("The disk is full.", "Make room.")
        lines.type("/conversations 2")
        await lines.sees("Problem: The disk is full.", "Next: Make room.", "You: ")
        lines.type("hello")
        await lines.sees("Agent: You said **hello**.")


async def test_a_card_stays_open_when_one_goes_elsewhere() -> None:
    other, talks = shelf(), FakeConversation(script=deletes)
    async with plain(desk(other, talks)) as lines:
        await asked(lines)
        await lines.sees("Your decision: ")
        lines.type("/conversations")
        await lines.sees("2. Words of thr_2", "Type /conversations and a number", "Your decision: ")
        lines.type("/conversations 2")
        await lines.sees("Said before:", "You: ")
        assert talks.answered == []


async def test_one_that_is_new_needs_no_other_and_one_that_is_not_kept_is_not_left_unwarned() -> None:
    other = shelf()
    other.keeps = False
    talks = FakeConversation()
    async with plain(desk(other, talks)) as lines:
        await lines.sees("You: ")
        lines.type("/new")
        await lines.sees("This one is new", "You: ")
        talks.kept = [Entry(1, NOW, Said("one"))]
        lines.type("/new")
        await lines.sees("Nothing is kept here", "You: ")
        assert other.opened == []
        lines.type("/new")
        await lines.until(lambda: other.opened == [None])


async def test_where_there_is_only_one_conversation_that_is_said() -> None:
    async with plain() as lines:
        for name in ("/new", "/conversations"):
            await lines.sees("You: ")
            lines.type(name)
            await lines.sees("only this one conversation")


async def test_a_pipe_goes_nowhere_else() -> None:
    other, keyboard = shelf(), FakeKeyboard(decides=False)
    async with plain(desk(other), keyboard) as lines:
        for said in ("/conversations 2", "hello"):
            keyboard.enter(said)
        keyboard.end()
        assert await lines.code() == 0
        await lines.sees("needs a person at a terminal")
        assert other.opened == []


def talked() -> list[Entry]:
    events: list[Event] = [
        Said("How much is left?"),
        Thought("m1", "They want the Budget."),
        Looking("c", "list_budgets", {"project": "Apollo"}),
        Looked("c", "list_budgets", "found", "2 budgets", 12),
        Spoke("m2", "Of the budget, "),
        Spoke("m2", "half."),
        Used("m2", 1200, 30),
        Said("Thanks"),
    ]
    return [Entry(number, NOW, event) for number, event in enumerate(events, 1)]


async def test_words_are_found_wherever_they_stand_in_the_conversation() -> None:
    async with plain(FakeConversation(kept=talked())) as lines:
        await lines.sees("You: ")
        await lines.rest()
        lines.type("/find the  BUDGET")
        await lines.sees('"the BUDGET" stands 2 times in this conversation.')
        await lines.sees("Reasoning: They want the Budget.\nAgent: Of the budget, half.\nYou: ")
        lines.type("/find list_budgets")
        await lines.sees("stands once", "Tool list_budgets, project=Apollo: 2 budgets, 12 ms.", "You: ")
        lines.type("/find nothing of the kind")
        await lines.sees("stands nowhere in this conversation.", "You: ")
        lines.type("/find")
        await lines.sees("Type what to find after it", "You: ")


async def test_status_says_where_one_stands_and_counts_tokens() -> None:
    async def script(text: str, _ask: Ask) -> AsyncIterator[Event]:
        for event in (Said(text), Used("m3", 100, 5), Ended("done")):
            yield event

    async with plain(FakeConversation(script=script, kept=talked())) as lines:
        await lines.sees("You: ")
        lines.type("hello")
        await lines.rest()
        lines.type("/status")
        await lines.sees("You are alice@acme.example", "Thread: thr_1.", "latest turn: 100 tokens in, 5 out.")
        await lines.sees("since you opened it here: 100 tokens in", "whole conversation: 1,200 tokens in, 30 out.")


@pytest.mark.parametrize("name", ELSEWHERE)
async def test_what_only_the_screen_has_is_answered_by_why(name: str) -> None:
    async with plain() as lines:
        await lines.sees("You: ")
        lines.type(name)
        await lines.sees(ELSEWHERE[name], "You: ")
