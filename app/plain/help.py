"""Who is signed in here, what every tool comes to, and what can be typed, as lines. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app.plain.commands import COMMANDS
from app.text import line, named
from app.ui import words
from app.ui.desk import Standing, What
from tools.change import EFFECTS

_WHAT: Mapping[What, str] = {
    "runs": "runs",
    "asks": "asks you",
    "second": "asks you, and a second person",
    "forbidden": "not allowed to you",
}


def standing(you: Standing) -> list[str]:
    """Return who is signed in, with which model, and where the session is kept."""
    who = ", ".join(named(part) for part in (you.who, you.tenant, you.role) if part)
    session = [f"Session: {line(you.session)}."] if you.session else []
    model = f"Model: {named(you.model)}, which receives what you write here. Place: {line(you.place)}."
    return [f"You are {who}.", *session, model, f"The session is kept in: {line(you.kept)}."]


def help_lines(you: Standing) -> list[str]:
    """Return all that one may ask for here."""
    lines = standing(you)
    for effect in EFFECTS:
        of_this = sorted((one for one in you.may if one.effect == effect), key=lambda one: one.tool)
        if of_this:
            lines.append(f"Tools, {words.EFFECT[effect]}:")
        for one in of_this:
            more = f", {line(one.words)}" if one.words else ""
            lines.append(f"  {named(one.tool)}: {_WHAT[one.what]}{more}")
    lines.append("What can be typed at any time:")
    lines += [f"  {name}: {does}" for name, does in COMMANDS.items()]
    return [
        *lines,
        "Ctrl+C stops the turn, and pressed again it quits. Everything else that you type goes to the agent.",
    ]
