from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ui.widgets.composer import Composer
from tests.ui.fakes_dealer import Table
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_traces import KINDS, Trace, could_be_meant, stalled
from tests.ui.fakes_ui import FakeConversation, FakeDesk, Held
from tests.ui.fakes_values import deletion, moved, paid, update
from tools.change import Proposal

SOAK = bool(os.environ.get("COUNTERSIGN_SOAK"))
SEEDS, CARDS = (range(8), 250) if SOAK else (range(1), 12)
"""Cards of one seed; the eight seeds of `make soak` make 2,000."""

HANDS: tuple[tuple[Proposal, ...], ...] = (
    (deletion(2),),
    (update(),),
    (moved(),),
    (paid(),),
    (deletion(2, "p1"), deletion(1, "p2"), update("u1")),
    (moved("m1"), deletion(2, "p2")),
)


def unaware(chance: Random) -> tuple[Trace, int, float]:
    """Return what somebody did who knew of no card, before which step one comes up, and how soon that step follows.

    Whatever could have been meant for the card is no such trace: it is drawn again.
    """
    while True:
        kind = chance.choice(KINDS)
        trace = kind(chance)
        hangs = kind is stalled
        appears = 0 if hangs else chance.randrange(len(trace))
        lag = chance.uniform(0.0, 3.0) if hangs else chance.uniform(0.0, 0.55)
        if not could_be_meant(trace, appears, lag):
            return trace, appears, lag


async def dealt(table: Table, chance: Random) -> tuple[Sequence[str], object]:
    """Let a card come up among keys, and return what was decided and by what."""
    hand, (trace, appears, lag) = chance.choice(HANDS), unaware(chance)
    await table.pass_(5)
    for place, step in enumerate(trace):
        if place == appears:
            await table.put(*hand)
        await table.pass_(lag if place == appears else step.gap)
        await table.play(step)
    await table.pass_(1)
    await table.pass_(10)
    await table.rest()
    return table.decided, (hand[0].id, len(hand), trace, appears, lag)


async def next_of_a_list(table: Table, chance: Random) -> tuple[Sequence[str], object]:
    """Let somebody decide one of a list, and go on with other keys as the next comes up; return what else was."""
    trace, _, lag = unaware(chance)
    while could_be_meant(trace, 0, lag):
        trace, _, lag = unaware(chance)
    await table.put(deletion(2, "p1"), deletion(1, "p2"), deletion(1, "p3"))
    await table.press("ctrl+g")
    await table.pass_(3)
    await table.press("y")
    await table.pass_(0.5)
    await table.rest()
    assert table.decided == ["prop_p1 approve"], table.text
    for place, step in enumerate(trace):
        await table.pass_(step.gap if place else lag)
        await table.play(step)
    await table.pass_(10)
    await table.rest()
    return table.decided[1:], (trace, lag)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_that_was_under_way_to_something_else_decides_a_card(seed: int) -> None:
    chance, accidents = Random(seed), Counter[str]()  # noqa: S311  # a choice of tests, no secret
    async with Table() as table:
        await table.says("go")
        for number in range(CARDS):
            play = next_of_a_list if number % 5 == 4 else dealt
            decided, why = await play(table, chance)
            accidents.update(f"{choice} by {why}" for choice in decided)
            await table.clear()
    assert accidents == {}


async def test_a_key_that_somebody_means_decides_a_card_on_the_same_table() -> None:
    async with Table() as table:
        await table.says("go")
        for _ in range(2):
            await table.put(deletion(2))
            await table.pass_(2)
            await table.press("y")
            await table.pass_(1)
            await table.rest()
            assert table.decided == ["prop_p1 approve"]
            await table.clear()


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
