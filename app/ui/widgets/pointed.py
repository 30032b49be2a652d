"""A list to choose from whose current line has a sign in front: nobody has to tell two colours apart."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList

SIGN = "▸ "


class Pointed(OptionList):
    """Its options keep room for the sign, as app.tcss says."""

    def render_line(self, y: int) -> Strip:
        """Return one line of the list, the first of the current option with the sign."""
        strip, place = super().render_line(y), self.scroll_offset.y + y
        if place >= len(self._lines) or self._lines[place] != (self.highlighted, 0):
            return strip
        first = next(iter(strip), None)
        sign = Strip([Segment(SIGN, first.style if first else None)], len(SIGN))
        return Strip.join([sign, strip.crop(len(SIGN))])
