"""Joins the pieces of a model's words that came together, so that a screen draws them once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

from graph.events import Event, Spoke, Thought

T = TypeVar("T")


def joined(told: Sequence[Event | T]) -> list[Event | T]:
    """Return the same in its order, with words that follow each other in one message as one piece."""
    found: list[Event | T] = []
    for name, pieces in groupby(told, _of):
        if name is None:
            found += pieces
        else:
            kind, message = name
            found.append(kind(message, "".join(piece.text for piece in pieces if isinstance(piece, Spoke | Thought))))
    return found


def _of(event: object) -> tuple[type[Spoke | Thought], str] | None:
    return (type(event), event.message) if isinstance(event, Spoke | Thought) else None
