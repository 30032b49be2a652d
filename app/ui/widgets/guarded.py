"""What takes keys that decide: it counts the quiet around each, so that none is taken that was meant elsewhere."""

from __future__ import annotations

from textual import events
from textual.containers import Vertical
from textual.widgets import Input, TextArea

from app.ui.clock import Clock
from app.ui.guard import Guard

TICK = 0.1
"""Seconds between two looks at the clock."""


class Guarded(Vertical):
    """Keeps a Guard up to date with what comes into view and where the keys go; calls `tick` as time goes by."""

    def __init__(self, clock: Clock, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._clock, self._guard = clock, Guard()
        self._has_keys = False
        self._window = (0, 0)

    def on_mount(self) -> None:
        """Begin to count once this has been drawn."""
        self._window = self.app.size
        self.set_interval(TICK, self._look)
        self.watch(self.app, "app_focus", self.watch_again, init=False)
        self.call_after_refresh(self.watch_again)
        self.tick()

    def _look(self) -> None:
        self._measure()
        self.tick()

    def tick(self) -> None:
        """Look at the clock."""

    def arrived(self, event: events.Event) -> float:
        """Return when a key or a click arrived; where the window has another size by then, it may be on its way yet."""
        self._measure()
        return self._clock.arrival(event)

    def _measure(self) -> None:
        """Count the quiet anew in a window of another size, in which everything has moved."""
        if self._window != self.app.size:
            self._window = self.app.size
            self.watch_again()

    def take_focus(self) -> None:
        """Take the keys."""

    def key_for_writing(self, writing: Input | TextArea, event: events.Key) -> None:
        """Take a key while a person writes: Esc goes back, and what was on its way to a choice is written."""
        if event.key == "escape":
            event.stop()
            self.take_focus()
        elif event.is_printable and event.character:
            event.stop()
            (writing.insert if isinstance(writing, TextArea) else writing.insert_text_at_cursor)(event.character)

    def watch_again(self) -> None:
        """Count the quiet anew: this, or its window, has just come into view."""
        self._guard.watch(self._clock.steady())

    def on_descendant_focus(self) -> None:
        """Count the quiet anew for keys, which may have been on their way to something else."""
        if not self._has_keys:
            self._has_keys = True
            self._guard.expect_keys(self._clock.steady())

    def on_descendant_blur(self) -> None:
        """Notice that the keys have gone elsewhere."""
        self._has_keys = self.has_focus_within
