"""What can be asked for by name, typed after a slash or found with Ctrl+P: each is one action of the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A name, the action it stands for, what it does in words, how Ctrl+P calls it, and whether words may follow it."""

    name: str
    action: str
    words: str
    title: str
    takes_words: bool = False

    @property
    def typed(self) -> str:
        """Return it as it is typed."""
        return f"/{self.name}"


COMMANDS = (
    Command("help", "help", "What may I do: who I am here, every tool, all keys", "What may I do"),
    Command("status", "status", "Model, account, session, and the tokens that were used", "Status"),
    Command("inbox", "inbox", "What waits for me, and what of mine waits for others", "Inbox"),
    Command("conversations", "conversations", "Go on with another conversation", "Conversations"),
    Command("new", "new", "Begin a new conversation; this one is kept", "New conversation"),
    Command("find", "find", "Find words in this conversation", "Find", takes_words=True),
    Command("copy", "copy", "Copy a message, a block of code or an address", "Copy"),
    Command("theme", "app.change_theme", "Other colours: dark, light, high contrast, sixteen", "Colours"),
    Command("stop", "stop", "Stop the turn under way", "Stop"),
    Command("signin", "leave('sign_in')", "Sign in again, or as somebody else", "Sign in"),
    Command("signout", "leave('sign_out')", "End this session here", "Sign out"),
    Command("quit", "app.quit", "Quit; conversation and open questions are kept", "Quit"),
)

_BY_NAME = {command.typed: command for command in COMMANDS}

LISTED = "  ".join(_BY_NAME)
"""All of them, as they are typed."""


def is_command(text: str) -> bool:
    """Tell whether something looks like a command, known or not."""
    name, _, rest = text.partition(" ")
    if not name.startswith("/") or not name[1:].isalpha():
        return False
    return not rest or (name in _BY_NAME and _BY_NAME[name].takes_words)


def action_of(text: str) -> str:
    """Return the action that a command stands for, or nothing where there is no such command."""
    name, _, rest = text.partition(" ")
    if name not in _BY_NAME or (rest and not _BY_NAME[name].takes_words):
        return ""
    action = _BY_NAME[name].action
    return f"{action}({rest.strip()!r})" if rest.strip() else action


def offered(text: str) -> Sequence[Command]:
    """Return the commands that somebody may be about to type; nothing once one of them stands whole."""
    if not text.startswith("/") or text in _BY_NAME:
        return ()
    return [command for name, command in _BY_NAME.items() if name.startswith(text)]
