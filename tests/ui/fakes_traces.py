"""What people's hands and terminals were doing while a card came up, as keys and other events in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

SEEN, ALONE = 0.6, 0.4
"""Seconds that a person needs at least to see a card and mean a key for it, and in which a lone key stays alone.

Written here again on purpose: whoever makes the program less patient than this has to change it here too.
"""

BLUR, FOCUS, CLICK, PASTE, SMALL, LARGE = "<blur>", "<focus>", "<click>", "<paste>", "<small>", "<large>"
PASTES = ("y", "y\n", "\n", "Y\n", "yes\ny\n", "a\ny\nn\n", "5,000.00 EUR\n", "[200~y")


@dataclass(frozen=True)
class Step:
    """A key, or one of the events above, so many seconds after the one before."""

    gap: float
    what: str
    text: str = ""


Trace = Sequence[Step]

RECORDED: tuple[tuple[tuple[float, str], ...], ...] = (
    ((0.0, "y"), (0.18, "e"), (0.11, "s"), (0.09, " "), (0.21, "d"), (0.08, "o"), (0.12, "enter")),
    ((0.0, "Y"), (0.16, "e"), (0.1, "a"), (0.13, "h"), (0.3, "enter"), (0.2, "y"), (0.15, "enter")),
    (
        (0.0, "a"),
        (0.12, "n"),
        (0.1, "y"),
        (0.14, " "),
        (0.11, "o"),
        (0.09, "t"),
        (0.1, "h"),
        (0.12, "y"),
        (0.3, "enter"),
    ),
    ((0.0, "enter"), (0.2, "enter"), (0.35, "enter"), (0.2, "y"), (0.05, "y"), (0.05, "y"), (0.05, "y")),
    ((0.0, "1"), (0.3, "enter"), (0.25, " "), (0.3, "y"), (0.2, "backspace"), (0.1, "y"), (0.3, "enter")),
    ((0.0, "tab"), (0.2, "y"), (0.3, "tab"), (0.2, "enter"), (0.3, "y"), (0.1, "tab")),
    ((0.0, "g"), (0.14, "o"), (0.12, " "), (0.17, "o"), (0.1, "n"), (0.3, "enter"), (0.2, "y")),
    ((0.0, " "), (0.15, "a"), (0.1, " "), (0.13, "e"), (0.3, "enter"), (0.2, "ctrl+s"), (0.3, "g"), (0.2, "enter")),
    ((0.0, "n"), (0.15, "o"), (0.2, "enter"), (0.4, "n"), (0.2, "enter"), (0.3, "y"), (0.25, "y")),
    ((0.0, "up"), (0.2, "up"), (0.2, "enter"), (0.3, "y"), (0.2, "down"), (0.2, "enter"), (0.3, "ctrl+g"), (0.2, "y")),
)
"""What people typed at other things, as pairs of the seconds since the key before and the key."""


def typed(chance: Random) -> Trace:
    """Somebody types, at a speed of their own."""
    pace = chance.uniform(0.4, 1.45)
    return [Step(gap * pace, key) for gap, key in chance.choice(RECORDED)]


def pasted(chance: Random) -> Trace:
    """Somebody pastes in the midst of typing."""
    whole = list(typed(chance))
    whole.insert(chance.randrange(len(whole)), Step(chance.uniform(0.05, 0.5), PASTE, chance.choice(PASTES)))
    return whole


def held(chance: Random) -> Trace:
    """A key is held, and the terminal repeats it thirty times a second."""
    key = chance.choice(("enter", "y", "Y", "n", " ", "g", "e", "a", "tab", "up", "backspace"))
    after = [Step(chance.uniform(0.05, 0.5), chance.choice(("enter", "y", "n")))] * chance.randrange(2)
    return [Step(0.5, key), *(Step(1 / 30, key) for _ in range(chance.randrange(8, 24))), *after]


def refocused(chance: Random) -> Trace:
    """A click brings the window back and lands on Approve; perhaps keys follow."""
    soon = chance.uniform(0.0, 0.5)
    away = [Step(chance.uniform(0.05, 0.5), BLUR), Step(chance.uniform(0.1, 5.0), FOCUS), Step(soon, CLICK)]
    return [
        *list(typed(chance))[:2],
        *away,
        *(Step(chance.uniform(0.05, 0.5), key) for key in chance.choice(("y", "", "\t"))),
    ]


def resized(chance: Random) -> Trace:
    """The window is dragged to other sizes while keys come."""
    steps: list[Step] = []
    for step in typed(chance):
        steps += [step, *(Step(0.01, chance.choice((SMALL, LARGE))) for _ in range(chance.randrange(3)))]
    return steps


def stalled(chance: Random) -> Trace:
    """The line hangs for two seconds, then all that was typed arrives in one go."""
    steps = list(typed(chance))
    return [Step(2.0, steps[0].what), *(Step(0.0, step.what) for step in steps[1:])]


KINDS: tuple[Callable[[Random], Trace], ...] = (typed, pasted, held, refocused, resized, stalled)


def could_be_meant(trace: Trace, appears: int, lag: float) -> bool:
    """Tell whether a key or a click of a trace could be somebody's answer to a card that appears before this step.

    It could where they had time to see the card, with its window, and their hands had rested; and where a key that
    approves stays alone, since people do not type a word to approve. All else was under way to something else.
    """
    now, seen, last = lag, 0.0, 0.0
    later = [(step.gap if place else 0.0, step) for place, step in enumerate(trace[appears:])]
    for place, (gap, step) in enumerate(later):
        now += gap
        follows = later[place + 1][0] if place + 1 < len(later) else ALONE
        rested = now - seen >= SEEN and now - last >= SEEN
        if rested and (step.what in {"n", CLICK} or (len(step.what) == 1 and follows >= ALONE)):
            return True
        seen = now if step.what == FOCUS else seen
        last = now if step.what not in {BLUR, FOCUS, SMALL, LARGE} else last
    return False
