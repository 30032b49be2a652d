"""The two quiet lines at the edges of a screen: whose session this is, and what can be done now."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from app.text import named
from app.ui.desk import Standing
from app.ui.theme import MUTED

_GAP = 3
_DOT = " · "


def two_sides(left: Content, right: Sequence[str], width: int) -> Content:
    """Return one line: the left side whole where it fits, and of the right side as many parts as still do."""
    if left.cell_length > width:
        return left.truncate(width, ellipsis=True)
    parts = list(right)
    while parts and left.cell_length + _GAP + Content(_DOT.join(parts)).cell_length > width:
        parts.pop()
    shown = Content.styled(_DOT.join(parts), MUTED)
    return Content("").join([left, Content(" " * (width - left.cell_length - shown.cell_length)), shown])


class Bar(Static):
    """One line with two sides that fits itself to the width."""

    def __init__(self, left: Content | None = None, right: Sequence[str] = ()) -> None:
        super().__init__(markup=False)
        self._left, self._right = left or Content(""), tuple(right)

    def show(self, left: Content, right: Sequence[str]) -> None:
        """Show other words; the first parts on the right matter most."""
        self._left, self._right = left, tuple(right)
        self.refresh()

    def render(self) -> Content:
        """Return the line for the width there is."""
        return two_sides(self._left, self._right, self.size.width)


class Masthead(Bar):
    """The top line: who, for whom, with which model, where."""

    @staticmethod
    def words(standing: Standing) -> tuple[Content, list[str]]:
        """Return the two sides for somebody who is signed in."""
        who = _DOT.join(named(part) for part in (standing.who, standing.tenant, standing.role) if part)
        left = Content.assemble(("Countersign", "bold $text-accent"), f"   {who}")
        return left, [named(part) for part in (standing.place, standing.model) if part]


class StatusBar(Bar):
    """The bottom line: what goes on, and the keys that matter now."""
