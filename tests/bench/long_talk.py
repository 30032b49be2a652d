"""What a long conversation costs beside a short one: to open it, to scroll in it, and in memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from time import monotonic, sleep

from tests.bench.figures import Figure
from tests.bench.idle import CHAT, PERSON, resident
from tests.bench.program import COUNTERSIGN, env_of, new_home
from tests.bench.watched import Watched
from tests.journey.home import CHECKOUT, Home

LONG, SHORT = 1_000, 10
ROUNDS, MEMORY_ROUNDS, PAGES = 7, 3, 12
OPEN_GOAL, PAGE_GOAL, MEMORY_GOAL = 1.5, 1.5, 1.1
BETWEEN_PAGES = 0.25
CONVERSATIONS, ENTER, PAGE_UP, TO_END = "\x12", "\r", "\x1b[5~", "\x1b[1;5F"
LIST = "only yours, and only on this machine"

Runs = dict[int, list[float]]


def long_talk() -> Iterator[Figure]:
    """Compare a conversation of a thousand turns with one of ten."""
    opens: Runs = {LONG: [], SHORT: []}
    pages: Runs = {LONG: [], SHORT: []}
    holds: Runs = {LONG: [], SHORT: []}
    peaks: Runs = {LONG: [], SHORT: []}
    with new_home() as home:
        _fill(home)
        with Watched(COUNTERSIGN, env_of(home)) as program:
            program.await_written(CHAT)
            for _ in range(ROUNDS):
                for turns in (LONG, SHORT):
                    opens[turns].append(_open(program, turns))
                    pages[turns] += _scroll(program)
            program.quit()
        for turns in (SHORT, LONG) * MEMORY_ROUNDS:
            with Watched(COUNTERSIGN, env_of(home)) as program:
                program.await_written(CHAT)
                _open(program, turns)
                _scroll(program)
                holds[turns].append(resident(program.process.pid))
                program.quit()
            peaks[turns].append(program.peak)
    yield Figure(
        "startup.long_talk.opens", "ms", opens[LONG], opens[SHORT], OPEN_GOAL, "ratio", peaks[LONG], peaks[SHORT]
    )
    yield Figure(
        "startup.long_talk.page_up", "ms", pages[LONG], pages[SHORT], PAGE_GOAL, "ratio", peaks[LONG], peaks[SHORT]
    )
    yield Figure(
        "startup.long_talk.memory", "MiB", holds[LONG], holds[SHORT], MEMORY_GOAL, "ratio", peaks[LONG], peaks[SHORT]
    )


def _fill(home: Home) -> None:
    home.run("sandbox", "up")
    with Watched(COUNTERSIGN, env_of(home)) as program:
        program.await_written("Paste an address back")
        program.press(PERSON)
        program.await_written(CHAT)
        program.quit()
    command = [sys.executable, "-m", "tests.bench.filling", str(LONG), str(SHORT)]
    subprocess.run(command, cwd=CHECKOUT, env=env_of(home), check=True)


def _open(program: Watched, turns: int) -> float:
    """Open a conversation that is not open, and return how long it took until its end stood there."""
    began, name = monotonic(), f"talk{turns}x"
    program.press(CONVERSATIONS)
    program.together_after(began, LIST)
    program.press(name)
    program.together_after(began, LIST, f" {name} ", f"The end of {name}.")
    sleep(BETWEEN_PAGES)
    began = monotonic()
    program.press(ENTER)
    took = program.together_after(began, CHAT, f"The end of {name}.")
    sleep(BETWEEN_PAGES)
    return took


def _scroll(program: Watched) -> list[float]:
    """Return how long each page up took to be drawn; and go back to the end."""
    took = []
    for _ in range(PAGES):
        before, began = program.page, monotonic()
        program.press(PAGE_UP)
        sleep(BETWEEN_PAGES)
        took += program.changed_since(began, before)
    program.press(TO_END)
    sleep(BETWEEN_PAGES)
    return took
