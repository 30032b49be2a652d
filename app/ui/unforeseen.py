"""Says a failure that nobody foresaw in one sentence; its traceback goes to the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from textual.worker import Worker

if TYPE_CHECKING:
    from graph.events import Failed

_log = logging.getLogger(__name__)


def unforeseen(worker: Worker[object]) -> Failed:
    """Log what made a worker fail, and return what to tell the person."""
    from graph.events import Failed  # noqa: PLC0415  # seldom needed, and not by the first frame

    _log.error("%s failed", worker.name, exc_info=worker.error)
    kind = type(worker.error).__name__
    return Failed(f"Something went wrong that Countersign did not foresee ({kind}).", "Try once more, or restart.")
