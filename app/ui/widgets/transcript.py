"""The conversation so far: only a window of it is mounted, and open questions stand at its end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from app.ui.book import Book, History
from app.ui.clock import Clock
from app.ui.messages import ScrolledAway
from app.ui.story import Item
from app.ui.widgets.lines import Line
from app.ui.widgets.window import KEPT, Window
from graph.events import Event

LOAD = 60
"""Kept entries that are fetched at a time."""

PAGE = 10
"""Items that come in at a time, until there is a screen of them above and below what is in view."""

_WELCOME = """\
Ask about your projects and tasks, or say what should change. As in:

What projects are there?
Which of my tasks are overdue?
Delete the stale tasks in Apollo

Whatever could lose something waits for your yes, with all of it in view.
F1 says what you may do here and who you are. / lists what else there is."""


class Transcript(Window[Line], can_focus=False):
    """Shows events as they come and follows the end, unless somebody has scrolled up to read."""

    def __init__(self, clock: Clock, history: History, end: Widget) -> None:
        super().__init__()
        self._clock, self._end = clock, end
        self.book = Book(history)
        self._story = self.book.story
        self._released = self._away = self._loose = False
        self._moving = asyncio.Lock()
        self._jumps = 0

    def compose(self) -> ComposeResult:
        """Lay out what stands at the end; lines come before it."""
        yield Static(_WELCOME, id="welcome", markup=False)
        yield self._end

    def on_mount(self) -> None:
        """Follow the end from the first line on."""
        self.anchor()

    def follow(self) -> None:
        """Follow the end again."""
        self._released = self._loose = False
        self.anchor()
        self._tell()

    @property
    def following(self) -> bool:
        """Tell whether the end is in view."""
        return self._newest_mounted and not self._released

    @property
    def _newest_mounted(self) -> bool:
        return not self._story.items or self._story.items[-1].key in self.lines

    async def show(self, event: Event) -> None:
        """Take a live event and draw what it changes."""
        async with self._moving:
            at_end, following = self._newest_mounted, self.following
            known = len(self._story.items)
            changed = self._story.take(event, self._clock.steady())
            for item in changed:
                if item.key in self.lines:
                    self.lines[item.key].show(item)
            if at_end and (following or self.max_scroll_y - self.scroll_y < KEPT * self.size.height):
                await self._mount(self._story.items[known:], before=self._end)
            if following:
                await self.drop(self.far_above())

    async def load(self) -> None:
        """Fetch older entries, put them in front, and show them where the top is in view."""
        first_fill = not self._story.items
        await self.book.fetch(LOAD)
        self.query_one("#welcome").display = not self._story.items
        if first_fill:
            async with self._moving:
                await self._mount(self._story.items[-PAGE:], before=self._end)
            self.follow()
        else:
            await self._up(self._jumps)

    async def go_to(self, key: int) -> None:
        """Show the item with this key, wherever it is, and mark it."""
        async with self._moving:
            if key not in self.lines:
                place = key - self._story.items[0].key
                await self.drop(list(self.lines))
                await self._mount(self._story.items[max(place - PAGE, 0) : place + PAGE], before=self._end)
            self.mark(key)
            self._jumps += 1
            self.hold(self.lines[key], self.size.height // 3)
        self._released = self._loose = True
        self._tell()

    def mark(self, key: int | None) -> None:
        """Mark the line of one item, or none."""
        for known, each in self.lines.items():
            each.set_class(known == key, "-found")

    async def to_end(self) -> None:
        """Show the end again and follow it."""
        async with self._moving:
            if not self._newest_mounted:
                await self.drop(list(self.lines))
                await self._mount(self._story.items[-PAGE:], before=self._end)
        self.follow()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Move the window when its edge comes near."""
        super().watch_scroll_y(old_value, new_value)
        self._released = new_value < self.max_scroll_y
        self._tell()
        if self._loose and self.following:
            self.follow()
        if new_value < old_value and new_value <= self.size.height:
            self._widen()
        elif new_value > old_value and new_value >= self.max_scroll_y - self.size.height and not self._newest_mounted:
            self.run_worker(self._down(self._jumps), group="window", exit_on_error=True)

    def on_resize(self) -> None:
        """Fill a window that has grown."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Fill what is in view, and a screen above it, however few rows the items take."""
        if self.lines and self.scroll_y < self.size.height:
            self._widen()

    def _widen(self) -> None:
        self.run_worker(self._up(self._jumps), group="window", exit_on_error=True)

    async def _up(self, jumps: int) -> None:
        async with self._moving:
            items = self._story.items
            if not items or not self.lines or jumps != self._jumps:
                return
            low = min(self.lines) - items[0].key
            if low == 0:
                if self.book.more and not self.book.fetching:
                    self.run_worker(self.load(), name="older", exit_on_error=False)
                return
            far = self.far_below()
            with self.still(follows=self.following):
                await self._mount(items[max(low - PAGE, 0) : low], before=self.lines[min(self.lines)])
                await self.drop(far)

    async def _down(self, jumps: int) -> None:
        async with self._moving:
            items = self._story.items
            if not self.lines or self._newest_mounted or jumps != self._jumps:
                return
            high = max(self.lines) - items[0].key + 1
            far = self.far_above()
            with self.still(follows=self.following):
                await self._mount(items[high : high + PAGE], before=self._end)
                await self.drop(far)

    async def _mount(self, items: Sequence[Item], *, before: Widget) -> None:
        if items:
            self.query_one("#welcome").display = False
        await self.put({item.key: Line(item, self._story.speaker(item.key), self._clock) for item in items}, before)
        self.call_after_refresh(self._fill)

    def _tell(self) -> None:
        if self._away is self.following:
            self._away = not self.following
            self.post_message(ScrolledAway(self._away))
