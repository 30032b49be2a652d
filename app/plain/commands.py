"""What can be typed after a slash at any time, also while a question is open."""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "/help": "who you are here, what every tool comes to, and these lines",
    "/stop": "stop the turn under way; what has begun to be sent is finished first",
    "/decide": "bring back what you left for later",
    "/inbox": "what waits for you, and what of yours waits for others",
    "/details": "all of the change that waits for your decision",
    "/why": "the model's reasoning in the latest turn, and how many tokens that took, where it tells",
    "/status": "model, account, session, and the tokens that were used",
    "/conversations": "go on with another conversation, chosen by its number",
    "/new": "begin a new conversation; this one is kept",
    "/find": "find words in this conversation, as in: /find budget",
    "/earlier": "what was said before in this conversation",
    "/clear": "drop what you have said and what has not gone out yet",
    "/signin": "sign in again, or as somebody else",
    "/signout": "end this session here",
    "/quit": "quit; the conversation and open questions are kept",
}
"""Each command and what it does."""

ELSEWHERE: Mapping[str, str] = {
    "/copy": "These lines are plain text: mark what you want in your terminal and copy it there.",
    "/theme": "Plain lines have no colours of their own.",
}
"""What the screen has and plain lines do without, and why."""

_TAKE_WORDS = frozenset({"/conversations", "/find"})


def is_command(text: str) -> bool:
    """Tell whether something looks like a command, known or not."""
    name, _, rest = text.partition(" ")
    return name.startswith("/") and name[1:].isalpha() and name.isascii() and (not rest or name in _TAKE_WORDS)
