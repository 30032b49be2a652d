"""Checks what a front end answers, strictly: only an answer to what was asked, by id and digest, is ever taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from graph.questions import Answer, Candidate, Confirm, Which
from tools.change import Choice, Proposal

CHOICES: tuple[str, ...] = get_args(Choice)
MOST_CHARACTERS = 20_000


def decisions(question: Confirm, answers: Sequence[Answer]) -> list[tuple[Proposal, Answer]]:
    """Return each proposal with its answer, where there is exactly one and it is whole; the others stay open."""
    asked = {proposal.id: proposal for proposal in question.proposals}
    return [
        (asked[answer.to], answer)
        for answer in _single(answers)
        if answer.to in asked and answer.digest == asked[answer.to].digest and _is_whole(answer)
    ]


def choice(question: Which, answers: Sequence[Answer]) -> str | None:
    """Return the id of the chosen candidate, an empty text where the person chose none, None without an answer."""
    for answer in _single(answers):
        if answer.to == question.id and answer.choice == "reject":
            return ""
        if answer.to == question.id and answer.choice == "approve" and _is_candidate(answer.note, question.candidates):
            return answer.note
    return None


def words(question: Which, answers: Sequence[Answer]) -> str:
    """Return what the person answers in words of their own, where that may be; else nothing."""
    if not question.free:
        return ""
    own = [answer.typed.strip() for answer in _single(answers) if answer.to == question.id and _is_free(answer)]
    return next(iter(own), "")


def _single(answers: Sequence[object]) -> list[Answer]:
    """Two answers to one question are none."""
    real = [answer for answer in answers if isinstance(answer, Answer)]
    return [answer for answer in real if sum(other.to == answer.to for other in real) == 1]


def _is_candidate(note: str, candidates: Sequence[Candidate]) -> bool:
    return any(candidate.id == note for candidate in candidates)


def _is_free(answer: Answer) -> bool:
    return _is_whole(answer) and answer.choice == "approve" and not answer.note


def _is_whole(answer: Answer) -> bool:
    texts = (answer.note, answer.typed)
    if answer.choice not in CHOICES or not all(isinstance(text, str) for text in texts):
        return False
    if any(len(text) > MOST_CHARACTERS for text in texts):
        return False
    return isinstance(answer.args, Mapping) if answer.choice == "edit" else answer.args is None
