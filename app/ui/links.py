"""Draws an address as one bare line that a terminal may open (OSC 8), where it can lead nowhere but where it says."""

from __future__ import annotations

import re

from textual.content import Content
from textual.style import Style

from app.text import line

LONGEST = 2000
"""Characters up to which terminals take a link."""

_HERE = r"http://(?:127\.0\.0\.1|localhost|\[::1\])"
_PLAIN = re.compile(rf"(?:https://[A-Za-z0-9.-]+|{_HERE})(?::\d{{1,5}})?(?:[/?][!-~]*)?", re.ASCII)


def address(url: str) -> Content:
    """Return an address as it stands; a link only where host and text are plain and nothing had to be taken out."""
    shown = line(url)
    if shown != url or len(url) > LONGEST or not _PLAIN.fullmatch(url):
        return Content(shown)
    return Content.styled(shown, Style(link=shown))
