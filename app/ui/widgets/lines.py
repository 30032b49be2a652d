"""The transcript's widgets: one a line of talk, with who speaks in a gutter of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from app.text import clean
from app.ui.clock import Clock
from app.ui.draw import draw, kind
from app.ui.pastes import is_long
from app.ui.story import Item
from app.ui.widgets.folded import Folded
from graph.events import Parked, Said, Spoke, Thought

if TYPE_CHECKING:  # three MiB that a terminal at rest does without
    from app.ui.widgets.prose import Prose

FLUSH = 0.04
"""Seconds for which streamed text is gathered before it is drawn."""

EACH = 0.000_01
"""Seconds more for each character that is laid out anew each time."""

LOOK = 1.0
"""Seconds between two looks at the clock where something waits for hours."""


class Thinking(Static, can_focus=True):
    """The model's reasoning, folded into one line until somebody wants to read it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "fold", "Open or fold", show=False)]

    def __init__(self, item: Item) -> None:
        super().__init__(draw(item), markup=False, classes="body")
        self._item, self._opened = item, False

    def show(self, item: Item) -> None:
        """Draw the reasoning as it is now."""
        self._item = item
        self.update(draw(item, opened=self._opened))

    def action_fold(self) -> None:
        """Open or fold the reasoning."""
        self._opened = not self._opened
        self.show(self._item)

    def on_click(self, event: events.Click) -> None:
        """Open or fold the reasoning."""
        event.stop()
        self.action_fold()


class Pending(Static):
    """What waits for a second person, with how long that may still take."""

    def __init__(self, item: Item, clock: Clock) -> None:
        super().__init__(draw(item, now=clock.wall()), markup=False, classes="body")
        self._item, self._clock = item, clock

    def on_mount(self) -> None:
        """Look at the clock now and then."""
        self.set_interval(LOOK, self.tick)

    def tick(self) -> None:
        """Say anew how long is left."""
        if self._item.running:
            self.show(self._item)

    def show(self, item: Item) -> None:
        """Draw what waits as it is now."""
        self._item = item
        self.update(draw(item, now=self._clock.wall()))


class Line(Horizontal):
    """One item of the transcript; what streams in is drawn now and then, the more there is the less often."""

    def __init__(self, item: Item, speaker: str, clock: Clock) -> None:
        super().__init__(classes=kind(item))
        self.set_class(bool(speaker), "-opens")
        self._item, self._speaker, self._clock, self._due = item, speaker, clock, False
        self._prose: Prose | None = None

    def compose(self) -> ComposeResult:
        """Lay out the gutter and the body."""
        if self._speaker:
            yield Static(self._speaker, markup=False, classes="who")
        match self._item.event:
            case Spoke(_, text):
                from app.ui.widgets.prose import Prose  # noqa: PLC0415  # as above

                self._prose = Prose(text, classes="body")
                yield self._prose
            case Said(text) if is_long(text):
                yield Folded(clean(text))
            case Thought():
                yield Thinking(self._item)
            case Parked():
                yield Pending(self._item, self._clock)
            case _:
                yield Static(draw(self._item), markup=False, classes="body")

    def show(self, item: Item) -> None:
        """Draw the item as it is now, or very soon where it streams."""
        self._item = item
        if self._due:
            return
        self._due = True
        if isinstance(item.event, Spoke) or (isinstance(item.event, Thought) and item.running):
            self.set_timer(FLUSH + EACH * self._anew(len(item.event.text)), self._draw)
        else:
            self.call_later(self._draw)

    def _anew(self, whole: int) -> int:
        return self._prose.open if self._prose else whole

    async def _draw(self) -> None:
        self._due = False
        item = self._item
        if isinstance(item.event, Spoke):
            if self._prose:
                await self._prose.grow(item.event.text)
        elif isinstance(item.event, Thought):
            for thinking in self.query(Thinking):
                thinking.show(item)
        elif isinstance(item.event, Parked):
            for pending in self.query(Pending):
                pending.show(item)
        else:
            kept = [name for name in ("-opens", "-found") if self.has_class(name)]
            self.set_classes([kind(item), *kept])
            for body in self.query(".body").results(Static):
                body.update(draw(item))
