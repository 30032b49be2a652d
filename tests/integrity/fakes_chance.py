"""A person who answers by chance, and remembers exactly what they have approved."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.policy.safeguards import to_type
from graph.proposal import wires
from graph.questions import Answer, NobodyToAsk, Question, Which
from tests.integrity.fakes_arguments import NASTY
from tools.change import Proposal

WAYS = (
    ("approve",) * 10 + ("reject",) * 5 + ("edit",) * 3 + ("look_again", "other digest", "other id", "ignore", "twice")
)


@dataclass
class Chancy:
    """Approves, rejects, edits, looks again, answers beside the point, or not at all."""

    chance: random.Random
    audience: str
    approved: dict[str, Proposal] = field(default_factory=dict)
    changes: set[str] = field(default_factory=set)
    shown: list[Proposal] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    questions: int = 0

    async def __call__(self, question: Question) -> Sequence[Answer]:
        self.questions += 1
        if self.chance.random() < 0.04:
            raise NobodyToAsk
        if isinstance(question, Which):
            return self._chosen(question)
        self.shown += question.proposals
        return [answer for proposal in question.proposals for answer in self._decided(proposal)]

    def _decided(self, proposal: Proposal) -> list[Answer]:
        way = self.chance.choice(WAYS)
        self.answered[way] += 1
        if way == "ignore":
            return []
        if way == "approve":
            return [self._approval(proposal)]
        reason, typed = self.chance.choice([*NASTY, "", "No."]), to_type(proposal)
        answers: dict[str, Answer] = {
            "reject": Answer(proposal.id, proposal.digest, "reject", reason),
            "edit": Answer(proposal.id, proposal.digest, "edit", args=self._edited(proposal)),
            "look_again": Answer(proposal.id, proposal.digest, "look_again"),
            "other digest": Answer(proposal.id, "sha-256:" + "A" * 43, "approve", typed=typed),
            "other id": Answer("pr_other", proposal.digest, "approve", typed=typed),
            "twice": Answer(proposal.id, proposal.digest, "approve", typed=typed),
        }
        return [answers[way]] * (2 if way == "twice" else 1)

    def _approval(self, proposal: Proposal) -> Answer:
        """Approve it; where it must be typed, it is typed wrongly now and then, and then it is no approval."""
        typed = to_type(proposal) if self.chance.random() < 0.8 else self.chance.choice([*NASTY, "", "yes"])
        if typed == to_type(proposal) or "typed_confirmation" not in proposal.verdict.needs:
            self.changes.add(proposal.change_digest)
            self.approved |= {wire.digest: proposal for wire in wires(proposal, self.audience)}
        note = "Mind the others." if self.chance.random() < 0.1 else ""
        return Answer(proposal.id, proposal.digest, "approve", note, typed)

    def _edited(self, proposal: Proposal) -> dict[str, object]:
        args = dict(proposal.args)
        name = self.chance.choice([*args])
        value = args[name]
        if isinstance(value, list | tuple) and len(value) > 1:
            args[name] = list(value[1:])
        elif isinstance(value, str):
            args[name] = self.chance.choice(["Apollo", "2.00", value + "!", NASTY[0], ""])
        else:
            args["nothing"] = value
        return args

    def _chosen(self, question: Which) -> list[Answer]:
        ids = [candidate.id for candidate in question.candidates]
        way = self.chance.randrange(5)
        if way == 0:
            return [Answer(question.id, "", "reject")]
        if way == 1 or not ids:
            return [Answer(question.id, "", "approve", typed=self.chance.choice([*NASTY, "Apollo", "1,250.00", ""]))]
        return [Answer(question.id, "", "approve", self.chance.choice([*ids, "other"]))]
