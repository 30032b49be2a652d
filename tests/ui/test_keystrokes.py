from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ui.widgets.card import ProposalCard
from app.ui.widgets.composer import Composer
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Held

RECORDED: tuple[tuple[tuple[float, str], ...], ...] = (
    ((0.0, "y"), (0.18, "e"), (0.11, "s"), (0.09, " "), (0.21, "d"), (0.08, "o"), (0.12, "enter")),
    ((0.0, "Y"), (0.16, "e"), (0.1, "a"), (0.13, "h"), (0.3, "enter"), (0.2, "y"), (0.15, "enter")),
    (
        (0.0, "a"),
        (0.12, "n"),
        (0.1, "y"),
        (0.14, " "),
        (0.11, "o"),
        (0.09, "t"),
        (0.1, "h"),
        (0.12, "y"),
        (0.3, "enter"),
    ),
    ((0.0, "enter"), (0.2, "enter"), (0.35, "enter"), (0.2, "y"), (0.05, "y"), (0.05, "y"), (0.05, "y")),
    ((0.0, "1"), (0.3, "enter"), (0.25, " "), (0.3, "y"), (0.2, "backspace"), (0.1, "y"), (0.3, "enter")),
    ((0.0, "tab"), (0.2, "y"), (0.3, "tab"), (0.2, "enter"), (0.3, "y"), (0.1, "escape")),
    ((0.0, "g"), (0.14, "o"), (0.12, " "), (0.17, "o"), (0.1, "n"), (0.3, "enter"), (0.2, "y")),
    ((0.0, " "), (0.15, "a"), (0.1, " "), (0.13, "e"), (0.3, "enter"), (0.2, "ctrl+s"), (0.3, "g"), (0.2, "enter")),
)
"""What people typed at other things, as pairs of the seconds since the key before and the key."""


async def replay(trace: tuple[tuple[float, str], ...], appears: int, lag: float) -> list[str]:
    """Type a recorded trace, let a card appear in the middle of it, and return what the card was told."""
    held = Held()
    conversation = FakeConversation(script=held.script)
    async with Shown(FakeDesk(conversation)) as shown:
        await shown.says("go")
        shown.time.pass_(5)
        for place, (gap, key) in enumerate(trace):
            if place == appears:
                held.now.set()
                await shown.card()
                shown.time.pass_(lag)
            shown.time.pass_(gap)
            for card in shown.app.screen.query(ProposalCard):
                card.tick()
            await shown.press(key)
        shown.time.pass_(10)
        for card in shown.app.screen.query(ProposalCard):
            card.tick()
        await shown.pilot.pause()
        return [answer.choice for answer in conversation.answered]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RECORDED), st.integers(0, 7), st.floats(0.0, 0.2))
async def test_recorded_keys_never_approve_or_edit_a_card_that_appears_among_them(
    trace: tuple[tuple[float, str], ...],
    appears: int,
    lag: float,
) -> None:
    assert not {"approve", "edit"} & {*await replay(trace, min(appears, len(trace) - 1), lag)}


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text("ynYaegost ", min_size=2, max_size=8).filter(lambda word: set(word[:-1]) - set("ynYaeg ")),
    st.floats(1.0, 5.0),
)
async def test_a_word_typed_at_a_waiting_card_decides_nothing_and_its_rest_is_kept(word: str, wait: float) -> None:
    held = Held()
    held.now.set()
    conversation = FakeConversation(script=held.script)
    async with Shown(FakeDesk(conversation)) as shown:
        await shown.says("go")
        await shown.card()
        shown.time.pass_(wait)
        for key in word:
            await shown.press(key)
            shown.time.pass_(0.1)
        shown.time.pass_(5)
        await shown.pilot.pause()
        assert not {"approve", "edit"} & {answer.choice for answer in conversation.answered}
        if word[0] != "n":
            assert shown.app.screen.query_one(Composer).text == word
