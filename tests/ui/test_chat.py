from __future__ import annotations

from app.ui.widgets.card import ProposalCard
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Shown, proposing


async def test_words_are_sent_and_the_answer_is_drawn() -> None:
    async with Shown(FakeDesk()) as shown:
        await shown.says("hello")
        await shown.until(lambda: "You said hello." in shown.text)
        assert "You" in shown.text
        assert "thought" in shown.text


async def test_an_approved_card_is_answered_by_id_and_digest_and_folds_into_a_line() -> None:
    conversation = FakeConversation(script=proposing())
    async with Shown(FakeDesk(conversation)) as shown:
        await shown.says("delete the stale ones")
        await shown.card()
        assert "information loss" in shown.text
        assert "deletes-need-confirmation: Deleting loses information." in shown.text
        assert "(agent)" in shown.text
        shown.time.pass_(1)
        await shown.pilot.press("y")
        shown.time.pass_(1)
        await shown.until(lambda: bool(conversation.answered))
        assert [(one.to, one.digest, one.choice) for one in conversation.answered] == [
            ("prop_p1", "sha-256:p1", "approve")
        ]
        await shown.until(lambda: "Done  Delete 5 tasks in Apollo" in shown.text)
        assert not shown.app.screen.query(ProposalCard)
        assert shown.text.count("Approved") == 1
