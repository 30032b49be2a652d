from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import MARK, clean, fold, is_folded, line, short
from tests.hostile import HOSTILE, HUGE

NASTY = st.sampled_from(
    (
        *("\x1b", "\x1b[31m", "\x1b]8;;http://x\x1b\\", "\x9b2J", "\x07", "\r", "\u202e", "\u2066", "\u200b", "\u200d"),
        *("\ufe0f", "\U000e0041", "\U000e0100", "\u0301", "\u0489", "\x85", "\u2028", "\ufeff", "\xad", "\t", "\ud800"),
    ),
)
ANYTHING = st.lists(st.one_of(st.text(max_size=8), NASTY, st.sampled_from(HOSTILE)), max_size=30).map("".join)


def harmful(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}


@given(ANYTHING)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    assert not [char for char in clean(text) if harmful(char)]


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANYTHING)
def test_a_line_is_one_line(text: str) -> None:
    assert "\n" not in line(text)
    assert "\n" not in clean(text, keep_newlines=False)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


@given(ANYTHING)
def test_marks_never_pile_up(text: str) -> None:
    height = 0
    for char in clean(text):
        height = height + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        assert height <= 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred\x1b[0m", f"a{MARK}red{MARK}"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x07", f"{MARK}click{MARK}"),
        ("\x1b]0;unterminated", f"{MARK}0;unterminated"),
        ("invoice\u202efdp.exe", f"invoice{MARK}fdp.exe"),
        ("a\U000e0041\U000e0042\U000e0043b", f"a{MARK}b"),
        ("APO\u200b-1", f"APO{MARK}-1"),
        ("\u2764\ufe0f", "\u2764"),
        ("A\ufe00PO", f"A{MARK}PO"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("x\ufe01\ufe02\ufe03", f"x{MARK}"),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\U0001f4bb"),
        ("Z\u0301\u0302\u0303\u0304\u0305\u0306", f"Z\u0301\u0302\u0303\u0304{MARK}"),
        ("\u0301first", "\N{DOTTED CIRCLE}\u0301first"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\u00a0b", "a b"),
        ("Grüße, 東京, naïve", "Grüße, 東京, naïve"),
    ],
)
def test_what_is_taken_out_leaves_a_mark(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_long_value_folds_in_the_middle_and_says_its_length() -> None:
    folded = fold("a" * 500 + "b" * 500, 60)
    assert folded.startswith("aaa")
    assert folded.endswith("bbb")
    assert "1,000 characters" in folded
    assert len(folded) == 60
    assert is_folded("a" * 61, 60)
    assert not is_folded("a" * 60, 60)


@pytest.mark.parametrize("text", [*HOSTILE, *HUGE], ids=lambda text: ascii(text)[:30])
def test_every_hostile_text_becomes_plain_and_stays_so(text: str) -> None:
    shown = clean(text)
    assert not [char for char in shown if harmful(char)]
    assert clean(shown) == shown
    assert "\n" not in line(text)
    assert len(fold(text, 100)) <= 100


def test_what_terminals_draw_in_other_widths_is_marked_and_what_all_know_is_kept() -> None:
    assert clean("a\U0001fa8bb\U0001f6d9") == f"a{MARK}b{MARK}"
    assert clean("\U0001fae8\U0001f600") == "\U0001fae8\U0001f600"


def test_a_text_of_several_lines_keeps_them_up_to_a_length_and_is_folded_beyond() -> None:
    assert short("a\nb\x07", 100) == f"a\nb{MARK}"
    assert "10,000 characters" in short("a\n" * 4999 + "bb", 100)
