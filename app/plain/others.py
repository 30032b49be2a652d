"""The account's conversations, line by line: a list to pick from by number, and the way to another or a new one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence

from app.plain.chat import Chat
from app.plain.printer import quoted
from app.text import line
from app.ui import words
from app.ui.desk import Kept, Shelf

NO_SUCH = "There is no such number here."
ALL_AT_ONCE = "Going to another conversation needs a person at a terminal: the lines of a pipe come all at once."
HOW = "Type /conversations and a number to go there; what is open here stays open."
_UNTITLED = "nothing said yet"


class Others:
    """The way from one conversation to another; what was typed on the way goes along."""

    def __init__(self, chat: Chat) -> None:
        self._chat, self._say = chat, chat.console.printer.say
        self._warned = False

    def new(self) -> None:
        """Begin a new conversation."""
        self._begin(self._new)

    def choose(self, number: str) -> None:
        """Show all of them and go on with one, at once where its number is known."""
        self._begin(lambda shelf: self._choose(shelf, number))

    def _begin(self, work: Callable[[Shelf], Coroutine[object, object, None]]) -> None:
        if self._chat.opened.shelf is None:
            self._say(words.ALONE)
        else:
            self._chat.begin(work(self._chat.opened.shelf), awaited=True)

    async def _new(self, shelf: Shelf) -> None:
        if not await self._chat.opened.conversation.history(None, 1):
            self._say(words.STILL_NEW)
        elif not shelf.keeps and not self._warned:
            self._warned = True
            self._say(words.NOT_KEPT)
        else:
            await self._go(shelf, None)

    async def _choose(self, shelf: Shelf, number: str) -> None:
        kept = await shelf.kept()
        floor = self._chat.console.floor
        if number:
            await self._take(shelf, kept, number)
            return
        self._say("", "Your conversations, only on this machine:", *self._lines(kept))
        if not floor.decides or floor.taken:
            self._say(HOW)
            return
        async with floor.held():
            while (said := (await floor.words("Type a number to go on with it, new, or back: ")).casefold()) != "back":
                if not said or await self._take(shelf, kept, said):
                    return

    def _lines(self, kept: Sequence[Kept]) -> list[str]:
        now, here = self._chat.console.wall(), self._chat.opened.conversation.thread
        found = []
        for place, one in enumerate(kept, 1):
            waits = [f"{one.waits} wait{'s' if one.waits == 1 else ''} for you"] if one.waits else []
            when = "this one" if one.thread == here else words.ago(now - one.updated)
            found.append(f"  {place}. {', '.join([line(one.title) or _UNTITLED, *waits, when])}")
        return found or ["  None is kept here yet."]

    async def _take(self, shelf: Shelf, kept: Sequence[Kept], said: str) -> bool:
        """Go where somebody wants to; tells whether there is anything of the kind."""
        if said == "new":
            await self._new(shelf)
        elif said.isascii() and said.isdigit() and 1 <= int(said) <= len(kept):
            await self._go(shelf, kept[int(said) - 1].thread)
        else:
            self._say(NO_SUCH)
            return False
        return True

    async def _go(self, shelf: Shelf, thread: str | None) -> None:
        chat, floor = self._chat, self._chat.console.floor
        if thread == chat.opened.conversation.thread:
            self._say("You are in that one.")
        elif not floor.decides:
            self._say(ALL_AT_ONCE)
        else:
            floor.otherwise = None  # what is typed from here on is for the other one
            try:
                other = await shelf.open(thread)
            except BaseException:
                floor.otherwise = chat.take
                floor.hand_on()
                raise
            if unsent := chat.talk.take_back():
                self._say(f"Not sent: {quoted(unsent)}. Say it again if you still want it.")
            chat.leave(other)
