"""The provider ends the session while somebody writes, and while a card is open: neither words nor card are lost."""

import sqlite3
from contextlib import closing

from tests.journey.home import Home
from tests.journey.terminal import Terminal
from tests.journey.test_main_job import DELETED

SIZE = (24, 80)
PALETTE, QUIT = "\x10", "\x11"
CARD = "Delete 5 tasks in Apollo: 6 comments go with them?"
DECIDE = "Decide: nothing is sent before your yes"
OVER = "Your session has ended."
NEXT = "Sign in again; the conversation stays. /signin, or Ctrl+P while you write, does it."
HALF = "and who is on it"


def end_sessions(home: Home) -> None:
    """End what the provider holds: from now on it refuses every refresh token and every exchange."""
    with closing(sqlite3.connect(home.data / "sandbox" / "identity.db")) as connection, connection:
        connection.execute("UPDATE sessions SET ended = 1")


def sees(terminal: Terminal, *words: str) -> None:
    """Wait for one screen on which all of it stands, however its lines are broken."""
    terminal.wait_for(lambda shown: all(wanted in unwrapped(shown) for wanted in words))


def unwrapped(shown: str) -> str:
    return " ".join(word for word in shown.split() if word not in {"┃", "▌"})


def sign_in_again(terminal: Terminal) -> None:
    terminal.press(PALETTE)
    terminal.wait_for("Search for commands")
    terminal.press("sign in")
    terminal.wait_for("Sign in again, or as somebody else")
    terminal.press_until("\r", "Bob Lindqvist")
    terminal.press("1")


def look_whole(terminal: Terminal) -> None:
    """Read all of a card that a small window folds, without which it can't be approved."""
    terminal.press_until("?", "Esc goes back to deciding")
    terminal.press("\x1b")
    sees(terminal, CARD, DECIDE)


def test_words_and_card_outlive_the_session_and_what_is_approved_is_done_once(home: Home) -> None:
    with home.terminal(size=SIZE) as terminal:
        terminal.wait_for("Alice Moreau")
        terminal.press("1")
        terminal.wait_for("Type a message")

        end_sessions(home)
        terminal.press(f"What projects are there?\r{HALF}")
        sees(terminal, f"✗ {OVER}", f"→ {NEXT}", f"> {HALF}")
        sign_in_again(terminal)
        sees(terminal, "What projects are there?", f"✗ {OVER}", f"> {HALF}")

        terminal.press("\x15Delete the stale tasks in Apollo\r")
        sees(terminal, CARD, DECIDE)
        end_sessions(home)
        look_whole(terminal)
        terminal.press_until("y", OVER)
        sees(terminal, CARD, f"{OVER} {NEXT}", "[y] Approve", DECIDE)
        assert home.platform(DELETED) == []
        sign_in_again(terminal)
        sees(terminal, CARD, DECIDE)
        look_whole(terminal)
        terminal.press_until("y", "Deleted: five tasks")
        terminal.press(QUIT)
        terminal.wait_gone()
    assert len(home.platform(DELETED)) == 5
    assert home.platform("SELECT count(*) FROM activity WHERE action = 'tasks.delete'") == [(1,)]
    assert [entry["plain"]["choice"] for entry in home.audit() if entry["kind"] == "decision"] == ["approve"]
