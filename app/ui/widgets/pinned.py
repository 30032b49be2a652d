"""A scrolling container in which one child can be held still while others come and go around it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.layout import DockArrangeResult
from textual.widget import Widget


class PinnedScroll(VerticalScroll, can_focus=False):
    """Moves its scroll position in the same step as its layout, so that no frame shows the wrong place."""

    _pinned: tuple[Widget | None, float] = (None, 0.0)
    _holds = False

    def pin(self, children: Sequence[Widget]) -> None:
        """Hold still the first of these children that is in view."""
        seen = next((child for child in children if child.virtual_region.bottom > self.scroll_y), children[-1])
        self._pinned, self._holds = (seen, seen.virtual_region.y - self.scroll_y), False

    def hold(self, child: Widget, offset: int) -> None:
        """Scroll so that a child is so many lines below the top, in the same step as the layout that has it."""
        self.anchor(anchor=False)  # only released, it would hold again as soon as little enough is there
        self._pinned, self._holds = (child, offset), True
        self.refresh(layout=True)

    def _let_go(self, child: Widget) -> None:
        if self._pinned[0] is not child:
            return  # another has been held since
        self.unpin()
        self.scroll_to(y=min(self.scroll_y, self.max_scroll_y), animate=False, immediate=True)

    def unpin(self) -> None:
        """Let go, once the new layout stands."""
        self._pinned = None, 0.0
        self.vertical_scrollbar.position = self.scroll_y

    def watch_virtual_size(self) -> None:
        """Notice that the end is in view where a new width leaves less to scroll than there was while it was taken."""
        if self._pinned[0] is None and 0 < self.max_scroll_y <= self.scroll_y:
            self.watch_scroll_y(self.scroll_y, self.scroll_y)

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:  # noqa: FBT001, FBT002  # Textual's signature
        """Arrange the children, and scroll so that the pinned one stays where it is."""
        arranged = super().arrange(size, optimal)
        pinned, offset = self._pinned
        for placement in arranged.placements if pinned else ():
            if placement.widget is pinned:
                self.set_reactive(Widget.scroll_y, max(placement.region.y - offset, 0))
                self.set_reactive(Widget.scroll_target_y, self.scroll_y)
                if self._holds:
                    self._holds = False
                    self.call_after_refresh(self._let_go, pinned)
        return arranged
