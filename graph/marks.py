"""The named points that a turn passes: where it may be measured, or broken to see what holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Point = Literal[
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

Mark = Callable[[Point], None]


def unmarked(point: Point) -> None:
    """Pass a point without a word."""
    del point
