"""Puts what waits to a person, takes only answers that fit, and has each decision on disk before the graph goes on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from graph.answers import choice, decisions, words
from graph.ask import NOTHING, Heard
from graph.confirming import confirm, wants_page
from graph.events import Failed, Said, Settled
from graph.inquiry import ASK_PERSON
from graph.ledger.decisions import Closed
from graph.policy.safeguards import to_type, typed_right
from graph.questions import Answer, Ask, Candidate, Confirm, Which
from graph.relook import has_changed
from graph.state import Item, Parts
from graph.trouble import AlreadyDecided, Expired, Trouble
from tools.change import Choice, Decision, Need, Proposal

TRIES = 3
CHANGED = "Something it rests on has changed since it was shown, so it is looked at again."


class Asker:
    """The open question of one thread: the calls that wait for a person."""

    def __init__(self, parts: Parts, calls: Sequence[Item]) -> None:
        self._parts = parts
        self._items = [item for item in calls if item["stage"] == "asked"]
        self._again: list[str] = []
        self._chosen: dict[str, str] = {}
        self._said: dict[str, str] = {}

    async def judge_anew(self) -> Heard | None:
        """Look again at what was shown before; None where it all still stands as it was."""
        for proposal in self._open():
            if await has_changed(proposal, self._parts):
                self._close(proposal, "overtaken", CHANGED)
                self._again.append(proposal.id)
        return self._heard()

    async def hear(self, ask: Ask) -> Heard | None:
        """Return what the graph is to go on with; None where nothing was answered that fits.

        What was decided before goes on at once; nobody is asked then.

        Raises:
            NobodyToAsk: from the front end.

        """
        waiting = self._open()
        self._parts.kept()
        if any(item["proposal"] for item in self._items if item["proposal"] not in {each.id for each in waiting}):
            return NOTHING
        self._parts.mark("asking")
        if waiting:
            await self._confirm(waiting, ask)
        for item in self._items:
            if not item["proposal"]:
                await self._choose(item, ask)
        return self._heard()

    def _heard(self) -> Heard | None:
        decided = any(self._parts.ledger.state(item["proposal"]) != "open" for item in self._items if item["proposal"])
        heard = Heard(again=self._again, chosen=self._chosen, said=self._said)
        return heard if decided or self._chosen or self._said else None

    def _open(self) -> list[Proposal]:
        """Return what still waits, after closing what has run out."""
        ledger, found = self._parts.ledger, []
        for proposal in [ledger.proposal(item["proposal"]) for item in self._items if item["proposal"]]:
            if ledger.state(proposal.id) == "open" and self._parts.clock() >= proposal.expires:
                self._close(proposal, "expired")
            if ledger.state(proposal.id) == "open":
                found.append(proposal)
        return found

    async def _confirm(self, waiting: Sequence[Proposal], ask: Ask) -> None:
        """Ask until something is decided; what the provider has not confirmed stays open and is asked again."""
        misfits = 0
        while waiting and misfits < TRIES:
            question = Confirm(tuple(waiting))
            answers = await ask(question)
            self._parts.mark("answered")
            fitting = [pair for pair in decisions(question, answers) if self._is_typed(*pair)]
            for proposal, answer in sorted(fitting, key=lambda pair: is_to_confirm(*pair)):
                await self._hear_out(proposal, answer)
            if self._heard() is not None:
                return
            if not fitting:
                misfits += 1
                self._parts.said(Failed("That answer fits no open question.", "Answer the card as it is shown now."))
            waiting = self._open()

    async def _hear_out(self, proposal: Proposal, answer: Answer) -> None:
        """Take an answer; an approval only where the person's provider lets it go out, so that it can be given again.

        That is its word on the very change where that is needed, and else that the person is still signed in.
        """
        met: tuple[Need, ...] = ()
        try:
            if is_to_confirm(proposal, answer):
                await confirm(proposal, self._parts)
                met = ("fresh_login",)
            elif answer.choice == "approve" and self._parts.signed_in is not None:
                await self._parts.signed_in()
        except Trouble as no:
            self._parts.said(Failed(no.sentence, no.next_step))
            return
        self._decide(proposal, answer, met)
        self._parts.mark("decided")

    def _is_typed(self, proposal: Proposal, answer: Answer) -> bool:
        if answer.choice != "approve" or "typed_confirmation" not in proposal.verdict.needs:
            return True
        if typed_right(proposal, answer.typed):
            return True
        self._parts.said(Failed("This needs more than a key.", f"To approve it, type {to_type(proposal)}."))
        return False

    def _decide(self, proposal: Proposal, answer: Answer, met: Sequence[Need]) -> None:
        parts = self._parts
        decision = Decision(
            proposal=proposal.id,
            digest=answer.digest,
            by=parts.principal.sub,
            at=int(parts.clock()),
            choice=answer.choice,
            note=answer.note,
            typed=answer.typed,
            args=answer.args,
            met=met,
        )
        said: Choice | Closed = answer.choice
        try:
            parts.ledger.decide(decision)
        except Expired:
            if answer.choice == "look_again":
                self._again.append(proposal.id)
            else:
                said = "expired"
        except AlreadyDecided:
            return
        parts.said(Settled(proposal.id, proposal.change.headline, said, answer.note))

    async def _choose(self, item: Item, ask: Ask) -> None:
        candidates = tuple(Candidate(*candidate) for candidate in item["which"])
        question = Which(item["call"], item["question"], candidates, free=item["tool"] == ASK_PERSON)
        for _ in range(TRIES):
            answers = await ask(question)
            chosen, typed = choice(question, answers), words(question, answers)
            if chosen is not None or typed:
                self._take(question, chosen, typed)
                return
            self._parts.said(Failed("That answer fits no open question.", "Choose one of those shown, or none."))

    def _take(self, question: Which, chosen: str | None, typed: str) -> None:
        """Keep an answer; what answers the model's own question stands in the transcript as the person's words."""
        if typed:
            self._said[question.id] = typed
        else:
            self._chosen[question.id] = chosen or ""
        label = next((each.label for each in question.candidates if each.id == chosen), "")
        if question.free and (typed or label):
            self._parts.said(Said(typed or label))

    def _close(self, proposal: Proposal, state: Closed, note: str = "") -> None:
        with suppress(AlreadyDecided):
            self._parts.ledger.close(proposal.id, state, note)
            self._parts.said(Settled(proposal.id, proposal.change.headline, state, note))


def is_to_confirm(proposal: Proposal, answer: Answer) -> bool:
    """Tell whether an answer counts only once the person's provider has confirmed it."""
    return answer.choice == "approve" and wants_page(proposal)
