"""`countersign inbox` on the real sandbox: one's own card, which a run left open, decided from another terminal."""

import re

import pytest

from tests.journey.home import Home
from tests.journey.terminal import Terminal
from tests.journey.test_main_job import DELETED

DELETE = "Delete the stale tasks in Apollo"
ASKS = "To approve it, type approve"


@pytest.fixture
def card(home: Home) -> str:
    """Leave a card open, and return its name."""
    assert home.run("login", "--as", "alice").returncode == 0
    asked = home.run("ask", DELETE)
    assert asked.returncode == 3, asked.stderr
    found = re.search(r"countersign inbox show (\S+)", asked.stderr)
    assert found
    return found[1]


def ended(terminal: Terminal) -> int:
    terminal.wait_gone()
    status: int = terminal.process.exitstatus
    return status


def test_an_open_card_is_listed_shown_and_approved_from_the_command_line(home: Home, card: str) -> None:
    listed = home.run("inbox", "list").stdout.splitlines()
    assert [line.split()[0] for line in listed if line.endswith("left")] == [card]
    shown = home.run("inbox", "show", card)
    assert shown.stdout.startswith("Delete 5 tasks in Apollo")
    assert home.run("inbox", "show", "pr_nothing").returncode == 1
    assert home.run("inbox", "approve", card).returncode == 4
    with home.terminal("inbox", "approve", card) as terminal:
        terminal.wait_for(ASKS)
        terminal.press("y\r")
        assert ended(terminal) == 4
        assert "nothing was decided" in terminal.text
    assert home.platform(DELETED) == []

    with home.terminal("inbox", "approve", card) as terminal:
        terminal.wait_for(ASKS)
        terminal.press("approve\r")
        assert ended(terminal) == 0, terminal.text
    assert len(home.platform(DELETED)) == 5
    assert home.run("inbox", "list").stdout.startswith("Nothing waits for you")


def test_an_open_card_is_rejected_from_the_command_line_and_nothing_is_sent(home: Home, card: str) -> None:
    with home.terminal("inbox", "reject", card) as terminal:
        terminal.wait_for("Why not")
        terminal.press("keep them\r")
        assert ended(terminal) == 0, terminal.text
    assert home.platform(DELETED) == []
    assert home.run("inbox", "show", card).returncode == 1
    decided = [line for line in home.audit() if line["kind"] == "decision"]
    assert [line["plain"]["choice"] for line in decided] == ["reject"]
