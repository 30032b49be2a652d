from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from graph.events import Ended, Event, Failed, Said
from graph.questions import Ask, Confirm
from tests.plain.fakes_plain import FakeKeyboard, answers, asked, asking, plain
from tests.ui.fakes_ui import FakeConversation
from tests.ui.fakes_values import NOW, deletion, moved, transfer, update
from tools.change import Proposal


async def test_a_typed_word_approves() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("Approve")
        await lines.sees("Approved: Delete 5 tasks", "Done:", "Agent: That is settled.", "You: ")
        assert answers(lines) == [("prop_p1", "approve", "", "")]
        assert lines.answered[0].digest == deletion().digest


async def test_a_rejection_asks_for_a_reason_that_the_agent_gets() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("reject")
        await lines.sees("Why not?")
        lines.type("not these")
        await lines.sees('Rejected: Delete 5 tasks in Apollo. "not these"')
        assert answers(lines) == [("prop_p1", "reject", "not these", "")]


async def test_going_back_from_a_rejection_asks_again() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("reject")
        await lines.sees("Why not?")
        lines.type("back")
        await lines.decides("approve")
        await lines.sees("Approved")


@pytest.mark.parametrize("proposal", [transfer(), moved()], ids=["typed", "both budgets"])
async def test_money_is_approved_by_typing_its_amount_and_by_nothing_else(proposal: Proposal) -> None:
    async with plain(asking(proposal)) as lines:
        await asked(lines)
        await lines.sees("Type 5,000.00 EUR to approve it, or reject, edit,")
        for wrong in ("approve", "500.00 EUR", "5,000.00 USD", "5.000"):
            await lines.decides(wrong)
        await lines.sees("Your decision: ")
        assert answers(lines) == []
        lines.type("5000 eur")
        await lines.sees("Approved")
        assert answers(lines) == [(proposal.id, "approve", "", "5000 eur")]


async def test_approving_with_guidance_hands_the_words_on() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("guide")
        await lines.sees("What shall the agent mind afterwards?")
        lines.type("tell Bob")
        await lines.sees("Approved")
        assert answers(lines) == [("prop_p1", "approve", "tell Bob", "")]


async def test_guidance_approves_no_money_without_its_amount() -> None:
    async with plain(asking(transfer())) as lines:
        await asked(lines)
        await lines.decides("guide")
        await lines.sees("What shall the agent mind afterwards?")
        lines.type("tell Bob")
        await lines.sees("To approve it, type 5,000.00 EUR, or back:")
        lines.type("approve")
        await lines.decides("guide")
        assert answers(lines) == []
        await lines.sees("What shall the agent mind afterwards?")
        lines.type("tell Bob")
        await lines.sees("or back:")
        lines.type("5,000.00")
        await lines.sees("Approved")
        assert answers(lines) == [("prop_t1", "approve", "tell Bob", "5,000.00")]


async def test_records_are_left_out_by_their_numbers_and_asked_about_anew() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("leave 2 and 4")
        await lines.sees("Edited: Delete 5 tasks")
        assert lines.answered[0].choice == "edit"
        assert lines.answered[0].args == {"task_ids": ["tsk_0000", "tsk_0002", "tsk_0004"]}


@pytest.mark.parametrize(
    ("typed", "told"), [("leave 9", "There is no record 9."), ("leave 1 2 3 4 5", "One has to stay")]
)
async def test_what_can_not_be_left_out_is_said(typed: str, told: str) -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides(typed)
        await lines.sees(told, "Your decision: ")
        assert answers(lines) == []


async def test_arguments_are_edited_line_by_line_and_asked_about_anew() -> None:
    async with plain(asking(update())) as lines:
        await asked(lines)
        await lines.decides("edit")
        await lines.sees('"priority": "high"', "Edit: ")
        lines.type("ask")
        await lines.sees("Nothing is changed yet.", "Edit: ")
        lines.type("what")
        await lines.sees("Write a name, a colon and its value", "Edit: ")
        lines.type("priority: low")
        await lines.sees('"priority": "low"', "Edit: ")
        lines.type("ask")
        await lines.sees("Edited: Close Spike")
        assert lines.answered[0].args == {**update().args, "priority": "low"}


async def test_going_back_from_an_edit_leaves_all_as_it_was() -> None:
    async with plain(asking(update())) as lines:
        await asked(lines)
        await lines.decides("edit")
        await lines.sees("Edit: ")
        lines.type("back")
        await lines.decides("approve")
        await lines.sees("Approved")
        assert lines.answered[0].args is None


async def test_details_show_every_request_and_digest_and_decide_nothing() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("details")
        await lines.sees(
            "Request 1 of 1:", "POST /v1/tasks/delete", '"version": "3"', "Record 5 of 5", "sha-256:change"
        )
        await lines.sees("Your decision: ")
        lines.type("/details")
        await lines.sees("Request 1 of 1:", "Your decision: ")
        assert answers(lines) == []


async def test_several_changes_are_numbered_and_decided_one_by_one() -> None:
    async with plain(asking(deletion(2, "p1"), update("u1"), deletion(3, "p2"))) as lines:
        await asked(lines)
        await lines.sees("3 changes wait for your decision", "Change 1 of 3, for you to decide: Delete 2 tasks")
        await lines.decides("approve")
        await lines.sees("Change 2 of 3, for you to decide: Close Spike")
        await lines.decides("reject")
        await lines.sees("Why not?")
        lines.type("")
        await lines.sees("Change 3 of 3")
        await lines.decides("approve")
        await lines.sees("Agent: That is settled.")
        assert [(one.to, one.choice) for one in lines.answered] == [
            ("prop_p1", "approve"),
            ("prop_u1", "reject"),
            ("prop_p2", "approve"),
        ]


async def keeps_asking(text: str, ask: Ask) -> AsyncIterator[Event]:
    from graph.questions import NobodyToAsk  # noqa: PLC0415  # beside its one use

    yield Said(text)
    try:
        await ask(Confirm([deletion()]))
    except NobodyToAsk:
        yield Ended("waiting")
    else:
        yield Ended("done")


async def test_later_leaves_it_open_and_it_comes_back_only_when_it_is_asked_for() -> None:
    conversation = FakeConversation(script=keeps_asking, left_open=keeps_asking)
    async with plain(conversation) as lines:
        await lines.decides("later")
        await lines.sees("Left open. Type /decide to come back to it.", "You: ")
        lines.type("/decide")
        await lines.sees("For you to decide: Delete 5 tasks")
        await lines.decides("approve")
        await lines.rest()
        assert answers(lines) == [("prop_p1", "approve", "", "")]


async def test_an_expired_change_is_only_rejected_or_looked_at_anew() -> None:
    late = replace(deletion(), expires=NOW + 100)
    async with plain(asking(late)) as lines:
        await asked(lines)
        await lines.decides("again")
        await lines.sees("It has not expired")
        await lines.decides("approve", after=200)
        await lines.sees("It has expired, so nothing will be sent.")
        assert answers(lines) == []
        await lines.decides("again")
        await lines.sees("Looked at again")
        assert answers(lines) == [("prop_p1", "look_again", "", "")]


async def test_a_pipe_sees_the_card_and_can_not_decide() -> None:
    keyboard = FakeKeyboard(decides=False)
    async with plain(FakeConversation(script=keeps_asking), keyboard) as lines:
        for said in ("go", "approve", "approve"):
            keyboard.enter(said)
        keyboard.end()
        assert await lines.code() == 3
        await lines.sees("For you to decide: Delete 5 tasks", "deciding needs a terminal", "Not sent, because")
        assert answers(lines) == []


async def test_stopping_at_a_card_takes_it_back() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("/stop")
        await lines.sees("Stopping.", "Stopped.", "You: ")
        assert answers(lines) == []


async def test_quitting_at_a_card_leaves_it_open() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.decides("/quit")
        assert await lines.code() == 0
        assert answers(lines) == []
        assert isinstance(lines.desk.conversation, FakeConversation)
        assert (lines.desk.conversation.stopped, lines.desk.conversation.closed, lines.desk.left) == (0, True, 1)


async def test_the_end_of_input_at_a_card_leaves_it_open() -> None:
    async with plain(asking(deletion())) as lines:
        await asked(lines)
        await lines.sees("Your decision: ")
        lines.keyboard.end()
        assert await lines.code() == 0
        assert answers(lines) == []


async def test_what_goes_wrong_after_an_answer_is_said_with_the_next_step() -> None:
    async def script(text: str, _ask: Ask) -> AsyncIterator[Event]:
        yield Said(text)
        yield Failed("That answer fits no open question.", "Answer the card as it is shown now.")
        yield Ended("failed")

    async with plain(FakeConversation(script=script)) as lines:
        await asked(lines)
        await lines.sees("Problem: That answer fits no open question.", "Next: Answer the card", "You: ")
