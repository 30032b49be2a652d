"""What every part of plain mode works with: the lines that are written, those that are typed, and the time of day."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.plain.floor import Floor
from app.plain.keyboard import Keyboard
from app.plain.printer import Printer


@dataclass(frozen=True, slots=True)
class Console:
    """Handed from part to part; `wall` is in Unix seconds."""

    keyboard: Keyboard
    printer: Printer
    floor: Floor
    wall: Callable[[], float] = time.time

    @classmethod
    def of(
        cls,
        keyboard: Keyboard,
        printer: Printer,
        steady: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> Console:
        """Return a console on which nobody has asked anything yet."""
        return cls(keyboard, printer, Floor(keyboard, printer, steady), wall)
