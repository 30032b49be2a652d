"""The inbox, line by line: what waits, one of them whole, and deciding on what a colleague has asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.auth.events import SignIn
from app.plain.card import indented, told
from app.plain.console import Console
from app.plain.printer import address
from app.text import line, named
from app.ui import waits, words
from app.ui.facts import Fact
from app.ui.inbox import Decided, Inbox, Opening, Refused, Waiting
from tools.sums import is_typed

EMPTY = "Nothing waits for you, and nothing of yours waits for others."
_PAGE = "Paste the address that the browser ends at, or type back: nothing is decided then."


@dataclass(frozen=True, slots=True)
class Visit:
    """One look into the inbox; `thread` is the conversation that it was made from."""

    inbox: Inbox
    sign_in: SignIn
    console: Console
    thread: str

    async def show(self) -> bool:
        """Say what waits, and have one of them decided; tells whether to go to an open card here. Raises Gone.

        Raises:
            DeskTrouble: nobody can tell what waits.

        """
        printer, floor = self.console.printer, self.console.floor
        found = await self.inbox.waiting()
        members = printed(found, self.console.wall())
        printer.say("", *(members.lines or [EMPTY]))
        if not members.order or not floor.decides or floor.taken:
            return False
        async with floor.held():
            while True:
                said = await floor.words("Type a number to see it whole, or back: ")
                if said.casefold() in {"", "back"}:
                    return False
                if said.isascii() and said.isdigit() and 1 <= int(said) <= len(members.order):
                    return await self._one(members.order[int(said) - 1])
                printer.say("There is no such number here.")

    async def _one(self, waiting: Waiting) -> bool:
        now, say = self.console.wall(), self.console.printer.say
        say("", *whole(waiting, now))
        if waits.is_mine_to_decide(waiting, now):
            await self._decide(waiting)
        elif waits.part(waiting, now) == "me":
            if waiting.thread in {"", self.thread}:
                return True
            say(f"It waits in another conversation and is decided there, or with: countersign inbox show {waiting.id}")
        return False

    async def _decide(self, waiting: Waiting) -> None:
        say, wanted = self.console.printer.say, waits.to_type(waiting)
        while True:
            say(f"Type {f'{wanted} to approve it' if wanted else 'approve'}, reject, or back.")
            said = await self.console.floor.word("Your decision: ")
            if said.casefold() == "back":
                return
            if is_typed(said, wanted or "approve"):
                await self._give(waiting, "approve", "")
                return
            if said.casefold() == "reject":
                note = await self.console.floor.words("Why not? The one who asks and their agent are told: ")
                await self._give(waiting, "reject", note)
                return
            say("That decides nothing.")

    async def _give(self, waiting: Waiting, choice: Literal["approve", "reject"], note: str) -> None:
        await self.console.floor.beside(self._follow(waiting, choice, note), self._hear)

    async def _follow(self, waiting: Waiting, choice: Literal["approve", "reject"], note: str) -> None:
        say = self.console.printer.say
        async for outcome in self.inbox.decide(waiting, choice, note):
            match outcome:
                case Opening(url, opened):
                    where = "your browser has its page:" if opened else "open its page in any browser:"
                    say(f"Your provider asks you to confirm this; {where}", address(url), _PAGE)
                case Decided(_, sentence):
                    say(line(sentence))
                case Refused(sentence, next_step):
                    say(f"Problem: {line(sentence)}", *([f"Next: {line(next_step)}"] if next_step else []))

    async def _hear(self, said: str) -> None:
        if said.casefold() == "back":
            self.console.printer.say("Going back.")
            await self.sign_in.give_up()
        elif address := "".join(said.split()):
            self.console.printer.say(line(await self.inbox.paste(address)) or "Taken. Waiting for your provider.")


@dataclass(frozen=True, slots=True)
class Printed:
    """What waits as lines, and in the order of their numbers."""

    lines: Sequence[str]
    order: Sequence[Waiting]


def printed(found: Sequence[Waiting], now: float) -> Printed:
    """Return what waits in its parts, numbered through."""
    lines: list[str] = []
    order: list[Waiting] = []
    for title, members in waits.parted(found, now):
        lines.append(f"{title}:")
        for one in members:
            order.append(one)
            lines.append(f"  {len(order)}. {named(one.headline)}, from {named(one.by)}, {waits.state(one, now)}")
    return Printed(lines, order)


def whole(waiting: Waiting, now: float) -> list[str]:
    """Return all that is known of one of them: what the platform says, who asks, and their agent's claim."""
    claim = waits.claim(waiting)
    return [
        f"What would happen: {named(waiting.headline)}.",
        f"Effect: {words.EFFECT[waiting.effect]}.",
        *indented([f"{place}. {named(row)}" for place, row in enumerate(waiting.rows, 1)]),
        *indented([told(fact) for fact in waits.told(waiting, now)]),
        "Why it is asked for, which is a claim:",
        *indented([told(Fact("", claim.text))]),
    ]
