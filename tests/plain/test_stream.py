from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plain.printer import Printer
from app.plain.stream import LONGEST, Stream
from app.text import clean
from tests.plain.fakes_plain import Paper
from tests.ui.test_text import ANYTHING


def poured(pieces: list[str]) -> list[str]:
    stream = Stream()
    return [*(stream.take(piece) for piece in pieces), stream.rest()]


@given(st.lists(ANYTHING, max_size=8))
def test_nothing_is_lost_and_nothing_is_added(pieces: list[str]) -> None:
    assert "".join(poured(pieces)) == "".join(pieces)


@given(st.lists(ANYTHING, max_size=8))
def test_what_is_written_is_as_clean_as_what_is_cleaned_whole(pieces: list[str]) -> None:
    paper = Paper()
    printer = Printer(paper)
    for piece in pieces:
        printer.stream("Agent", piece)
    printer.finish()
    assert marks_joined(clean(paper.text)) == marks_joined(paper.text)


def marks_joined(text: str) -> str:
    """Return a text in which several marks of what was taken out are one: a sequence may be cut between two pieces."""
    return re.sub("\ufffd+", "\ufffd", text)


@pytest.mark.parametrize(
    "pieces",
    [
        ["\x1b]0;a ", "new ", "title\x07 and ", "on"],
        ["\x1b", "[31", "mred\x1b[", "0m"],
        ["e", "\u0301", "\u0301t"],
        ["wo", "rds ", "in pie", "ces\n", "and lines"],
    ],
)
def test_a_sequence_in_pieces_is_seen_as_one(pieces: list[str]) -> None:
    assert "".join(clean(part) for part in poured(pieces)) == clean("".join(pieces))


def test_words_are_shown_as_soon_as_they_are_whole() -> None:
    assert poured(["Five ta", "sks in ", "Apollo"]) == ["Five ", "tasks in ", "", "Apollo"]


def test_a_word_without_an_end_is_shown_all_the_same() -> None:
    stream = Stream()
    assert stream.take("x" * (LONGEST + 1)) == "x" * (LONGEST + 1)


def test_each_line_says_who_said_it_and_goes_on_under_that_name() -> None:
    paper = Paper()
    printer = Printer(paper)
    for piece in ("One\n\ntwo ", "words\nYou: ", "no\n"):
        printer.stream("Agent", piece)
    printer.prompt("You: ")
    assert paper.text == "Agent: One\n\nAgent: two words\nAgent: You: no\nYou: "


def test_what_goes_on_after_enter_was_typed_in_between_says_again_who_says_it() -> None:
    paper = Paper()
    printer = Printer(paper)
    printer.stream("Agent", "Five tasks ")
    printer.entered()
    printer.stream("Agent", "in Apollo ")
    assert paper.text == "Agent: Five tasks Agent: in Apollo "
