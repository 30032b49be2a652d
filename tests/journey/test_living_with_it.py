"""What a program goes through that somebody lives with: typing ahead, window sizes, other terminals, stops, kills."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.journey.home import Home
from tests.journey.talker import Talker, talker
from tests.journey.terminal import STALE, Terminal
from tests.journey.test_main_job import DELETED, asked_to_delete, decide

CARD = "Delete 5 tasks in Apollo: 6 comments go with them?"
KEYS = ("[y] Approve", "[n] Reject")
DECIDE = "Decide: nothing is sent before your yes"
SIZES = ((24, 80), (60, 200), (20, 70), (30, 90), (16, 60), (40, 110))
UP, ESCAPE, QUIT = "\x1b[A", "\x1b", "\x11"
READING = 0.9
"""Seconds in which no key has come, so that one may decide."""

SOON = "That key came too soon to be meant for this."
FIND, CONVERSATIONS = "\x06", "\x12"


def sign_in(terminal: Terminal, person: str = "1") -> None:
    terminal.wait_for("Alice Moreau")
    terminal.press(person)
    terminal.wait_for("Type a message")


@pytest.fixture
def signed_in(home: Home) -> Iterator[Terminal]:
    with home.terminal() as terminal:
        sign_in(terminal)
        yield terminal


@pytest.fixture
def talks() -> Iterator[Talker]:
    with talker() as talks:
        yield talks


def talking(home: Home, talks: Talker) -> Terminal:
    return home.terminal(OPENAI_BASE_URL=talks.url, OPENAI_API_KEY="none")


def wrong(shown: str, rows: int, columns: int) -> list[str]:
    """Return what a screen of this size lacks of having all drawn anew, and the card in one piece."""
    lines = shown.split("\n")
    top, bottom = (next((at for at, line in enumerate(lines) if line[1:2] == corner), 0) for corner in "┏┗")
    card, edge = lines[top : bottom + 1], lines[top].find("┓")
    head, foot = lines[:2], lines[-3:]
    true = {
        "as many lines": len(lines) == rows and STALE not in shown,
        "masthead": head[0].startswith(" Countersign   alice@acme.example") and head[1] == "─" * columns,
        "foot": foot[0] == "─" * columns and foot[1].startswith(" > ") and foot[2].startswith(f" {DECIDE}"),
        "corners": 2 <= top < bottom == len(lines) - 4 and card[-1].find("┛") == edge > columns - 8,
        "sides": all(line[1:2] == "┃" == line[edge : edge + 1] for line in card[1:-1]),
        "nothing of it elsewhere": not set("┏┓┗┛┃") & set("".join([*lines[:top], *lines[bottom + 1 :]])),
        "headline": any(CARD in line for line in card[:2]),
        "keys": all(key in "".join(card[-2:-1]) for key in KEYS),
    }
    return [name for name, holds in true.items() if not holds]


def leave(terminal: Terminal) -> None:
    terminal.press(QUIT)
    terminal.wait_gone()


def test_an_answer_is_stopped_in_the_middle_and_what_was_said_of_it_stays(home: Home, talks: Talker) -> None:
    with talking(home, talks) as terminal:
        sign_in(terminal)
        terminal.press("Tell me a long story\r")
        terminal.wait_for("word20 ")
        terminal.press("and then this\r")
        terminal.wait_for("queued  and then this")
        terminal.press(ESCAPE)
        terminal.wait_for("Stopped.")
        assert talks.hung_up.wait(20)
        shown = terminal.wait_for("> and then this")
        assert "word1 word2" in " ".join(shown.split())
        assert talks.asked == ["Tell me a long story"]
        terminal.press("\r")
        terminal.wait_for("That is all.")
        assert talks.asked == ["Tell me a long story", "and then this"]
        leave(terminal)


def test_what_a_kill_cut_off_is_answered_when_one_comes_back(home: Home, talks: Talker) -> None:
    with talking(home, talks) as terminal:
        sign_in(terminal)
        terminal.press("Tell me a long story\r")
        terminal.wait_for("word20 ")
        terminal.kill()
    with talking(home, talks) as again:
        again.wait_for("That is all.")
        assert again.text.count("Tell me a long story") == 1
        assert talks.asked == ["Tell me a long story"] * 2
        leave(again)


def test_words_typed_before_the_chat_is_there_wait_in_it_unsent(home: Home, signed_in: Terminal) -> None:
    leave(signed_in)
    with home.terminal() as again:
        again.wait_for("What Countersign does on your behalf")
        again.press("What projekt\x7f\x7fcts are there?")
        again.wait_for("> What projects are there?")
        again.press("\r")
        again.wait_for("Mobile app")
        leave(again)


def test_keys_typed_ahead_of_a_card_decide_nothing_and_are_not_lost(home: Home, signed_in: Terminal) -> None:
    signed_in.press("Delete the stale tasks in Apollo\ryes, y y Y\rand more y")
    signed_in.wait_for(KEYS[0])
    signed_in.wait_for("queued  yes, y y Y")
    signed_in.wait_for("> and more y")
    signed_in.wait_for("A decision waits for you  Ctrl+G")
    assert home.platform(DELETED) == []
    signed_in.press("\x07")
    signed_in.wait_for(DECIDE)
    decide(signed_in, "n", "Why not?")
    signed_in.press("not today\r")
    signed_in.wait_for("Rejected")
    assert home.platform(DELETED) == []
    leave(signed_in)


def test_a_card_stays_whole_and_undecided_through_a_storm_of_sizes(home: Home, signed_in: Terminal) -> None:
    asked_to_delete(signed_in)
    for rows, columns in SIZES * 2:
        signed_in.resize(rows, columns)
        signed_in.wait_for(lambda shown, size=(rows, columns): wrong(shown, *size) == [])  # type: ignore[misc]  # a default binds
    signed_in.shows(lambda _: False, READING)
    signed_in.resize(*SIZES[0])
    signed_in.press("y")
    signed_in.wait_for(lambda shown: wrong(shown, *SIZES[0]) == [] and SOON in shown)
    signed_in.resize(*SIZES[-1])
    assert home.platform(DELETED) == []
    decide(signed_in, "y", "Deleted: five tasks")
    assert len(home.platform(DELETED)) == 5
    leave(signed_in)


def test_two_terminals_have_conversations_of_their_own_and_know_of_each_other(home: Home, signed_in: Terminal) -> None:
    asked_to_delete(signed_in)
    with home.terminal() as other:
        other.wait_for("Type a message")
        assert CARD not in other.text
        other.press("What projects are there?\r")
        other.wait_for("Mobile app")

        other.press(CONVERSATIONS)
        other.wait_for("Delete the stale tasks in Apollo")
        other.wait_for("1 waits for you")
        other.press("Delete")
        other.wait_for(lambda shown: "What projects are there?" not in shown)
        other.press("\r")
        other.wait_for("search_tasks")
        other.press("What is new?\r")
        other.wait_for("Another terminal is at work in this conversation.")
        assert home.platform(DELETED) == []

        decide(signed_in, "y", "Deleted: five tasks")
        assert len(home.platform(DELETED)) == 5
        leave(other)
    leave(signed_in)


def test_another_conversation_is_gone_back_to_and_words_are_found_in_it(home: Home, signed_in: Terminal) -> None:
    signed_in.press("What projects are there?\r")
    signed_in.wait_for("Mobile app")
    signed_in.press("/new\r")
    signed_in.wait_for("Ask about your projects")
    signed_in.press("Which tasks in Apollo are stale?\r")
    signed_in.wait_for("APO-64")
    signed_in.press(CONVERSATIONS)
    signed_in.wait_for("What projects are there?")
    signed_in.press("what proj")
    signed_in.wait_for(lambda shown: "Which tasks in Apollo are stale?" not in shown)
    signed_in.press("\r")
    signed_in.wait_for("Mobile app")
    signed_in.press(f"{FIND}zep")
    signed_in.wait_for(lambda shown: "Find zep" in shown and "▌" in shown)
    signed_in.press(ESCAPE)
    signed_in.wait_for(lambda shown: "Find zep" not in shown)
    signed_in.press(UP)
    signed_in.wait_for("> Which tasks in Apollo are stale?")
    leave(signed_in)
    with closing(sqlite3.connect(next(home.data.glob("accounts/*/store.db")))) as kept:
        assert kept.execute("SELECT count(*) FROM threads").fetchone() == (2,)
        assert not any(b"Mobile app" in event for (event,) in kept.execute("SELECT event FROM transcript"))
