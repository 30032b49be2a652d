"""The program inside tmux, as tmux comes out of its package: keys, a card, and going away and coming back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.home import PROGRAM, Home
from tests.journey.terminal import Terminal
from tests.journey.test_main_job import DELETED, asked_to_delete, decide

PREFIX, DETACH = "\x02", "d"
NEW_LINE, QUIT = "\x1b\r", "\x11"


def tmux(home: Home, folder: Path, *words: str) -> Terminal:
    program = shutil.which("tmux")
    assert program, "There is no tmux on this machine: install the package tmux, as .ci/run does, and run this again."
    argv = [program, "-S", str(folder / "tmux"), "-f", "/dev/null", *words]
    return Terminal(argv, {**home.env, "SHELL": "/bin/sh"}, (40, 110))


@pytest.fixture
def inside(home: Home, tmp_path: Path) -> Iterator[Terminal]:
    with tmux(home, tmp_path, "new-session", PROGRAM) as terminal:
        terminal.wait_for("Alice Moreau")
        terminal.press("1")
        terminal.wait_for("Type a message")
        yield terminal
    with tmux(home, tmp_path, "kill-server") as over:
        over.wait_gone()


def test_a_card_is_decided_inside_tmux_and_outlives_going_away(home: Home, tmp_path: Path, inside: Terminal) -> None:
    inside.press(f"one{NEW_LINE}two")
    inside.wait_for(lambda shown: "> one" in shown and "\n   two" in shown)
    inside.press("\x15\x7f\x15")
    inside.wait_for("Type a message")
    asked_to_delete(inside)
    inside.press(PREFIX)
    inside.press(DETACH)
    inside.wait_gone()
    assert home.platform(DELETED) == []
    with tmux(home, tmp_path, "attach") as again:
        again.wait_for("[y] Approve")
        decide(again, "y", "Deleted: five tasks")
        assert len(home.platform(DELETED)) == 5
        again.press(QUIT)
        again.wait_gone()
