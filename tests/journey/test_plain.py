"""Plain lines in a pseudo-terminal: the main job read from top to bottom, and nothing decided by accident."""

import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.journey.home import PATIENCE, PROGRAM, Home
from tests.journey.terminal import Terminal
from tests.journey.test_main_job import DELETED, STALE, WISH

SIZE = (60, 160)
READING = 0.9
"""Seconds that a person takes to read what stands there, which is longer than any word could have been on its way."""


def ends_with(terminal: Terminal, prompt: str) -> None:
    terminal.wait_for(lambda shown: shown.rstrip().endswith(prompt))


def answer(terminal: Terminal, prompt: str, text: str) -> None:
    ends_with(terminal, prompt)
    terminal.shows(lambda _: False, READING)
    terminal.press(f"{text}\r")


def asked_to_delete(terminal: Terminal) -> None:
    answer(terminal, "You:", WISH)
    terminal.wait_for("For you to decide: Delete 5 tasks in Apollo: 6 comments go with them?")


def quit_it(terminal: Terminal) -> None:
    terminal.press("/quit\r")
    terminal.wait_gone()


@pytest.fixture
def signed_in(home: Home) -> Iterator[Terminal]:
    with home.terminal("--plain", size=SIZE) as terminal:
        terminal.wait_for("1. Alice Moreau, lead at Acme")
        answer(terminal, "Type one of these and Enter:", "1")
        terminal.wait_for("You are alice@acme.example, Acme, lead.")
        yield terminal


def test_a_delete_is_rejected_then_approved_by_typed_words(home: Home, signed_in: Terminal) -> None:
    stale = home.platform(STALE)
    asked_to_delete(signed_in)
    for wanted in (*(str(title) for _, title in stale), "deletes-need-confirmation", "its own claim", "tasks:delete"):
        signed_in.wait_for(wanted)
    answer(signed_in, "Your decision:", "y")
    signed_in.wait_for("That decides nothing.")
    answer(signed_in, "Your decision:", "reject")
    answer(signed_in, "back goes back:", "keep them for now")
    signed_in.wait_for("unless you ask")
    assert home.platform(DELETED) == []

    asked_to_delete(signed_in)
    answer(signed_in, "Your decision:", "approve")
    signed_in.wait_for("Agent: Deleted: five tasks")
    ends_with(signed_in, "You:")
    quit_it(signed_in)

    assert {row[0] for row in home.platform(DELETED)} == {task for task, _ in stale}
    said = [{**entry["plain"], **entry["body"]} for entry in home.audit() if entry["kind"] == "decision"]
    assert [(each["choice"], each["note"]) for each in said] == [("reject", "keep them for now"), ("approve", "")]
    assert re.findall(rb"[^\r\n\x20-\x7e\x80-\xff]", bytes(signed_in.recorded)) == []


def test_what_was_begun_before_the_card_stood_there_approves_nothing(home: Home, signed_in: Terminal) -> None:
    answer(signed_in, "You:", WISH)
    signed_in.press("appro")
    signed_in.wait_for('You were typing "appro" when this came.')
    answer(signed_in, "Your decision:", "ve")
    signed_in.wait_for('Kept as your next message: "approve".')
    ends_with(signed_in, "Your decision:")
    signed_in.press("approve\rapprove\r")
    signed_in.wait_for("Several lines came at once")
    ends_with(signed_in, "Your decision:")
    signed_in.press("\r\r\r")
    signed_in.press("/clear\r")
    signed_in.shows(lambda _: False, READING)
    assert home.platform(DELETED) == []
    quit_it(signed_in)
    assert home.platform(DELETED) == []
    assert [entry for entry in home.audit() if entry["kind"] == "decision"] == []


def test_a_new_conversation_and_the_end_of_input_leave_a_card_open_and_it_is_there_again(
    home: Home, signed_in: Terminal
) -> None:
    asked_to_delete(signed_in)
    answer(signed_in, "Your decision:", "/new")
    signed_in.wait_for("Inbox: 1 waits for you.")
    ends_with(signed_in, "You:")
    signed_in.press("\x04")
    signed_in.wait_gone()
    with home.terminal("chat", "--plain", size=SIZE) as again:
        again.wait_for("Said before:")
        answer(again, "Your decision:", "/conversations")
        again.wait_for("1. Delete the stale tasks in Apollo, 1 waits for you, this one")
        answer(again, "Your decision:", "approve")
        again.wait_for("Agent: Deleted: five tasks")
        quit_it(again)
    assert len(home.platform(DELETED)) == 5


def test_ctrl_c_stops_what_is_asked_and_pressed_again_quits(home: Home, signed_in: Terminal) -> None:
    asked_to_delete(signed_in)
    ends_with(signed_in, "Your decision:")
    signed_in.press("\x03")
    signed_in.wait_for("Ctrl+C once more quits")
    signed_in.wait_for("Stopped.")
    ends_with(signed_in, "You:")
    signed_in.press("\x03")
    signed_in.wait_gone()
    assert home.platform(DELETED) == []


def test_nothing_in_a_pipe_approves(home: Home) -> None:
    done = subprocess.run(
        [PROGRAM, "--plain"],
        env={**home.env, "TERM": "dumb"},
        input=f"1\n{WISH}\napprove\nyes\n",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "deciding needs a terminal and a person at it" in done.stdout
    assert home.platform(DELETED) == []
    assert [entry for entry in home.audit() if entry["kind"] == "decision"] == []


def test_a_terminal_that_wants_no_colours_gets_plain_lines_and_is_told_so(home: Home) -> None:
    with Terminal([PROGRAM], {**home.env, "NO_COLOR": "1"}, SIZE) as terminal:
        terminal.wait_for("There is no screen, because NO_COLOR is set. To have it all the same: countersign --screen")
        ends_with(terminal, "Type one of these and Enter:")
        quit_it(terminal)
