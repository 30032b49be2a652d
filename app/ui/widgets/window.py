"""The part of a long list that is mounted: what is in view, and a few screens above and below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import takewhile
from typing import Generic, TypeVar

from textual.widget import Widget

from app.ui.widgets.pinned import PinnedScroll

W = TypeVar("W", bound=Widget)

KEPT = 2
"""Screens that stay mounted above and below what is in view."""


class Window(PinnedScroll, Generic[W], can_focus=False):
    """Holds the mounted ones of many lines by their consecutive keys."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[int, W] = {}

    @contextmanager
    def still(self, *, follows: bool) -> Iterator[None]:
        """Let what is in view stay where it is in the next layout, unless it follows the end or something is held."""
        pins = self._pinned[0] is None and not follows
        if pins:
            self.pin([self.lines[key] for key in sorted(self.lines)])
        yield
        if pins:
            self.call_after_refresh(self.unpin)

    def far_above(self) -> list[int]:
        """Return the keys of the lines that are too far above what is in view to be kept."""
        top = self.scroll_y - KEPT * self.size.height
        return list(takewhile(lambda key: 0 < self.lines[key].virtual_region.bottom < top, sorted(self.lines)))

    def far_below(self) -> list[int]:
        """Return the keys of the lines that are too far below what is in view to be kept."""
        bottom = self.scroll_y + (1 + KEPT) * self.size.height
        keys = sorted(self.lines, reverse=True)
        return list(takewhile(lambda key: self.lines[key].virtual_region.y > bottom, keys))

    async def put(self, lines: Mapping[int, W], before: Widget) -> None:
        """Mount lines."""
        self.lines |= lines
        if lines:
            await self.mount_all(lines.values(), before=before)

    async def drop(self, keys: Sequence[int]) -> None:
        """Take lines away, and what was drawn of them: Textual holds on to that (its issue 6665)."""
        gone = [self.lines.pop(key) for key in keys]
        if gone:
            each = [widget for line in gone for widget in (line, *line.query(Widget))]
            await self.remove_children(gone)
            for widget in each:
                widget._styles_cache.clear()  # noqa: SLF001  # nothing public lets go of it
