"""The first minutes of somebody who has read nothing, in a window of 80 by 24: whatever they need stands there."""

from tests.journey.home import Home
from tests.journey.terminal import Terminal

SIZE = (24, 80)
DOWN, UP, PAGE_DOWN, F1, ESCAPE, QUIT = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1bOP", "\x1b", "\x11"
PAGES = 20

DOOR = (
    "What Countersign does on your behalf",
    "It asks before it deletes, sends data out, moves money or risks much.",
    "Enter approves nothing, silence approves nothing, and Esc stops it.",
    "▸  1  Alice Moreau           lead at Acme",
    "b  Open my browser",
    "Session kept in",
    "Enter chooses · Ctrl+Q quits",
)
EMPTY = (
    "alice@acme.example · Acme · lead",
    "Ask about your projects and tasks, or say what should change. As in:",
    "What projects are there?",
    "Delete the stale tasks in Apollo",
    "Whatever could lose something waits for your yes, with all of it in view.",
    "F1 says what you may do here and who you are. / lists what else there is.",
    "> Type a message …",
    "Enter sends · F1 what may I do · / commands · ^O inbox · Ctrl+Q quits",
)
HELP = (
    "alice@acme.example · Acme · lead",
    "offline model, which receives what you write here",
    "✗ not allowed to you",
    "Tools: information loss",
    "delete_tasks",
    "? asks you",
    "Tools: moves money",
    "Keys",
    "stops the turn; what has begun",
    "on a card: approve, reject and say why, see all of it",
    "/conversations",
)
"""What the page says, from its top to its end."""


def sees(terminal: Terminal, *words: str) -> None:
    """Wait for one screen on which all of it stands."""
    terminal.wait_for(lambda shown: all(wanted in shown for wanted in words))


def read_on(terminal: Terminal, words: str) -> None:
    """Page on until words stand there."""
    for _ in range(PAGES):
        if terminal.shows(words, 0.25):
            return
        terminal.press(PAGE_DOWN)
    terminal.wait_for(words)


def test_a_newcomer_comes_to_a_first_answer_by_what_the_screen_says_and_by_keyboard_alone(empty_home: Home) -> None:
    home = empty_home
    assert not home.data.exists()
    with home.terminal(size=SIZE) as terminal:
        sees(terminal, *DOOR)
        terminal.press(DOWN)
        terminal.wait_for("▸  2  Bob Lindqvist")
        terminal.press(UP)
        terminal.wait_for("▸  1  Alice Moreau")
        terminal.press("\r")
        sees(terminal, *EMPTY)

        terminal.press(F1)
        terminal.wait_for("PgDn reads on · Esc closes")
        for words in HELP:
            read_on(terminal, words)
        terminal.press(ESCAPE)
        sees(terminal, *EMPTY)

        terminal.press("/")
        sees(terminal, "/help", "What may I do: who I am here, every tool, all keys", "Tab completes")
        terminal.press("\x7f")
        sees(terminal, *EMPTY)
        terminal.press("What projects are there?\r")
        sees(terminal, "Four projects.", "Apollo", "Mobile app", "Type a message")
        terminal.press(QUIT)
        terminal.wait_gone()
    assert (home.data / "sandbox").is_dir()
