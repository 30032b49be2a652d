"""Takes back from a terminal what somebody has begun to type and not yet ended with Enter."""

from __future__ import annotations

import importlib
import os
import select

_PIECE = 65536
_CONTROL_CHARACTERS, _LOCAL_MODES = 6, 3
"""Places in what termios calls the attributes of a terminal."""


def taken(fd: int) -> bytes | None:
    """Take what the terminal holds back until Enter, and leave it as it was; None where that can't be had.

    What has been written to it is let through first. A terminal that edits lines gives up an unfinished one as soon as
    it is told to edit no more (POSIX.1-2017, 11.1.6 and 11.1.7).
    """
    try:
        termios = importlib.import_module("termios")
    except ImportError:  # Windows has no such thing
        return None
    try:
        before = termios.tcgetattr(fd)
        raw = [*before[:_CONTROL_CHARACTERS], list(before[_CONTROL_CHARACTERS])]
        raw[_LOCAL_MODES] &= ~termios.ICANON
        raw[_CONTROL_CHARACTERS][termios.VMIN] = raw[_CONTROL_CHARACTERS][termios.VTIME] = 0
        termios.tcsetattr(fd, termios.TCSADRAIN, raw)
        try:
            return _there(fd)
        finally:
            termios.tcsetattr(fd, termios.TCSANOW, before)
    except (termios.error, OSError):
        return None


def _there(fd: int) -> bytes:
    found = b""
    while select.select([fd], [], [], 0)[0] and (data := os.read(fd, _PIECE)):
        found += data
    return found
