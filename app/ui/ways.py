"""The ways to sign in that make sense here, and what a person is told before they choose one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.auth.events import Person
from app.text import named

PROMISE = (
    "It looks things up with your rights, and never with more than you have.",
    "Routine work on a few records it does at once; your audit keeps a line.",
    "It asks before it deletes, sends data out, moves money or risks much.",
    "You see what would be sent. Only that is sent, once, after your yes.",
    "Enter approves nothing, silence approves nothing, and Esc stops it.",
)
"""What Countersign does on one's behalf and when it will ask, in five lines."""

_LONGEST = 80
"""Characters of what somebody is called that are shown whole."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: the key that chooses it, what it says, and what is said while it is under way."""

    key: str
    kind: Literal["browser", "paste", "person", "again"]
    label: str
    detail: str
    doing: str
    person: str = ""


def browserless(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Tell whether a browser opened here would be on the wrong machine, or nowhere."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return True
    return platform.startswith("linux") and not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def ways(people: Sequence[Person], *, browserless: bool) -> list[Way]:
    """Return the ways in the order in which they are likely to work; people only where a sandbox offers some."""
    browser = Way("b", "browser", "Open my browser", "", "Waiting for your browser")
    paste = Way("p", "paste", "Paste an address back", "the browser is elsewhere", "Waiting for the address")
    people_here = [
        Way(
            str(number),
            "person",
            named(person.name, _LONGEST),
            named(person.detail, _LONGEST),
            f"Signing in as {named(person.name, _LONGEST)}",
            person.key,
        )
        for number, person in enumerate(people, 1)
    ]
    return [*people_here, *([paste, browser] if browserless else [browser, paste])]


AGAIN = Way("r", "again", "Try again", "", "")
"""What is offered where not even the ways are known yet."""
