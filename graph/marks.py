"""The named points that a turn passes: where it may be measured, or broken to see what holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Straight = Literal[
    "model called",
    "model answered",
    "looking",
    "looked",
    "judged",
    "offered",
    "asking",
    "answered",
    "decided",
    "heard",
    "acting",
    "claimed",
    "sending",
    "sent",
    "recorded",
    "told",
    "acted",
    "saved",
]
"""In the order of one approved Change: each lies between two things that are written, here or at the platform."""

Aside = Literal["confirming", "confirmed", "opening", "opened", "parked", "seconded"]
"""The points of a Change that needs more than a key.

`confirming` and `confirmed` lie before and after the provider's page, between `answered` and `decided` (and before
`acting` where a process that is gone had the confirmation). `opening` lies before the platform is asked to have it wait
for a second person, `opened` after its answer and before that is written, `parked` after. `seconded` lies after the
second person's decision is written and before the conversation goes on with it.
"""

Point = Literal[Straight, Aside]

Mark = Callable[[Point], None]


def unmarked(point: Point) -> None:
    """Pass a point without a word."""
    del point
