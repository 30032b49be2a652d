"""Plain mode from its first line to its last: in at the door, through conversations, and out again in any case."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Literal

from app.plain.chat import Chat, Left
from app.plain.commands import is_command
from app.plain.console import Console
from app.plain.doing import Doing
from app.plain.door import Door
from app.plain.floor import Gone
from app.plain.keyboard import Typed
from app.ui.desk import Desk, Leaving, Opened

WAITS = 3
"""The exit code where something waits for a person and none is here, as `ask` has it."""

_PATIENCE = 3.0
_ONCE_MORE = "Ctrl+C once more quits."


class Program:
    """Reads what is typed and gives it to where it belongs; ends with an exit code."""

    def __init__(self, desk: Desk, console: Console, environ: Mapping[str, str]) -> None:
        self._desk, self._console, self._environ = desk, console, environ
        self._doing: Doing | None = None
        self._chat: Chat | None = None
        self._over = asyncio.Event()
        self._interrupted = False
        self._code = 0

    async def run(self) -> int:
        """Live, and let go of everything in the end."""
        living = [asyncio.ensure_future(work) for work in (self._live(), self._read(), self._over.wait())]
        quiet = _on_interrupt(self._interrupt)
        live, read, _ = living
        try:
            await asyncio.wait({live, living[2]}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in living:
                task.cancel()
            await asyncio.wait(living)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._desk.leave(), _PATIENCE)
            quiet()
        for task in (live, read):
            if not task.cancelled():
                task.result()
        self._console.printer.say("Bye.")
        return self._code

    async def _live(self) -> None:
        left: Leaving | Literal["", "quit"] = ""
        with suppress(Gone):
            while left != "quit":
                door = Door(self._desk, self._console, self._environ)
                opened = await door.enter(restore=not left, sign_out=left == "sign_out")
                while isinstance(chosen := await self._talk(opened), Opened):
                    opened = chosen
                left = chosen

    async def _talk(self, opened: Opened) -> Left:
        self._chat = chat = Chat(opened, self._console, self._desk.sign_in)
        self._doing = Doing(chat)
        try:
            await chat.told(self._doing.open())
            return await chat.run()
        finally:
            self._chat = self._doing = None
            self._code = WAITS if chat.waits and not self._console.floor.decides else 0

    async def _read(self) -> None:
        async for typed in self._console.keyboard.typed():
            self._interrupted = False
            if self._console.floor.decides:
                self._console.printer.entered()
            self._give(typed)
        self._console.floor.close()
        if self._chat is not None:
            self._chat.end()

    def _give(self, typed: Typed) -> None:
        text = typed.text.strip()
        if text == "/quit":
            self._over.set()
        elif self._doing is not None and is_command(text):
            self._doing.do(text)
            self._again()
        elif is_command(text):
            self._console.printer.say("Only /quit can be typed after a slash before you are signed in.")
            self._console.floor.again()
        else:
            self._console.floor.hand(typed)

    def _interrupt(self) -> None:
        if self._interrupted:
            self._over.set()
            return
        self._interrupted = True
        self._console.keyboard.forget()
        self._console.printer.broken()
        if self._doing is not None:
            self._doing.interrupt()
        else:
            self._console.printer.say(_ONCE_MORE)
        self._again()

    def _again(self) -> None:
        if self._chat is not None:
            self._chat.ask_again()
        else:
            self._console.floor.again()


def _on_interrupt(heard: Callable[[], None]) -> Callable[[], object]:
    """Have Ctrl+C heard; returns what gives it back to whoever had it."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, heard)
    except NotImplementedError:  # Windows
        before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(heard))
        return lambda: signal.signal(signal.SIGINT, before)
    return lambda: loop.remove_signal_handler(signal.SIGINT)
