"""Signing in, line by line: a browser, an address pasted back, or one of the sandbox's people by number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from app.auth.events import Account, AuthError, Opening, Refused, SignedIn, SignInEvent
from app.plain.console import Console
from app.plain.printer import address
from app.text import line, named
from app.ui.desk import Desk, DeskTrouble, Opened
from app.ui.ways import PROMISE, Way, browserless, ways

_AGAIN = "Press Enter to try again, or type /quit: "
_PAGE = "Paste the address that the browser ends at, or type back."


class _Back(Exception):
    """The person wants another way."""


class Door:
    """Ends with an opened conversation; whoever types /quit here is taken away by the program."""

    def __init__(self, desk: Desk, console: Console, environ: Mapping[str, str]) -> None:
        self._desk, self._console, self._environ = desk, console, environ

    async def enter(self, *, restore: bool, sign_out: bool) -> Opened:
        """Go in by the session that is kept, or by a way that the person chooses; raises Gone."""
        async with self._console.floor.held():
            while True:
                try:
                    return await self._enter(restore=restore, sign_out=sign_out)
                except (AuthError, DeskTrouble) as known:
                    self._trouble(known.sentence, known.next_step)
                restore = sign_out = False
                await self._console.floor.words(_AGAIN)

    async def _enter(self, *, restore: bool, sign_out: bool) -> Opened:
        self._console.printer.say(f"Getting the {line(self._desk.place)} ready.")
        await self._desk.prepare()
        if sign_out:
            self._console.printer.say(line(await self._desk.sign_in.sign_out(everywhere=False)))
        account = await self._restored() if restore else None
        return await self._open(account) if account else await self._choose()

    async def _restored(self) -> Account | None:
        try:
            return await self._desk.sign_in.restore()
        except AuthError as known:
            self._trouble(known.sentence, known.next_step)
            return None

    async def _open(self, account: Account) -> Opened:
        self._console.printer.say(f"Signed in as {named(account.name)}. Opening your conversation.")
        return await self._desk.open(account)

    async def _choose(self) -> Opened:
        offered = ways(await self._desk.sign_in.people(), browserless=browserless(self._environ))
        self._console.printer.say("", "What Countersign does on your behalf:", *_numbered(PROMISE))
        self._console.printer.say("", "Sign in:", *(_way(way) for way in offered))
        while True:
            said = (await self._console.floor.words("Type one of these and Enter: ")).casefold()
            way = next((each for each in offered if each.key == said), None)
            if way is None:
                self._console.printer.say("That is none of these.")
                continue
            self._console.printer.say(f"{way.doing}.")
            account = await self._by(way)
            if account is not None:
                return await self._open(account)

    async def _by(self, way: Way) -> Account | None:
        if way.kind == "person":
            return await self._go(way)
        try:
            return await self._console.floor.beside(self._go(way), self._hear)
        except _Back:
            return None

    async def _go(self, way: Way) -> Account | None:
        sign_in = self._desk.sign_in
        try:
            return await self._follow(sign_in.as_person(way.person) if way.kind == "person" else sign_in.with_browser())
        except AuthError as known:
            self._trouble(known.sentence, known.next_step)
            return None

    async def _follow(self, steps: AsyncIterator[SignInEvent]) -> Account | None:
        account = None
        async for step in steps:
            match step:
                case Opening(url, opened):
                    where = "Your browser has the page:" if opened else "Open this page in any browser:"
                    self._console.printer.say(where, address(url), _PAGE)
                case SignedIn(found):
                    account = found
                case Refused(sentence, next_step):
                    self._trouble(sentence, next_step)
        return account

    async def _hear(self, said: str) -> None:
        """Take an address, or back; raises _Back."""
        if said.casefold() == "back":
            raise _Back
        if address := "".join(said.split()):
            self._console.printer.say(line(await self._desk.sign_in.paste(address)) or "Taken.")

    def _trouble(self, sentence: str, next_step: str) -> None:
        self._console.printer.say(f"Problem: {line(sentence)}", *([f"Next: {line(next_step)}"] if next_step else []))


def _numbered(texts: Sequence[str]) -> list[str]:
    return [f"  {place}. {text.replace('Esc', 'Ctrl+C')}" for place, text in enumerate(texts, 1)]


def _way(way: Way) -> str:
    return f"  {way.key}. {', '.join(part for part in (way.label, way.detail) if part)}"
