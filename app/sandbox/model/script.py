"""How a plan is written: a generator that yields calls, gets their outcomes, and ends with what to say.

A request holds the whole turn so far, so a plan is run again from its beginning with the outcomes that are already
there; where they run out, its next calls are the answer.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date

from app.sandbox.model.memory import Call, Memory, Round
from app.sandbox.model.outcome import Outcome
from app.sandbox.model.toolbox import Tool, Toolbox


@dataclass(frozen=True, slots=True)
class Do:
    """Calls to make side by side, what to say with them, and the reasoning behind them."""

    calls: tuple[Call, ...]
    say: str = ""
    thought: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a plan ended; `halts` leaves the wishes after it alone."""

    text: str
    halts: bool = False


Outcomes = tuple[Outcome, ...]
Script = Generator[Do, Outcomes, Ending]


@dataclass(slots=True)
class Scene:
    """What a plan can see: the tools, the day, who is spoken with, and what is known so far."""

    toolbox: Toolbox
    today: date
    memory: Memory
    person: str = ""

    def tool(self, name: str) -> Tool | None:
        """Return a tool on offer."""
        return self.toolbox.get(name)

    def learn(self, round_: Round) -> None:
        """Take in what came back."""
        self.memory = self.memory.after(round_)


def no_tool(what: str) -> Ending:
    """Return what to say where no tool on offer can do a thing."""
    return Ending(f"I have no tool here that can {what}.", halts=True)
