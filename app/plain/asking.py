"""Puts a conversation's questions as lines, and takes typed words for answers; what is not answered stays open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from app.plain import choosing
from app.plain.card import card, details
from app.plain.choosing import Chosen
from app.plain.console import Console
from app.plain.editing import edit
from app.plain.floor import Gone
from app.plain.which import which
from graph.questions import Answer, Confirm, NobodyToAsk, Question, Which
from tools.change import Choice, Json, Proposal

ELSEWHERE = "It stays open: deciding needs a terminal and a person at it. Run countersign in one, or countersign inbox."
EXPIRED = "It has expired, so nothing will be sent. Type again to have it looked at anew, reject, or later."
STANDS = "It has not expired, so there is nothing to look at again."
NO_WORD = "That decides nothing."
_DECISION = "Your decision: "


class Asking:
    """One conversation's questions; `caught_up` waits until all has been shown that was said before a question."""

    def __init__(self, console: Console, caught_up: Callable[[], Awaitable[object]]) -> None:
        self._console, self._caught_up = console, caught_up
        self._later: set[str] = set()
        self.shown: Proposal | None = None
        self.told = False

    def bring_back(self) -> None:
        """Ask again what was left for later."""
        self._later.clear()

    async def ask(self, question: Question) -> Sequence[Answer]:
        """Put a question, and return its answers.

        Raises:
            NobodyToAsk: it is left for later, or there is nobody here who may answer.

        """
        await self._caught_up()
        try:
            async with self._console.floor.held():
                return await (self._confirm(question) if isinstance(question, Confirm) else self._which(question))
        except Gone:
            raise NobodyToAsk from None
        finally:
            self.shown = None

    async def _which(self, question: Which) -> Sequence[Answer]:
        if question.id in self._later:
            raise NobodyToAsk
        self.told = True
        answer = await which(question, self._console, ELSEWHERE)
        if answer is None:
            self._later.add(question.id)
            raise NobodyToAsk
        return (answer,)

    async def _confirm(self, question: Confirm) -> Sequence[Answer]:
        fresh = [proposal for proposal in question.proposals if proposal.digest not in self._later]
        self.told = self.told or bool(fresh)
        if len(fresh) > 1:
            self._console.printer.say("", f"{len(fresh)} changes wait for your decision, one by one.")
        answers = []
        for number, proposal in enumerate(fresh, 1):
            self._console.printer.say("", *card(proposal, self._console.wall(), number=number, count=len(fresh)))
            if not self._console.floor.decides:
                self._console.printer.say(ELSEWHERE)
                answer = None
            else:
                answer = await self._one(proposal)
            if answer is None:
                self._later.add(proposal.digest)
            else:
                answers.append(answer)
        if not answers:
            raise NobodyToAsk
        return answers

    async def _one(self, proposal: Proposal) -> Answer | None:
        """Ask until it is decided; None where it is left for later."""
        self.shown = proposal
        while True:
            self._console.printer.say(choosing.asked(proposal))
            text = await self._console.floor.word(_DECISION)
            chosen = choosing.understood(text, proposal)
            if chosen is None:
                self._console.printer.say(NO_WORD)
            elif chosen.word == "later":
                return None
            elif chosen.word == "details":
                self._console.printer.say(*details(proposal))
            elif (answer := await self._answer(proposal, chosen)) is not None:
                return answer

    async def _answer(self, proposal: Proposal, chosen: Chosen) -> Answer | None:
        """Return what a word comes to; None where it decides nothing."""
        expired = self._console.wall() >= proposal.expires
        match chosen.word:
            case "reject":
                return await self._reject(proposal)
            case "again" if expired:
                return _answer(proposal, "look_again")
            case "again":
                self._console.printer.say(STANDS)
            case _ if expired:
                self._console.printer.say(EXPIRED)
            case "guide":
                return await self._guide(proposal)
            case "edit":
                return await self._edit(proposal)
            case _:
                return self._at_once(proposal, chosen)
        return None

    def _at_once(self, proposal: Proposal, chosen: Chosen) -> Answer | None:
        if chosen.word == "approve":
            return self._approve(proposal, chosen.typed)
        left = choosing.left_out(proposal, chosen.places)
        if isinstance(left, str):
            self._console.printer.say(left)
            return None
        return _answer(proposal, "edit", args=left)

    async def _edit(self, proposal: Proposal) -> Answer | None:
        args = await edit(proposal.args, self._console)
        return None if args is None else _answer(proposal, "edit", args=args)

    def _approve(self, proposal: Proposal, typed: str, note: str = "") -> Answer | None:
        wanted = choosing.wanted(proposal)
        if wanted and not typed:
            self._console.printer.say(f"This needs more than a word. To approve it, type {wanted}")
            return None
        return _answer(proposal, "approve", note=note, typed=typed)

    async def _reject(self, proposal: Proposal) -> Answer | None:
        said = await self._console.floor.words(
            "Why not? The agent is told. Enter alone gives no reason, back goes back: "
        )
        return None if said.casefold() == "back" else _answer(proposal, "reject", note=said)

    async def _guide(self, proposal: Proposal) -> Answer | None:
        floor, wanted = self._console.floor, choosing.wanted(proposal)
        note = await floor.word("This approves it. What shall the agent mind afterwards? Or type back: ")
        if note.casefold() == "back" or not wanted:
            return None if note.casefold() == "back" else _answer(proposal, "approve", note=note)
        typed = await floor.word(f"To approve it, type {wanted}, or back: ")
        chosen = choosing.understood(typed, proposal)
        if chosen is None or chosen.word != "approve" or not chosen.typed:
            self._console.printer.say(NO_WORD)
            return None
        return self._approve(proposal, chosen.typed, note)


def _answer(proposal: Proposal, choice: Choice, *, note: str = "", typed: str = "", args: Json | None = None) -> Answer:
    return Answer(proposal.id, proposal.digest, choice, note, typed, args)
