"""A process that has everything loaded and forks a child for each job, so that a real process costs milliseconds."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Literal, Self

Work = Callable[["Job", "Together"], Coroutine[object, object, None]]
Task = Literal["turn", "park", "approve", "card", "agree", "refuse", "deny", "finish", "late"]


@dataclass(frozen=True, slots=True)
class Job:
    """What a child does in a folder, and the point at which it is killed, the how manieth time it comes there."""

    folder: str
    task: Task
    wish: str
    ids: tuple[str, ...]
    point: str = ""
    time: int = 1


@dataclass(frozen=True, slots=True)
class Together:
    """A gate that opens for all children of a round at once, when each of them stands before it."""

    gate: int
    opener: int
    heard: int
    here: int

    @classmethod
    def new(cls) -> Self:
        """Make a gate."""
        return cls(*os.pipe(), *os.pipe())

    def wait(self) -> None:
        """Wait in a child until all the others have come so far, or have died."""
        os.close(self.here)
        os.read(self.gate, 1)

    def open(self) -> None:
        """Wait in the parent until nobody is on the way to the gate any more, then open it and forget it."""
        os.close(self.here)
        os.read(self.heard, 1)
        for end in (self.heard, self.opener, self.gate):
            os.close(end)


class Nursery:
    """The process, as a test has it."""

    def __init__(self, checkout: Path) -> None:
        command = [sys.executable, "-m", "tests.integrity.nursery"]
        self._process = Popen(command, cwd=checkout, stdin=PIPE, stdout=PIPE, text=True)

    def run(self, *jobs: Job) -> list[int]:
        """Run some jobs at once, each in a child of its own, and return how they ended: -9 is killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([asdict(job) for job in jobs]) + "\n")
        self._process.stdin.flush()
        ended: list[int] = json.loads(self._process.stdout.readline())
        return ended

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()


def main() -> None:
    """For each line of jobs read, run them together and tell how they ended."""
    from tests.integrity.child import work  # noqa: PLC0415  # a test that starts this process does not need it

    _load(work)
    for line in sys.stdin:
        jobs = [Job(**{**job, "ids": tuple(job["ids"])}) for job in json.loads(line)]
        together = Together.new()
        children = [_fork(job, work, together) for job in jobs]
        together.open()
        sys.stdout.write(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]) + "\n")
        sys.stdout.flush()


def _load(work: Work) -> None:
    """Do a job here, so that no child loads what a job loads late; and let none of them look at it for rubbish."""
    together = Together.new()
    os.close(together.opener)
    with TemporaryDirectory() as folder:
        asyncio.run(work(Job(folder, "turn", "transfer", ()), together))
    os.close(together.gate)
    os.close(together.heard)
    gc.collect()
    gc.freeze()


def _fork(job: Job, work: Work, together: Together) -> int:
    child = os.fork()
    if child:
        return child
    os.close(together.opener)
    code = 1
    try:
        asyncio.run(work(job, together))
        code = 0
    except BaseException:  # noqa: BLE001  # the outermost shell of a child
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
