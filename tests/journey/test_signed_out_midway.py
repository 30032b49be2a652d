"""The session ends, or the provider is gone, while a card that moves money is open: neither card nor amount is lost."""

import sqlite3
from contextlib import closing

from playwright.sync_api import Page

from tests.journey.home import Home
from tests.journey.terminal import Terminal
from tests.journey.test_transfer import DECIDE, MADE, WISH, confirm, terminal, typed

__all__ = ["terminal"]


def end_sessions(home: Home) -> None:
    with closing(sqlite3.connect(home.data / "sandbox" / "identity.db")) as connection, connection:
        connection.execute("UPDATE sessions SET ended = 1")


def test_after_signing_in_again_the_card_is_there_with_its_amount_and_goes_through(
    home: Home, terminal: Terminal, page: Page
) -> None:
    terminal.press(f"{WISH}\r")
    typed(terminal, "5,000.00")
    confirm(terminal, page, "deny")
    terminal.wait_for("declined on your provider's page")
    end_sessions(home)
    terminal.press("/signin")
    terminal.wait_for("> /signin")
    terminal.press_until("\r", "Bob Lindqvist")
    terminal.press("1")
    terminal.wait_for(DECIDE)
    terminal.press_until("y", "┃ 5,000.00")
    assert home.platform(MADE) == []
    terminal.press_until("\r", "Your provider asks you to confirm")
    confirm(terminal, page)
    terminal.wait_for("Done: Transfer 5,000.00 EUR")
    assert home.platform(MADE) == [(500_000, "EUR", "usr_alice")]
