"""Draws README's pictures: `python -m tests.journey.pictures` runs the real program in a pseudo-terminal of its own."""

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journey.home import CHECKOUT, PROGRAM, Home
from tests.journey.picture import svg
from tests.journey.provider import bring_back, confirm
from tests.journey.terminal import Terminal

FOLDER = CHECKOUT / "docs"
SIZE, WIDE = (32, 104), (44, 260)
ALICE, DAVE = "1", "4"
READY = "Decide: nothing is sent before your yes"
TO_TYPE = "to approve.  Esc goes back."
LINK = re.compile(r"http://127\.0\.0\.1:\d+/authorize\?\S+")

TITLES = {
    "sign-in": "The sign-in page: what Countersign does on one's behalf in five lines, and who can sign in",
    "card": "A card that asks whether five tasks may be deleted: the tasks, the rule that asks, the agent's reason",
    "transfer": "A card that asks whether money may be moved, with the amount half typed to approve it",
    "inbox": "The inbox of a second person, with somebody else's transfer of 50,000.00 EUR to decide on",
}


@contextmanager
def terminal(home: Home, size: tuple[int, int] = SIZE) -> Iterator[Terminal]:
    """Run the program in a terminal of many colours and without a keyring, and leave in the end."""
    environ = {**home.env, "COLORTERM": "truecolor", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    with Terminal([PROGRAM], environ, size) as shown:
        shown.wait_for("Alice Moreau")
        shown.wait_for("Session kept in")
        yield shown
        shown.press("\x11")
        shown.wait_gone()


def drawn(home: Home) -> Iterator[tuple[str, str]]:
    """Return each picture's name and the picture itself, as the program shows it by and by."""
    with terminal(home) as lead:
        yield "sign-in", picture(lead, "sign-in")
        lead.press(ALICE)
        lead.wait_for("Type a message")
        lead.press("What projects are there?\r")
        lead.wait_for("Four projects.")
        lead.press("Delete the stale tasks in Apollo\r")
        lead.wait_for(READY)
        yield "card", picture(lead, "card")
        lead.press_until("n", "Why not?")
        lead.press("not before the review\r")
        lead.wait_for("unless you ask")
        lead.press("Move 5,000.00 from Marketing to Apollo for the launch\r")
        lead.wait_for(READY)
        lead.press_until("y", TO_TYPE)
        lead.press("5,000.0")
        lead.wait_for("5,000.0 ")
        yield "transfer", picture(lead, "transfer")
    with terminal(home, WIDE) as lead, terminal(home) as finance:
        lead.press(ALICE)
        lead.wait_for("Type a message")
        ask_for_much(lead)
        finance.press(DAVE)
        finance.wait_for("1 waits for you")
        finance.press("\x0f")
        finance.wait_for("For you to decide")
        finance.wait_for("[y] Approve")
        yield "inbox", picture(finance, "inbox")


def ask_for_much(lead: Terminal) -> None:
    """Ask for so much that a second person must agree, and go through the provider's page as the lead."""
    lead.press("Move 50,000.00 from Apollo to Operations for the servers\r")
    lead.wait_for(READY)
    lead.press_until("y", TO_TYPE)
    lead.press("50,000.00\r")
    shown = lead.wait_for(lambda text: LINK.search(text) is not None)
    found = LINK.search(shown)
    if found is None:
        raise LookupError(shown)

    async def agree() -> None:
        _, redirect = await confirm(found[0], person="alice")
        await bring_back(redirect)

    asyncio.run(agree())
    lead.wait_for("second person")


def picture(shown: Terminal, name: str) -> str:
    """Return what a terminal shows once it has come to rest."""
    shown.shows(lambda _text: False, patience=1.0)
    return svg(shown.cells, TITLES[name])


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in drawn(Home(Path(folder))):
            (FOLDER / f"{name}.svg").write_text(text)
            sys.stdout.write(f"docs/{name}.svg\n")


if __name__ == "__main__":
    main()
