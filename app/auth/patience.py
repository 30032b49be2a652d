"""Runs a blocking call in a daemon thread for a limited time, so that it can hang neither screen nor exit."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """How a call ended: what it returned (in a tuple of one), or what it raised; TimeoutError when it never ended."""

    returned: tuple[Result] | None
    error: Exception | None


def patiently(call: Callable[[], Result], seconds: float) -> Outcome[Result]:
    """Call, wait at most so long, and return how it ended; a call that never ends is left behind."""
    done: queue.SimpleQueue[Outcome[Result]] = queue.SimpleQueue()

    def run() -> None:
        caught = _Caught()
        returned = None
        with caught:
            returned = (call(),)
        done.put(Outcome(returned, caught.error))

    threading.Thread(target=run, name="countersign-patience", daemon=True).start()
    try:
        return done.get(timeout=seconds)
    except queue.Empty:
        return Outcome(None, TimeoutError())


class _Caught:
    """Carries whatever foreign code raises out of its thread."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, Exception):
            self.error = error
            return True
        return False
