"""The colours: calm ones of our own, and the terminal's own sixteen where it has no more."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

CALM = Theme(
    name="countersign",
    primary="#6f9bc4",
    secondary="#5f7d99",
    accent="#8fb3d4",
    warning="#d0a45c",
    error="#d4786c",
    success="#8aae72",
    foreground="#d6d5d0",
    background="#15171b",
    surface="#1b1e24",
    panel="#242932",
    dark=True,
)
"""Ink and paper, with amber for what asks and red for what is lost."""

SIXTEEN = "ansi-dark"
"""Textual's theme that uses only the terminal's own colours."""


def fitting(environ: Mapping[str, str]) -> str:
    """Return the theme that fits what the terminal says of itself."""
    term, colours = environ.get("TERM", ""), environ.get("COLORTERM", "")
    rich = colours in {"truecolor", "24bit"} or "256" in term or "direct" in term or bool(environ.get("WT_SESSION"))
    return CALM.name if rich or term in {"xterm-kitty", "xterm-ghostty", "alacritty", "foot"} else SIXTEEN
