"""README.md as its reader takes it: the commands to type, the code to copy, the words in code letters."""

import re
import shlex

from tests.journey.home import CHECKOUT

TEXT = (CHECKOUT / "README.md").read_text()
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROSE = _FENCE.sub("", TEXT)


def fenced(language: str) -> list[str]:
    return [text for found, text in _FENCE.findall(TEXT) if found == language]


def typed_after(prompt: str) -> list[list[str]]:
    lines = "".join(fenced("console")).splitlines()
    assert all(line.startswith(("$ ", "> ")) for line in lines)
    return [shlex.split(line[2:], posix=prompt == "$ ") for line in lines if line.startswith(prompt)]


def in_code_letters(beginning: str) -> list[list[str]]:
    found = [span for span in re.findall(r"`([^`\n]+)`", PROSE) if span.split(" ")[0] == beginning]
    return [shlex.split(span) for span in found]


def table_under(heading: str) -> list[list[str]]:
    rows = PROSE.split(f"| {heading} |", 1)[1].splitlines()[2:]
    cells = [row.strip("| ").split(" | ") for row in rows[: rows.index("")]]
    return [[cell.strip() for cell in row] for row in cells]
