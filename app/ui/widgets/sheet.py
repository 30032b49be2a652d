"""The body of a card: three blocks, always apart, in which nothing is cut off unsaid."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from app.ui import facts, money
from app.ui.facts import Fact
from app.ui.picks import Picks
from app.ui.widgets import table
from tools.change import Proposal

_LINES, _LINES_WHEN_LOW, _LINES_WHEN_LOWEST, _LOW, _LOWEST = 9, 5, 2, 30, 18
_CHROME = 10
"""Lines of a screen that are not a card's body: header, composer, status, borders, hint and keys."""

_CORNERS = 8
_SIDES = 4
_BOX = 7
_TITLE = "bold $foreground"


class Sheet(Vertical):
    """Draws a proposal: what will happen, why policy asks, why the agent wants it, and on what terms."""

    def __init__(self, proposal: Proposal, picks: Picks) -> None:
        super().__init__()
        self._proposal, self._picks = proposal, picks
        self._heading, self._terms = money.heading(proposal) + "?", money.terms(proposal.change)
        self.set_class(bool(self._terms), "-has-terms")
        self._rows_shown, self._first, self._width = _LINES_WHEN_LOW, 0, 0

    def compose(self) -> ComposeResult:
        """Lay out the blocks; what will happen never scrolls away."""
        yield Static(self._heading, markup=False, classes="headline")
        yield Static(classes="what")
        if self._terms:
            yield Static(table.facts(self._terms), classes="terms")
        with VerticalScroll(classes="rest", can_focus=False):
            yield Static(table.facts([*facts.changed(self._proposal), *facts.policy(self._proposal)]), classes="policy")
            yield Static(table.facts(facts.claims(self._proposal)), classes="claim")
            yield Static(table.facts(self._standing()), classes="standing")

    def _standing(self) -> list[Fact]:
        named = money.naming(self._proposal)
        return [*money.recipient(self._proposal), *facts.standing(self._proposal, named)]

    @property
    def folded(self) -> bool:
        """Tell whether something of the Change is not shown here."""
        return facts.folded(self._proposal, self._rows_shown) or not self._rest.is_vertical_scroll_end

    def step(self, lines: int) -> None:
        """Go to another record; at their end, scroll what does not fit."""
        down = lines > 0
        if (down or self._rest.scroll_y <= 0) and self._picks.move(lines):
            self.draw_rows()
        else:
            self._rest.scroll_relative(y=lines, animate=False)

    def draw_rows(self) -> None:
        """Draw the records anew: as many as fit, with the one under the cursor among them."""
        rows = facts.table(self._proposal.change.rows, self._width - (_BOX if self._picks.possible else 0))
        if self._picks.possible:
            rows = [[self._picks.mark(place), *cells] for place, cells in enumerate(rows)]
        cursor, shown = self._picks.cursor, self._rows_shown
        self._first = min(max(self._first, cursor - shown + 1), cursor)
        what = self.query_one(".what", Static)
        what.update(table.rows(rows, shown, first=self._first, boxed=self._picks.possible))
        what.display = bool(rows)

    @property
    def _rest(self) -> VerticalScroll:
        return self.query_one(".rest", VerticalScroll)

    def fit(self, width: int, height: int) -> Content:
        """Fit into this many lines and a card of this width; returns the card's title."""
        self._width = width - _SIDES
        lines = _LINES if height >= _LOW else _LINES_WHEN_LOW if height >= _LOWEST else _LINES_WHEN_LOWEST
        self._rows_shown = lines if len(self._proposal.change.rows) <= lines else lines - 1
        self.draw_rows()
        self.call_after_refresh(self._fit_rest, height)
        return self._title(width)

    def _fit_rest(self, height: int) -> None:
        above = sum(block.outer_size.height for block in self.query(".what, .terms, .headline") if block.display)
        least, wrapped = (3, 0) if height >= _LOWEST else (2, 1)  # a hint takes two lines of a window that small
        self.query(".rest").set_styles(max_height=max(height - _CHROME - above - wrapped, least))

    def _title(self, width: int) -> Content:
        heading, effect = self._heading, facts.effect(self._proposal)
        fits = len(heading) + len(effect) + _CORNERS + 1 <= width
        self.query_one(".headline").display = not fits
        if not fits:
            return Content.styled(effect, _TITLE)
        rule = "━" * (width - len(heading) - len(effect) - _CORNERS)
        return Content.assemble((heading, _TITLE), f" {rule} ", (effect, _TITLE))
