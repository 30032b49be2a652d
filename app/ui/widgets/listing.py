"""The list of what waits, in parts with titles; the keys stay with the filter above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from app.ui import waits
from app.ui.clock import Clock
from app.ui.inbox import Waiting
from app.ui.widgets.bars import two_sides

LOOK = 10.0
"""Seconds between two looks at the clock."""

_BESIDE = 3
"""Cells of a line that are not its words."""


class _Row(Option):
    """One thing that waits, as a line."""

    def __init__(self, waiting: Waiting, prompt: Content) -> None:
        super().__init__(prompt)
        self.waiting = waiting


class Listing(OptionList, can_focus=False):
    """Posts Chosen when another line is the current one."""

    @dataclass
    class Chosen(Message):
        """This is the current one now."""

        waiting: Waiting

    def __init__(self, clock: Clock) -> None:
        super().__init__(markup=False, compact=True)
        self._clock = clock
        self._current = ""

    def on_mount(self) -> None:
        """Look at the clock now and then."""
        self.set_interval(LOOK, self.fit)

    def on_resize(self) -> None:
        """Fit the lines to the width, and keep the current one in view."""
        self.fit()
        self.call_after_refresh(self.scroll_to_highlight)

    def show(self, found: Sequence[Waiting], typed: str) -> Waiting | None:
        """Show those that fit what was typed; returns the current one, which stays the same where it still fits."""
        options: list[Option] = []
        for title, members in waits.parted(waits.matching(found, typed), self._clock.wall()):
            options.append(Option(Content.styled(title, "bold"), disabled=True))
            options.extend(_Row(waiting, self._line(waiting)) for waiting in members)
        rows = [(place, option) for place, option in enumerate(options) if isinstance(option, _Row)]
        kept = [pair for pair in rows if pair[1].waiting.id == self._current]
        self.set_options(options)
        self.display = bool(options)
        if not rows:
            return None
        place, row = (kept or rows)[0]
        self._current, self.highlighted = row.waiting.id, place
        self.fit()
        return row.waiting

    def fit(self) -> None:
        """Say anew how long is left, in the width there is."""
        for place, option in enumerate(self.options):
            if isinstance(option, _Row):
                self.replace_option_prompt_at_index(place, self._line(option.waiting))

    @on(OptionList.OptionHighlighted)
    def _highlight(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if isinstance(event.option, _Row) and event.option in self.options:
            self._current = event.option.waiting.id
            self.fit()
            self.post_message(self.Chosen(event.option.waiting))

    @on(OptionList.OptionSelected)
    def _select(self, event: OptionList.OptionSelected) -> None:
        event.stop()

    def _line(self, waiting: Waiting) -> Content:
        left, right = waits.listed(waiting, self._clock.wall())
        marked = Content.assemble("▸ " if waiting.id == self._current else "  ", left)
        return two_sides(marked, right, max(self.scrollable_content_region.width - _BESIDE, 1))
