"""What widgets tell the screen they are on: data, never widgets."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from app.ui.commands import Command
from graph.events import Settled
from graph.questions import Answer, Question
from tools.change import Proposal


@dataclass
class Submitted(Message):
    """The person sends what stands in the composer."""

    text: str


@dataclass
class Offered(Message):
    """Commands begin with what is typed, or no longer; `at` is the one that would be completed."""

    commands: tuple[Command, ...]
    at: int


@dataclass
class TakenBack(Message):
    """The person wants back the last words that have not gone out yet."""


@dataclass
class Decided(Message):
    """A person has decided one proposal."""

    answer: Answer


@dataclass
class DetailsWanted(Message):
    """A person wants to see all of a proposal."""

    proposal: Proposal


@dataclass
class AllOfOneEffect(Message):
    """A person approves this proposal and all others of its effect."""

    answer: Answer


@dataclass
class MeantForComposer(Message):
    """Keys arrived at a card that were words on their way to the composer."""

    text: str


@dataclass
class WaitsOtherwise(Message):
    """Something about what waits for the person, or for others on their behalf, is another."""


@dataclass
class FindingOver(Message):
    """The person is done with looking for words."""


@dataclass
class ScrolledAway(Message):
    """The transcript's end went out of view, or came back."""

    away: bool


@dataclass
class Put(Message):
    """The conversation puts a question; `key` is ours."""

    key: str
    question: Question


@dataclass
class Withdrawn(Message):
    """A question has been answered, or is no longer asked."""

    key: str


@dataclass
class Answered(Message):
    """A person has answered the whole of a question."""

    key: str
    answers: tuple[Answer, ...]


@dataclass
class Asked(Message):
    """A question has come into view."""


@dataclass
class Gone(Message):
    """A question has gone out of view; `had_keys` tells whether the keys were its."""

    had_keys: bool


@dataclass
class SettledHere(Message):
    """A question has been answered here, with what became of its proposals."""

    settled: tuple[Settled, ...]
