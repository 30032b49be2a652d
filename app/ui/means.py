"""What every screen of one program works with: the clocks, and what was typed before."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.ui.clock import Clock
from app.ui.drafts import Drafts


@dataclass(frozen=True, slots=True)
class Means:
    """Handed from screen to widget."""

    clock: Clock = field(default_factory=Clock)
    drafts: Drafts = field(default_factory=Drafts)
