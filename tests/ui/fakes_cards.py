from __future__ import annotations

from app.ui.widgets.card import ProposalCard
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, proposing
from tools.change import Proposal


def asking(*proposals: Proposal, size: tuple[int, int] = (80, 24)) -> Shown:
    return Shown(FakeDesk(FakeConversation(script=proposing(*proposals))), size=size)


def answers(shown: Shown) -> list[tuple[str, str, str, str]]:
    conversation = shown.desk.conversation
    assert isinstance(conversation, FakeConversation)
    return [(one.to, one.choice, one.note, one.typed) for one in conversation.answered]


async def opened(shown: Shown) -> ProposalCard:
    await shown.says("go")
    await shown.card()
    return next(card for card in shown.app.screen.query(ProposalCard) if card.display)


async def settle(shown: Shown) -> None:
    """Let more than enough time pass for anything to be taken that would be."""
    shown.time.pass_(2)
    for card in shown.app.screen.query(ProposalCard):
        card.tick()
    await shown.rest()
