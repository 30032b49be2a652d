from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from app.ui.screens.help import HelpScreen
from app.ui.screens.sign_in import SignInScreen
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.composer import Composer
from app.ui.widgets.lines import Thinking
from graph.events import Ended, Entry, Event, Failed, Said, Spoke
from graph.questions import Ask, Candidate, Confirm, Which
from tests.ui.fakes_shown import Shown, chat
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Slow, deletes, proposing, told
from tests.ui.fakes_values import NOW, deletion


async def test_words_are_sent_and_the_answer_is_drawn() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.says("hello")
        await shown.sees("You said hello.")
        await shown.sees("You    hello")
        await shown.sees("Agent  ▸ thought")


async def test_an_approved_card_is_answered_by_id_and_digest_and_folds_into_a_line() -> None:
    conversation = FakeConversation(script=proposing())
    async with chat(conversation) as shown:
        await shown.says("delete the stale ones")
        await shown.card()
        shown.time.pass_(1)
        await shown.press("y")
        shown.time.pass_(1)
        await shown.until(lambda: bool(conversation.answered))
        assert [(one.to, one.digest, one.choice) for one in conversation.answered] == [
            ("prop_p1", "sha-256:p1", "approve")
        ]
        await shown.sees("Done  Delete 5 tasks in Apollo")
        assert not shown.app.screen.query(ProposalCard)
        assert shown.text.count("Approved") == 1
        await shown.sees("request req_7f31")
        assert isinstance(shown.app.focused, Composer)


async def test_a_new_conversation_says_what_can_be_done() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.sees("Ask about your projects and tasks")
        await shown.says("hello")
        await shown.sees("You said hello.")
        assert "Ask about your projects" not in shown.text


async def test_words_typed_during_a_turn_wait_and_go_out_one_by_one() -> None:
    slow = Slow()
    conversation = FakeConversation(script=slow.script)
    async with chat(conversation) as shown:
        await shown.says("one")
        await shown.says("two")
        await shown.says("three")
        assert conversation.heard == ["one"]
        await shown.sees("queued  two")
        await shown.sees("queued  three")
        slow.go.set()
        await shown.until(lambda: conversation.heard == ["one", "two"])
        slow.go.set()
        await shown.until(lambda: conversation.heard == ["one", "two", "three"])
        slow.go.set()
        await shown.sees("answer to three")
        assert "queued" not in shown.text


async def test_words_typed_before_the_history_is_there_are_not_lost() -> None:
    gate = asyncio.Event()

    class Late(FakeConversation):
        async def history(self, before: int | None, limit: int) -> Sequence[Entry]:
            await gate.wait()
            return await super().history(before, limit)

    conversation = Late(kept=[Entry(1, NOW, Said("from before"))])
    async with chat(conversation) as shown:
        await shown.says("early")
        assert conversation.heard == []
        await shown.sees("queued  early")
        gate.set()
        await shown.sees("You said early.")
        assert shown.text.index("from before") < shown.text.index("early")


async def test_words_that_wait_come_back_when_the_turn_is_stopped() -> None:
    slow = Slow()
    conversation = FakeConversation(script=slow.script)
    async with chat(conversation) as shown:
        await shown.says("stop me")
        await shown.says("and then this")
        slow.go.set()
        await shown.sees("Stopped.")
        assert conversation.heard == ["stop me"]
        assert shown.app.screen.query_one(Composer).text == "and then this"


async def test_escape_stops_the_turn_and_leaves_no_live_card() -> None:
    conversation = FakeConversation(script=proposing())
    async with chat(conversation) as shown:
        await shown.says("go")
        await shown.card()
        await shown.press("escape")
        await shown.until(lambda: conversation.stopped == 1 and "Stopped." in shown.text)
        await shown.until(lambda: not shown.app.screen.query(ProposalCard))
        assert conversation.answered == []
        await shown.says("hello")
        assert conversation.heard == ["go", "hello"]


async def test_stop_typed_as_a_word_stops_the_turn_and_is_not_said() -> None:
    slow = Slow()
    conversation = FakeConversation(script=slow.script)
    async with chat(conversation) as shown:
        await shown.says("wait")
        await shown.says("/stop")
        await shown.until(lambda: conversation.stopped == 1)
        slow.go.set()
        assert conversation.heard == ["wait"]


async def test_a_question_that_outlives_its_turn_is_taken_away() -> None:
    left: list[asyncio.Task[object]] = []
    end = asyncio.Event()

    async def forgets(text: str, ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        left.append(asyncio.ensure_future(ask(Confirm([deletion()]))))
        await end.wait()
        yield Ended("stopped")

    async with chat(FakeConversation(script=forgets)) as shown:
        await shown.says("go")
        await shown.card()
        end.set()
        await shown.until(lambda: bool(left) and left[0].cancelled())
        await shown.until(lambda: not shown.app.screen.query(ProposalCard))


async def test_escape_with_nothing_under_way_stops_nothing() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await shown.press("escape")
        assert conversation.stopped == 0


async def test_a_card_left_open_is_there_again_after_coming_back() -> None:
    kept = [Entry(1, NOW, Said("delete them")), Entry(2, NOW, Spoke("m1", "Five are stale."))]
    conversation = FakeConversation(left_open=deletes, kept=kept)
    async with chat(conversation) as shown:
        await shown.card()
        assert conversation.heard == []
        shown.time.pass_(1)
        await shown.press("y")
        shown.time.pass_(1)
        await shown.until(lambda: [one.choice for one in conversation.answered] == ["approve"])


async def test_leaving_with_a_card_open_answers_nothing_and_lets_go() -> None:
    conversation = FakeConversation(script=proposing())
    desk = FakeDesk(conversation)
    async with Shown(desk) as shown:
        await shown.says("go")
        await shown.card()
        await shown.press("ctrl+q")
    assert conversation.answered == []
    assert conversation.closed
    assert desk.left == 1


async def test_a_second_ctrl_c_quits_and_the_first_says_so() -> None:
    async with chat(FakeConversation(script=proposing())) as shown:
        await shown.says("go")
        await shown.card()
        await shown.press("ctrl+c")
        await shown.sees("Ctrl+C once more quits")
        shown.time.pass_(3)
        await shown.press("ctrl+c")
        assert shown.app.is_running
        shown.time.pass_(1)
        await shown.press("ctrl+c")
        await shown.until(lambda: not shown.app.is_running)


async def test_ctrl_c_copies_what_is_selected() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.press(*"copy me", "f7")
        await shown.press("ctrl+c")
        assert shown.app.clipboard == "copy me"


async def test_enter_sends_and_ctrl_j_begins_a_line_and_up_recalls() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await shown.press(*"a", "ctrl+j", *"b", "enter")
        await shown.until(lambda: conversation.heard == ["a\nb"])
        await shown.press("up")
        assert shown.app.screen.query_one(Composer).text == "a\nb"
        await shown.press("down")
        assert shown.app.screen.query_one(Composer).text == ""


async def test_a_failure_is_a_sentence_with_a_next_step_and_the_conversation_goes_on() -> None:
    events: list[Event] = [Failed("The model did not answer.", "Say it again."), Ended("failed")]
    conversation = FakeConversation(script=lambda _text, _ask: told(events))
    async with chat(conversation) as shown:
        await shown.says("a")
        await shown.sees("✗ The model did not answer.")
        await shown.sees("→ Say it again.")
        await shown.says("b")
        await shown.until(lambda: conversation.heard == ["a", "b"])


async def test_a_failure_that_nobody_foresaw_is_told_and_the_conversation_goes_on() -> None:
    async def breaks(text: str, _ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        raise KeyError(text)

    conversation = FakeConversation(script=breaks)
    async with chat(conversation) as shown:
        await shown.says("a")
        await shown.sees("did not foresee (KeyError)")
        await shown.says("b")
        await shown.until(lambda: conversation.heard == ["a", "b"])


async def test_a_name_that_fits_several_is_chosen_from_a_list() -> None:
    which = Which(
        "w1",
        "Which “Update onboarding copy”?",
        [Candidate("tsk_1", "APO-7", "Apollo"), Candidate("tsk_2", "ZEP-2", "Zephyr")],
    )

    async def asks(text: str, ask: Ask) -> AsyncIterator[Event]:
        answers = await ask(which)
        yield Spoke("m1", f"You mean {answers[0].note}, {text}.")
        yield Ended("done")

    async with chat(FakeConversation(script=asks)) as shown:
        await shown.says("go")
        await shown.sees("ZEP-2  Zephyr")
        await shown.press("enter")
        assert "You mean" not in shown.text
        shown.time.pass_(1)
        await shown.press("down", "enter")
        await shown.sees("You mean tsk_2, go.")


async def test_reasoning_is_folded_until_somebody_opens_it() -> None:
    async with chat(FakeConversation()) as shown:
        await shown.says("hello")
        await shown.sees("▸ thought")
        assert "The person wrote something." not in shown.text
        shown.app.screen.set_focus(shown.app.screen.query_one(Thinking))
        await shown.press("enter")
        await shown.sees("The person wrote something.")


@pytest.mark.parametrize("key", ["f1", "/help"])
async def test_help_says_who_one_is_and_what_asks(key: str) -> None:
    async with chat(FakeConversation(), size=(100, 40)) as shown:
        await (shown.says(key) if key.startswith("/") else shown.press(key))
        await shown.until(lambda: isinstance(shown.app.screen, HelpScreen) and "Keys" in shown.text)
        await shown.sees("kept in Secret Service keyring")
        await shown.press("escape")
        await shown.until(lambda: not isinstance(shown.app.screen, HelpScreen))


async def test_an_unknown_command_is_said_to_be_one_and_not_sent() -> None:
    conversation = FakeConversation()
    async with chat(conversation) as shown:
        await shown.says("/frobnicate")
        await shown.sees("There is no command /frobnicate.")
        assert conversation.heard == []


async def test_signing_out_ends_the_session_and_comes_back_to_the_door() -> None:
    desk = FakeDesk()
    async with Shown(desk) as shown:
        await shown.says("/signout")
        await shown.until(lambda: isinstance(shown.app.screen, SignInScreen) and "You are signed out." in shown.text)
        assert desk.sign_in.signed_out == 1
        await shown.sees("Alice Moreau")
