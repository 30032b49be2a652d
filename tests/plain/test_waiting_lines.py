from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from graph.events import Ended, Event, Said, Thought
from graph.questions import Answer, Ask, Candidate, Question, Which
from tests.plain.fakes_plain import plain
from tests.ui.fakes_inbox import FakeInbox, deleting, own, theirs
from tests.ui.fakes_ui import FakeConversation, FakeDesk, deletes

URL = "http://127.0.0.1:41001/authorize?client_id=c1"
BACK = "http://127.0.0.1:5000/callback?code=x&state=y"


def asks(which: Which, heard: list[Answer]) -> FakeConversation:
    async def script(text: str, ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        question: Question = which
        heard.extend(await ask(question))
        yield Ended("done")

    return FakeConversation(script=script)


WHICH = Which("w1", "Which Apollo?", (Candidate("prj_1", "Apollo", "Acme"), Candidate("prj_2", "Apollo", "old")))


@pytest.mark.parametrize(
    ("which", "typed", "answer"),
    [
        (WHICH, "2", Answer("w1", "", "approve", "prj_2")),
        (WHICH, "none", Answer("w1", "", "reject", "None of these.")),
        (replace(WHICH, free=True), "the old one", Answer("w1", "", "approve", typed="the old one")),
        (replace(WHICH, free=True), "1", Answer("w1", "", "approve", "prj_1")),
        (replace(WHICH, free=True, candidates=()), "14", Answer("w1", "", "approve", typed="14")),
    ],
)
async def test_a_question_is_answered_by_number_or_in_own_words(which: Which, typed: str, answer: Answer) -> None:
    heard: list[Answer] = []
    async with plain(asks(which, heard)) as lines:
        await lines.sees("You: ")
        lines.type("go")
        await lines.sees("The agent asks: " if which.free else "Question: ", "Your answer: ")
        lines.type(typed)
        await lines.sees("You: ")
        assert heard == [answer]


@pytest.mark.parametrize("typed", ["3", "0", "Apollo", "\u0662", "-1"])
async def test_what_is_none_of_the_answers_is_asked_again(typed: str) -> None:
    heard: list[Answer] = []
    async with plain(asks(WHICH, heard)) as lines:
        await lines.sees("You: ")
        lines.type("go")
        await lines.sees("1. Apollo, Acme", "Your answer: ")
        lines.type(typed)
        await lines.sees("That is none of these.", "Your answer: ")
        assert heard == []


async def test_the_inbox_lists_what_waits_and_shows_one_whole() -> None:
    inbox = FakeInbox([theirs(), own()])
    async with plain(FakeDesk(inbox=inbox)) as lines:
        await lines.sees("Inbox: 2 wait for you. /inbox shows what.", "You: ")
        lines.type("/inbox")
        await lines.sees(
            "For you to decide:", "1. Move 50,000.00 EUR Operations", "from Bob Lindqvist, waits for your decision"
        )
        await lines.sees("Your own open cards:", "2. Delete 5 tasks", "or back: ")
        lines.type("1")
        await lines.sees(
            "Amount: 50,000.00 EUR", "which is a claim:", "The launch is brought forward.", "Your decision: "
        )
        lines.type("approve")
        await lines.sees("That decides nothing.", "Your decision: ")
        assert inbox.decided == []
        lines.type("50,000.00")
        await lines.sees("Bob Lindqvist is told.", "You: ")
        assert inbox.decided == [("ap_1", "approve", "")]


async def test_rejecting_in_the_inbox_asks_for_a_reason() -> None:
    inbox = FakeInbox([deleting()])
    async with plain(FakeDesk(inbox=inbox)) as lines:
        await lines.sees("You: ")
        lines.type("/inbox")
        await lines.sees("or back: ")
        lines.type("1")
        await lines.sees("Type approve, reject, or back.", "Your decision: ")
        lines.type("reject")
        await lines.sees("Why not?")
        lines.type("not yet")
        await lines.sees("is told.", "You: ")
        assert inbox.decided == [("ap_2", "reject", "not yet")]


async def test_a_decision_in_the_inbox_goes_by_the_providers_page() -> None:
    inbox = FakeInbox([deleting()], asks_provider=True)
    async with plain(FakeDesk(inbox=inbox)) as lines:
        await lines.sees("You: ")
        lines.type("/inbox")
        await lines.sees("or back: ")
        lines.type("1")
        await lines.sees("Your decision: ")
        lines.type("approve")
        await lines.sees("Your provider asks you to confirm this", "request_uri", "or type back")
        lines.type(BACK)
        await lines.sees("is told.", "You: ")
        assert inbox.decided == [("ap_2", "approve", "")]


async def test_an_own_card_in_the_inbox_is_asked_again_in_its_conversation() -> None:
    async def left(_text: str, ask: Ask) -> AsyncIterator[Event]:
        yield Thought("m", "picked up")
        async for event in asks(WHICH, []).script("", ask):
            yield event

    conversation = FakeConversation()
    async with plain(FakeDesk(conversation, inbox=FakeInbox([own()]))) as lines:
        await lines.sees("You: ")
        await lines.rest()
        conversation.left_open = left
        lines.type("/inbox")
        await lines.sees("or back: ")
        lines.type("1")
        await lines.sees("Question: Which Apollo?", "Your answer: ")


async def test_an_empty_inbox_says_so() -> None:
    async with plain(FakeDesk(inbox=FakeInbox())) as lines:
        await lines.sees("You: ")
        lines.type("/inbox")
        await lines.sees("Nothing waits for you", "You: ")


async def test_a_card_that_was_decided_here_is_not_told_as_waiting() -> None:
    inbox = FakeInbox([])
    async with plain(FakeDesk(FakeConversation(script=deletes), inbox=inbox)) as lines:
        await lines.sees("You: ")
        lines.type("go")
        await lines.sees("Your decision: ")
        inbox.change(own())
        await lines.rest()
        inbox.kept = []
        lines.type("reject")
        await lines.sees("Why not?")
        lines.type("not these")
        await lines.sees("You: ")
        assert "Inbox:" not in lines.paper.text
        inbox.change(theirs())
        await lines.sees("Inbox: 1 waits for you.", "You: ")
