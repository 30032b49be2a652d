"""Writes README's plain conversation anew: `python -m tests.journey.plain_transcript`, in a terminal of its own."""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from tests.journey.home import Home
from tests.journey.provider import bring_back, confirm
from tests.journey.terminal import Terminal
from tests.journey.transcript import README

BEGIN, END = "<!-- plain: written by `make session` -->", "<!-- end of plain -->"
SIZE = (60, 160)
READING = 0.9
"""Seconds that a person takes to read what stands there, which is longer than any word could have been on its way."""

LINK = re.compile(r"http://127\.0\.0\.1:\d+/authorize\?\S+(?=\s)")
STEPS: tuple[tuple[str, str], ...] = (
    ("Type one of these and Enter:", "1"),
    ("You:", "Delete the stale tasks in Apollo"),
    ("Your decision:", "approve"),
    ("You:", "Move 5,000.00 from Marketing to Apollo for the launch"),
    ("Your decision:", "5,000.00 EUR"),
)
"""What the person is asked, and what they type."""

VARIES = re.compile(
    r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?|req_\w+|\d+ ms\b|in \d+ min( \d+ s)?|(?<=Countersign on )[\w-]+|127\.0\.0\.1:\d+"
    r"|(?<=authorize\?)\S+"
)


def conversation(home: Home) -> str:
    """Have the conversation and return what the terminal was written, and what was typed in it."""
    with home.terminal("--plain", size=SIZE) as terminal:
        for prompt, typed in STEPS:
            _answer(terminal, prompt, typed)
        terminal.wait_for("authorize?")
        terminal.wait_for(lambda _: LINK.search(_written(terminal)) is not None)
        asyncio.run(_at_the_provider(LINK.findall(_written(terminal))[-1]))
        _answer(terminal, "You:", "/quit")
        terminal.wait_gone()
        return "\n".join(line.rstrip() for line in _written(terminal).splitlines()).strip()


async def _at_the_provider(link: str) -> None:
    _, redirect = await confirm(link)
    await bring_back(redirect)


def _answer(terminal: Terminal, prompt: str, typed: str) -> None:
    terminal.wait_for(lambda shown: shown.rstrip().endswith(prompt))
    terminal.shows(lambda _: False, READING)
    terminal.press(f"{typed}\r")
    terminal.wait_for(lambda shown: not shown.rstrip().endswith(prompt))


def _written(terminal: Terminal) -> str:
    return bytes(terminal.recorded).decode(errors="ignore")


def same(text: str) -> str:
    """Return a conversation without what differs from day to day."""
    return VARIES.sub("…", text)


def written(readme: str) -> str:
    """Return the conversation that stands in README."""
    return readme.split(BEGIN)[1].split(END, maxsplit=1)[0].strip().removeprefix("```text").removesuffix("```").strip()


def main() -> None:
    """Put a fresh conversation into README."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        try:
            text = conversation(home)
        finally:
            home.run("sandbox", "down")
    before, rest = README.read_text().split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n\n```text\n{text}\n```\n\n{END}{rest.split(END)[1]}")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
