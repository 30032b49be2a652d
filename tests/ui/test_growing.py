from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Offset
from textual.selection import SELECT_ALL, Selection

from app.text import clean
from app.ui.blocks import Block, Drawn, selected
from app.ui.growing import Growing
from app.ui.markdown import read
from tests.hostile import HOSTILE

WIDTH = 30
KINDS = (
    "\n\nwords that go on for longer than a line is wide\n* item\n- other\n1. first\n2) second\n  * inside\n"
    "   more of it\n> quoted\n> > deeper\n```\n    code\n# Title\n---\n===\n**x\n*\n| a | b |\n|---|---|\n"
    "| 1 | `2` |\n`c` _i_ ~~s~~ <b> [l](x)\n\t tab\n- [ ] task\n\\"
)
WRITTEN = st.lists(st.sampled_from(KINDS.split("\n")), max_size=30).map("\n".join)


def lines(blocks: Sequence[Block], width: int = WIDTH) -> list[Drawn]:
    return [line for block in blocks for line in block.lines(width)]


def words(text: str, width: int = WIDTH) -> list[str]:
    return [line.content.plain for line in lines(read(text), width)]


@settings(max_examples=150, deadline=None)
@given(WRITTEN, st.integers(1, 40), st.integers(1, 4))
def test_what_grew_is_drawn_as_if_it_had_come_at_once(text: str, step: int, most: int) -> None:
    growing = Growing(most)
    drawn: list[list[Drawn]] = [[]]
    for end in [*range(0, len(text), step), len(text)]:
        assert growing.grows_to(text[:end])
        drawn[-1:] = [lines(piece) for piece in growing.pieces()]
    at_once = Growing(1_000)
    at_once.grows_to(text)
    assert [line for piece in drawn for line in piece] == lines(at_once.pieces()[0])


@settings(max_examples=150, deadline=None)
@given(WRITTEN, st.integers(2, 60))
def test_no_line_is_wider_than_it_may_be(text: str, width: int) -> None:
    assert all(cell_len(line.content.plain) <= max(width, 8 + 1) for line in lines(read(text), width))


def test_only_what_is_open_is_read_anew() -> None:
    growing = Growing(4)
    text = "".join(f"paragraph {number}\n\n" for number in range(100))
    growing.grows_to(text)
    assert len(growing.pieces()) == 25
    growing.grows_to(text + "more\n")
    assert growing.open == len("paragraph 96\n\n" * 4 + "more\n")
    assert len(growing.pieces()) == 2


def test_another_text_begins_anew() -> None:
    growing = Growing(1)
    growing.grows_to("one\n\ntwo\n\nthree")
    growing.pieces()
    assert growing.grows_to("one\n\nother")
    assert not growing.grows_to("another\n\ntwo\n\n")
    assert [line.content.plain for piece in growing.pieces() for line in lines(piece)] == ["another", "", "two"]


@pytest.mark.parametrize("size", [3, 400])
def test_what_grows_is_cleaned_as_if_it_had_come_at_once(size: int) -> None:
    whole = "\n".join(text[:60] for text in (*HOSTILE, "plain", "", "plain once more"))
    growing = Growing()
    for end in range(0, len(whole) + size, size):
        growing.grows_to(whole[:end])
        assert growing.source == clean(whole[:end])
    growing.grows_to("another")
    assert growing.source == "another"


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("one\ntwo", ["one two"]),
        ("one  \ntwo", ["one", "two"]),
        ("# Title\ntext", ["Title", "", "text"]),
        ("* a\n  * b\n    * c\n* d", ["• a", "  ▪ b", "    ‣ c", "• d"]),
        ("7. a\n8. b\n\n   more", [" 7. a", " 8. b", "", "    more"]),
        ("1) a", [" 1) a"]),
        ("> a\n>\n> b", ["▌ a", "▌", "▌ b"]),
        ("*", ["•"]),
        ("a\n\n---\nb", ["a", "", "─" * WIDTH, "", "b"]),
        ("[a](https://x.example) <https://x.example>", ["[a](https://x.example)", "<https://x.example>"]),
        ("<b>x</b> ![i](x.png)", ["<b>x</b> ![i](x.png)"]),
        ("```py\na\n\n  b\n```", [line.ljust(WIDTH) for line in (" a", "", "   b")]),
        ("| a | b |\n|---|--:|\n| *1* | 2 |", ["a   b", "─────", "1   2"]),
    ],
)
def test_each_kind_is_drawn_as_its_readers_know_it(written: str, drawn: list[str]) -> None:
    assert [line.rstrip() for line in words(written)][1:] == [line.rstrip() for line in drawn]


def test_long_words_of_code_and_of_lists_lose_nothing() -> None:
    long = "x" * 70
    told = "".join(words(f"* {long}\n\n```\n{long}\n```"))
    assert told.count("x") == 140


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["word", "another", "x" * 40, "it's"]), min_size=1, max_size=20))
def test_what_was_wrapped_is_copied_as_it_was_written(parts: list[str]) -> None:
    text = " ".join(parts)
    assert selected(lines(read(text))[1:], SELECT_ALL) == text


def test_a_part_of_what_is_selected_is_copied_without_marks() -> None:
    drawn = lines(read("> one two\n\n* three\n* four"))[1:]
    assert [line.content.plain for line in drawn] == ["▌ one two", "", "• three", "• four"]
    assert selected(drawn, Selection(Offset(6, 0), Offset(4, 2))) == "two\n\n• th"
    assert selected(drawn, Selection(Offset(1, 0), Offset(5, 0))) == "one"
