"""What can be asked for by name, typed after a slash or found with Ctrl+P: each is one action of the chat."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A name, the action it stands for, and what it does in words."""

    name: str
    action: str
    words: str


COMMANDS = (
    Command("help", "help", "What may I do: who I am here, every tool, all keys"),
    Command("inbox", "inbox", "What waits for me, and what of mine waits for others"),
    Command("stop", "stop", "Stop the turn under way"),
    Command("signin", "leave('sign_in')", "Sign in again, or as somebody else"),
    Command("signout", "leave('sign_out')", "End this session here"),
    Command("quit", "app.quit", "Quit; conversation and open questions are kept"),
)

_BY_NAME = {f"/{command.name}": command for command in COMMANDS}

LISTED = "  ".join(_BY_NAME)
"""All of them, as they are typed."""


def is_command(text: str) -> bool:
    """Tell whether something looks like a command, known or not."""
    return text.startswith("/") and text[1:].isalpha()


def action_of(text: str) -> str:
    """Return the action that a command stands for, or nothing where there is no such command."""
    return _BY_NAME[text].action if text in _BY_NAME else ""
