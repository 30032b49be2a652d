from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from app.plain.commands import COMMANDS
from graph.events import Confirming, Ended, Entry, Event, Failed, Looked, Looking, Said, Spoke, Used
from graph.questions import Ask
from tests.plain.fakes_plain import FakeKeyboard, plain
from tests.ui.fakes_ui import FakeConversation, FakeDesk, FakeSignIn, Slow
from tests.ui.fakes_values import NOW

URL = "http://127.0.0.1:41001/authorize?client_id=c1"
BACK = "http://127.0.0.1:5000/callback?code=x&state=y"


async def test_an_answer_is_streamed_under_the_agents_name_and_reasoning_comes_only_when_asked_for() -> None:
    async with plain() as lines:
        await lines.sees("You: ")
        lines.type("hello")
        await lines.sees("Agent: You said **hello**.\n", "You: ")
        assert "wrote something" not in lines.paper.text
        lines.type("/why")
        await lines.sees("Reasoning: The person wrote something.", "You: ")


async def test_what_a_turn_has_used_is_told_with_its_reasoning() -> None:
    async def script(text: str, _ask: Ask) -> AsyncIterator[Event]:
        for event in (Said(text), Used("m1", 1200, 30), Used("m2", 1300, 40), Ended("done")):
            yield event

    async with plain(FakeConversation(script=script)) as lines:
        await lines.sees("You: ")
        lines.type("hello")
        await lines.sees("You: ")
        lines.type("/why")
        await lines.sees("no reasoning", "Tokens in the latest turn: 2,500 in, 70 out.", "You: ")


async def test_where_the_session_has_ended_the_way_back_in_is_named() -> None:
    async def script(text: str, _ask: Ask) -> AsyncIterator[Event]:
        for event in (Said(text), Failed("Your session has ended.", "Sign in again; it stays."), Ended("failed")):
            yield event

    async with plain(FakeConversation(script=script)) as lines:
        await lines.sees("You: ")
        lines.type("hello")
        await lines.sees("Problem: Your session has ended.\nNext: Sign in again; it stays. /signin does it.\n", "You: ")


async def test_words_said_during_a_turn_go_out_after_it_and_can_be_dropped() -> None:
    slow = Slow()
    async with plain(FakeConversation(script=slow.script)) as lines:
        await lines.sees("You: ")
        lines.type("one")
        await lines.rest()
        lines.type("two")
        await lines.sees('It goes out after this turn: "two".')
        lines.type("/clear")
        await lines.sees('Dropped: "two".')
        lines.type("three")
        slow.go.set()
        await lines.sees("Agent: answer to one", "You: three")
        slow.go.set()
        await lines.sees("Agent: answer to three", "You: ")


async def test_words_that_a_stopped_turn_has_kept_back_are_named_and_not_sent() -> None:
    slow = Slow()
    conversation = FakeConversation(script=slow.script)
    async with plain(conversation) as lines:
        await lines.sees("You: ")
        lines.type("stop me")
        await lines.rest()
        lines.type("two")
        slow.go.set()
        await lines.sees("Stopped.", "Not sent", '"two"', "You: ")
        assert conversation.heard == ["stop me"]


async def test_several_lines_that_are_pasted_are_one_message() -> None:
    conversation = FakeConversation()
    async with plain(conversation) as lines:
        await lines.sees("You: ")
        lines.type("one", "/quit", "three")
        await lines.sees("Agent: You said")
        assert conversation.heard == ["one\n/quit\nthree"]


async def test_what_was_said_before_is_there_again_and_older_things_on_demand() -> None:
    kept = [Entry(number, NOW, Said(f"word {number}")) for number in range(1, 41)]
    kept[-3:] = [
        Entry(38, NOW, Looking("c", "search_tasks", {"project": "Apollo"})),
        Entry(39, NOW, Looked("c", "search_tasks", "found", "5 tasks", 84)),
        Entry(40, NOW, Spoke("m", "Five tasks.\nAll stale.")),
    ]
    async with plain(FakeConversation(kept=kept)) as lines:
        await lines.sees("Said before: There is more before it", "You: word 11\n", "You: word 37\n")
        await lines.sees(
            "Tool search_tasks, project=Apollo: 5 tasks, 84 ms.\nAgent: Five tasks.\nAgent: All stale.\nYou: "
        )
        assert "word 10\n" not in lines.paper.text
        lines.type("/earlier")
        await lines.sees("You: word 1\n", "You: word 10\n", "You: ")
        lines.type("/earlier")
        await lines.sees("There is nothing before that.", "You: ")


async def test_help_says_who_one_is_and_every_command() -> None:
    async with plain() as lines:
        await lines.sees("You: ")
        lines.type("/help")
        await lines.sees("You are alice@acme.example", *COMMANDS, "You: ")
        lines.type("/nonsense")
        await lines.sees('There is no command "/nonsense".', "You: ")


@pytest.mark.parametrize("name", COMMANDS)
async def test_every_command_does_something(name: str) -> None:
    async with plain() as lines:
        await lines.sees("You: ")
        before = lines.paper.text
        lines.type(name)
        await lines.rest()
        assert "There is no command" not in lines.paper.text
        assert name == "/decide" or lines.paper.text != before


async def test_signing_out_ends_the_session_and_offers_the_ways() -> None:
    async with plain() as lines:
        await lines.sees("You: ")
        lines.type("/signout")
        await lines.sees("You are signed out.", "1. Alice Moreau", "and Enter: ")
        assert lines.desk.sign_in.signed_out == 1


async def test_signing_in_again_leaves_the_session_and_offers_the_ways() -> None:
    async with plain() as lines:
        await lines.sees("You: ")
        lines.type("/signin")
        await lines.sees("1. Alice Moreau", "and Enter: ")
        assert lines.desk.sign_in.signed_out == 0


async def test_ctrl_c_stops_the_turn_and_a_second_one_quits() -> None:
    slow = Slow()
    conversation = FakeConversation(script=slow.script)
    async with plain(conversation) as lines:
        await lines.sees("You: ")
        lines.type("one")
        await lines.rest()
        signal.raise_signal(signal.SIGINT)
        await lines.sees("Stopping.", "Ctrl+C once more quits")
        await lines.until(lambda: conversation.stopped == 1)
        signal.raise_signal(signal.SIGINT)
        assert await lines.code() == 0
        assert (conversation.closed, lines.desk.left) == (True, 1)


async def test_a_line_between_two_ctrl_c_makes_the_second_a_first_one() -> None:
    async with plain() as lines:
        await lines.sees("You: ")
        signal.raise_signal(signal.SIGINT)
        await lines.sees("Ctrl+C once more quits", "You: ")
        lines.type("hello")
        await lines.sees("Agent: You said", "You: ")
        signal.raise_signal(signal.SIGINT)
        await lines.sees("Ctrl+C once more quits", "You: ")
        assert lines.keyboard.forgotten == 2


async def test_the_end_of_input_quits() -> None:
    async with plain() as lines:
        await lines.sees("You: ")
        lines.keyboard.end()
        assert await lines.code() == 0


async def test_a_pipe_is_answered_to_its_end() -> None:
    keyboard = FakeKeyboard(decides=False)
    async with plain(FakeDesk(sign_in=FakeSignIn()), keyboard) as lines:
        for said in ("2", "one", "two"):
            keyboard.enter(said)
        keyboard.end()
        assert await lines.code() == 0
        await lines.sees("You: one", "Agent: You said **one**.", "You: two", "Agent: You said **two**.", "Bye.")
        assert lines.desk.sign_in.chosen == ["bob"]


async def confirming(text: str, _ask: Ask) -> AsyncIterator[Event]:
    yield Said(text)
    yield Confirming("p", "Move 5,000.00 EUR", URL, opened=False, shows=("Marketing: 9.00 EUR → 4.00 EUR",))
    await asyncio.Event().wait()
    yield Ended("done")


async def test_the_providers_page_stands_on_a_line_of_its_own_and_takes_an_address_or_back() -> None:
    async with plain(FakeConversation(script=confirming)) as lines:
        await lines.sees("You: ")
        lines.type("move it")
        await lines.sees(
            "Your provider asks you to confirm", "Marketing: 9.00 EUR to 4.00 EUR", f"any browser:\n{URL}\n"
        )
        lines.type("http://127.0.0.1:5000/callback?state=y")
        await lines.sees("That address has no code in it.")
        lines.type(BACK)
        await lines.sees("Taken. Waiting for your provider.")
        lines.type("and then?")
        await lines.sees('It goes out after this turn: "and then?"')
        lines.type("back")
        await lines.sees("Going back.")
        assert lines.desk.sign_in.given_up == 1


async def test_what_nobody_foresaw_is_one_sentence_and_the_talk_goes_on() -> None:
    async def breaks(text: str, _ask: Ask) -> AsyncIterator[Event]:
        if text == "break":
            raise RuntimeError(text)
        yield Said(text)
        yield Ended("done")

    conversation = FakeConversation(script=breaks)
    async with plain(conversation) as lines:
        await lines.sees("You: ")
        lines.type("break")
        await lines.sees("did not foresee (RuntimeError).", "Next: Try once more", "You: ")
        lines.type("hello")
        await lines.until(lambda: conversation.heard == ["break", "hello"])


def test_plain_lines_load_no_screen() -> None:
    code = (
        "import sys, app.plain.program, app.commands.chat, app.wiring, app.backstage; print('textual' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
