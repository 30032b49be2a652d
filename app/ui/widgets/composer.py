"""Where the person writes: Enter sends, Ctrl+J begins a new line, up and down at its edges bring back what was sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # the face leaves it out
from textual.binding import Binding, BindingType
from textual.keys import Keys
from textual.widgets import TextArea

from app.text import clean
from app.ui import commands
from app.ui.messages import Offered, Submitted, TakenBack
from app.ui.pastes import Pastes
from app.ui.prompts import Prompts

ANSI_SEQUENCES_KEYS["\x1b\r"] = (Keys.ControlJ,)  # type: ignore[index]  # Alt+Enter would else be Enter, and send


class Composer(TextArea):
    """A text area of one to six lines that posts Submitted, Offered and TakenBack."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+y", "screen.copy", "Copy", show=False)]

    def __init__(self) -> None:
        super().__init__(
            compact=True,
            soft_wrap=True,
            tab_behavior="focus",
            highlight_cursor_line=False,
            placeholder="Type a message …",
        )
        self._prompts, self._pastes = Prompts(), Pastes()
        self._recalled: str | None = None
        self._at, self._told = 0, False
        self.queued = False

    def remember(self, older: Iterable[str]) -> None:
        """Take what was sent before this program ran."""
        self._prompts.remember(older)

    async def on_key(self, event: events.Key) -> None:
        """Take the keys that mean something here; the rest is writing.

        Textual does what keys are bound to some time after what they write: keys that come quickly would change places.
        """
        offered = commands.offered(self.text)
        match event.key:
            case "enter" | "tab" if offered:
                self._complete(offered[self._at % len(offered)])
            case "enter":
                self._send()
            case "ctrl+j" | "shift+enter" | "alt+enter":
                self.insert("\n")
            case "up" | "down" if offered:
                self._at = (self._at + (1 if event.key == "down" else -1)) % len(offered)
                self.post_message(Offered(tuple(offered), self._at))
            case "up" if self._at_edge(0):
                self._go_back()
            case "down" if self._prompts.back and self._at_edge(self.wrapped_document.height - 1):
                self._recall(self._prompts.newer(), from_above=True)
            case "backspace" if self.selection.is_empty and (folded := self._folded_before()):
                row, column = self.cursor_location
                self.delete((row, column - folded), (row, column))
            case _ if bound := self._bindings.key_to_bindings.get(event.key):
                await self.run_action(bound[0].action)
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste without what could mislead an eye or a terminal; a long one is folded."""
        event.stop()
        event.prevent_default()
        self.insert(self._pastes.shown(clean(event.text)))

    def on_text_area_changed(self) -> None:
        """Offer commands that begin with what is typed."""
        offered, told = commands.offered(self.text), self._told
        self._at, self._told = 0, bool(offered)
        if offered or told:
            self.post_message(Offered(tuple(offered), self._at))

    def fill(self, text: str) -> None:
        """Put words in front of the cursor, or into the empty composer, and take the keys."""
        self.insert(self._pastes.shown(clean(text)))
        self.screen.set_focus(self)

    @property
    def whole(self) -> str:
        """Return what is written, pastes and all."""
        return self._pastes.whole(self.text)

    def _send(self) -> None:
        if text := self.whole.strip():
            self._prompts.add(text)
            self._recalled = None
            self._pastes.forget()
            self.load_text("")
            self.post_message(Submitted(text))

    def _complete(self, command: commands.Command) -> None:
        self.load_text(command.typed + (" " if command.takes_words else ""))
        self.move_cursor(self.document.end)

    def _at_edge(self, row: int) -> bool:
        untouched = self._recalled is not None and self.text == self._recalled
        return untouched or self.wrapped_document.location_to_offset(self.cursor_location).y == row

    def _go_back(self) -> None:
        if self.queued and not self.text:
            self.post_message(TakenBack())
        else:
            self._recall(self._prompts.older(self.whole), from_above=False)

    def _recall(self, text: str | None, *, from_above: bool) -> None:
        if text is None:
            return
        self._recalled = self._pastes.shown(text)
        self.load_text(self._recalled)
        self.move_cursor(self.document.end if from_above else (0, len(self.document.get_line(0))))

    def _folded_before(self) -> int:
        row, column = self.cursor_location
        return self._pastes.ending(self.document.get_line(row)[:column])
