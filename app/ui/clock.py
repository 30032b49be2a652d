"""The two clocks that a screen reads, and when an event came in, so that tests can hold time still."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message


def _steady() -> float:
    return Message().time


def _arrival(message: Message) -> float:
    return message.time


@dataclass(frozen=True, slots=True)
class Clock:
    """`steady` only ever goes forward, in seconds; `arrival` is on the same scale; `wall` is in Unix seconds."""

    steady: Callable[[], float] = _steady
    wall: Callable[[], float] = time.time
    arrival: Callable[[Message], float] = _arrival
