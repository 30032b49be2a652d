from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.guard import QUIET, SETTLE, Guard

GAPS = st.floats(0.0, 2.0, allow_nan=False)
TRACE = st.lists(st.tuples(GAPS, st.sampled_from(["y", "n", "Y", "a", "enter"])), min_size=1, max_size=12)


def replay(guard: Guard, trace: list[tuple[float, str]]) -> tuple[list[float], float]:
    """Return when an approval was taken, and when the last key came."""
    now, taken = 0.0, []
    for gap, key in trace:
        now += gap
        if guard.settled(now):
            taken.append(now)
        if guard.strike(key, now) and key == "y":
            guard.arm(key, now)
    if guard.settled(now + 10):
        taken.append(now + 10)
    return taken, now


@given(TRACE)
def test_nothing_is_approved_unless_a_lone_key_came_after_a_quiet_time(trace: list[tuple[float, str]]) -> None:
    guard = Guard()
    guard.watch(0.0)
    guard.expect_keys(0.0)
    moments, now = [], 0.0
    for gap, key in trace:
        now += gap
        moments.append((now, key))
    lone = [
        at
        for place, (at, key) in enumerate(moments)
        if key == "y"
        and at - (moments[place - 1][0] if place else 0.0) >= QUIET
        and (place == len(moments) - 1 or moments[place + 1][0] - at >= SETTLE)
    ]
    assert len(replay(guard, trace)[0]) <= len(lone)


@given(st.lists(st.sampled_from("yYn es"), min_size=1, max_size=20), st.floats(0.0, 0.39), st.floats(0.0, 5.0))
def test_words_typed_without_a_pause_approve_nothing_whenever_they_come(
    word: list[str], gap: float, start: float
) -> None:
    guard = Guard()
    guard.watch(0.0)
    guard.expect_keys(0.0)
    trace = [(start, word[0]), *((gap, key) for key in word[1:]), (gap, "enter")]
    assert replay(guard, trace)[0] == []


def test_a_card_that_was_never_drawn_takes_nothing() -> None:
    guard = Guard()
    assert not guard.strike("y", 100.0)


def test_a_window_that_came_back_begins_the_count_anew() -> None:
    guard = Guard()
    guard.watch(0.0)
    guard.expect_keys(0.0)
    assert guard.ready(1.0)
    guard.watch(5.0)
    assert not guard.ready(5.5)
    assert not guard.ready_for_click(5.5)
    assert guard.ready(5.7)


def test_keys_that_were_on_their_way_elsewhere_do_not_count_but_a_click_does() -> None:
    guard = Guard()
    guard.watch(0.0)
    guard.expect_keys(5.0)
    assert not guard.ready(5.3)
    assert guard.ready_for_click(5.3)


def test_what_was_typed_in_one_go_can_be_handed_on_whole() -> None:
    guard = Guard()
    guard.watch(0.0)
    for place, key in enumerate("yes"):
        guard.strike(key, 3.0 + place / 10)
    assert guard.take_typed() == "yes"
    assert guard.take_typed() == ""


def test_a_key_right_after_a_click_that_came_too_soon_does_not_count_either() -> None:
    guard = Guard()
    guard.watch(0.0)
    guard.expect_keys(0.0)
    assert not guard.click(0.4)
    assert not guard.strike("y", 0.8)
    assert guard.strike("y", 1.5)
