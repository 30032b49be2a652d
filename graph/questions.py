"""What a conversation asks a person, and what it takes as an answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tools.change import Choice, Json, Proposal


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several things that a name may mean, and what tells it apart."""

    id: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Proposals to be decided one by one; the answer is one Answer for each."""

    proposals: Sequence[Proposal]


@dataclass(frozen=True, slots=True)
class Which:
    """A question with candidates; the answer is one Answer with the chosen candidate's id in `note`.

    Where it is `free`, the person may answer in words of their own: those stand in `typed`, and `note` is empty.
    """

    id: str
    question: str
    candidates: Sequence[Candidate]
    free: bool = False


Question = Confirm | Which


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says to one proposal (or one Which), by its id and, for a proposal, exactly its digest."""

    to: str
    digest: str
    choice: Choice
    note: str = ""
    typed: str = ""
    args: Json | None = None


Ask = Callable[[Question], Awaitable[Sequence[Answer]]]
"""Puts a question to a person and waits; raises `NobodyToAsk` where no person can answer now."""


class NobodyToAsk(Exception):
    """No person can answer here: the question stays open and the turn ends as waiting."""
