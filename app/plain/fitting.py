"""Tells whether a terminal can only take plain lines, and why; loads nothing that a screen's first frame would miss."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping

_DUMB = frozenset({"", "dumb", "unknown"})


def why_plain(
    environ: Mapping[str, str],
    *,
    terminal: bool,
    platform: str = sys.platform,
    described: Callable[[str], bool] | None = None,
) -> str:
    """Return why this is a place for plain lines, in half a sentence; nothing where a screen can be drawn.

    `terminal` tells whether both ends of the program are one; `described` whether terminfo knows a terminal's name.
    """
    if not terminal:
        return "this is no terminal"
    if environ.get("NO_COLOR"):
        return "NO_COLOR is set"
    if platform == "win32":
        return ""
    name = environ.get("TERM", "")
    if name in _DUMB:
        return f"TERM is {name}" if name else "TERM is not set"
    return "" if (described or _described)(name) else "this system does not know the terminal that TERM names"


def _described(name: str) -> bool:
    try:
        curses = importlib.import_module("curses")
    except ImportError:  # a Python without it: nobody can tell, and the screen does not need it
        return True
    try:
        curses.setupterm(name, 1)
    except curses.error:
        return False
    return True
