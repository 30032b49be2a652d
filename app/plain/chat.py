"""One conversation as lines: what happens in it goes out, what is typed goes in, until one wants to leave."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Literal

from app.auth.events import AuthError, SignIn
from app.plain import transcript
from app.plain.asking import Asking
from app.plain.console import Console
from app.plain.floor import Gone
from app.plain.keyboard import Typed
from app.plain.printer import quoted
from app.plain.telling import YOU, Telling
from app.ui.desk import DeskTrouble, Leaving, Opened
from app.ui.talk import Talk
from graph.events import Confirming, Ended, Event, Failed

Left = Leaving | Literal["quit"] | Opened
"""What a person wants next when leaving a conversation."""

_PATIENCE = 2.0
_PROMPT = f"{YOU}: "
_NOT_SENT = "Not sent, because the turn before it has not come to its end: {}. Say it again if you still want it."

_log = logging.getLogger(__name__)


class Chat:
    """Runs until it is left; whatever it is given to do beside the talk is done and its failures are said.

    `resting` is called whenever there is nothing left to do but to ask for words.
    """

    def __init__(self, opened: Opened, console: Console, sign_in: SignIn) -> None:
        self.opened, self.console, self.sign_in = opened, console, sign_in
        conversation = opened.conversation
        self.asking = Asking(console, lambda: conversation.history(None, 1))
        self.telling = Telling(console.printer, console.wall)
        self.talk = Talk(conversation, self.asking.ask, self._show, self._changed)
        self.resting: Callable[[], object] = str
        self.waits = False
        self._page: Confirming | None = None
        self._beside: set[asyncio.Task[None]] = set()
        self._awaited: set[asyncio.Task[None]] = set()
        self._left: asyncio.Future[Left] = asyncio.get_running_loop().create_future()
        self._ended = False

    async def run(self) -> Left:
        """Go on with what was left, then with what is said, until it is left."""
        floor = self.console.floor
        self.begin(self._talk_on())
        floor.otherwise, floor.early = self.take, self.keep
        floor.hand_on()
        if floor.gone:
            self.end()
        try:
            return await self._left
        finally:
            floor.otherwise = floor.early = None
            for task in self._beside:
                task.cancel()
            await asyncio.gather(*self._beside, return_exceptions=True)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.opened.conversation.close(), _PATIENCE)

    def leave(self, how: Left) -> None:
        """Leave; what is open stays open."""
        if not self._left.done():
            self._left.set_result(how)

    def end(self) -> None:
        """Take no more words: a person has gone, while a pipe still hears the end of what it has said."""
        self._ended = True
        if self.console.floor.decides:
            self.leave("quit")
        else:
            self._changed()

    def ask_again(self) -> None:
        """Ask for what was asked for before something else was said."""
        self.console.floor.again()
        self._changed()

    def begin(self, work: Coroutine[object, object, None], *, awaited: bool = False) -> None:
        """Do something beside the talk; where it is awaited, no words are asked for until it is done."""
        task = asyncio.ensure_future(self.told(work))
        for tasks in (self._beside, self._awaited) if awaited else (self._beside,):
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        task.add_done_callback(lambda _: self.ask_again())

    def take(self, typed: Typed) -> None:
        """Take what was typed at no question: an answer to the provider's page, or words for the agent."""
        text = typed.text.strip()
        if self._page is not None and (text.casefold() == "back" or "://" in text):
            self.begin(self._answer_page(text))
        elif text and self.waits and not self.console.floor.decides:
            self.console.printer.say(_NOT_SENT.format(quoted(text)))
        elif text:
            self._say(text)
        self._changed()

    def keep(self, text: str) -> None:
        """Keep words for after the question that they were typed at."""
        self.console.printer.say(f"Kept as your next message: {quoted(text)}. /clear drops it.")
        self.talk.say(text)

    def _say(self, text: str) -> None:
        if self.talk.state == "idle" and not self.talk.queue and self.console.floor.decides:
            self.telling.typed = text
        elif self.console.floor.decides:
            self.console.printer.say(f"It goes out after this turn: {quoted(text)}. /clear drops it.")
        self.talk.say(text)

    async def _answer_page(self, text: str) -> None:
        if text.casefold() == "back":
            self.console.printer.say("Going back.")
            await self.sign_in.give_up()
        else:
            problem = await self.sign_in.paste("".join(text.split()))
            self.console.printer.say(problem or "Taken. Waiting for your provider.")

    async def _talk_on(self) -> None:
        await self.told(self.talk.run(resume=True))
        while True:  # it only ever ends by a failure that nobody foresaw, which has been said
            await self.told(self.talk.run(resume=False))

    async def told(self, work: Coroutine[object, object, None]) -> None:
        """Do some work, and say what goes wrong."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
        error = None if task.cancelled() else task.exception()
        match error:
            case None | Gone():
                return
            case AuthError() | DeskTrouble():
                failed = Failed(error.sentence, error.next_step)
            case _:
                _log.error("plain mode failed", exc_info=error)
                sentence = f"Something went wrong that Countersign did not foresee ({type(error).__name__})."
                failed = Failed(sentence, "Try once more, or restart.")
        self.console.printer.say(*transcript.told(failed))
        self._changed()

    async def _show(self, event: Event) -> None:
        self._page = event if isinstance(event, Confirming) else None
        if isinstance(event, Ended):
            self._end_turn(event)
        else:
            self.telling.show(event)

    def _end_turn(self, event: Ended) -> None:
        self.waits = event.reason == "waiting"
        if not self.waits or self.asking.told:
            self.telling.show(event)
        self.asking.told = False
        if event.reason != "done" and self.talk.queue:
            self.console.printer.say(_NOT_SENT.format(quoted(self.talk.take_back())))

    def _changed(self) -> None:
        asyncio.get_running_loop().call_soon(self._rest)

    def _rest(self) -> None:
        """Ask for words where nothing is under way, or leave where there are no more to come."""
        floor = self.console.floor
        if self.talk.state != "idle" or self.talk.queue or self._awaited or self._page is not None or floor.taken:
            return
        self.console.printer.finish()
        if self._ended:
            self.leave("quit")
        elif floor.decides and not self._left.done():
            self.resting()
            if not self._awaited:
                self.console.printer.prompt(_PROMPT)
