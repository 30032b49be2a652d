"""Where a person edits a call's arguments; what becomes of them is the card's to say."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from app.text import clean
from app.ui import edited
from tools.change import Json

HOW = "Ctrl+S asks anew with these arguments, Esc goes back."
"""What is said while a person edits."""

_UNCHANGED = "Nothing is changed yet. Esc goes back."


class Editor(TextArea):
    """Arguments as JSON; what was written stays until other arguments are to be edited."""

    @dataclass
    class Given(Message):
        """The person is done: with these arguments, or with a problem in one line that keeps them from being taken."""

        args: Json
        problem: str = ""

    def __init__(self) -> None:
        super().__init__(compact=True, soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        self._proposed: Json = {}
        self._from: Json | None = None

    def begin(self, proposed: Json, args: Json) -> None:
        """Show arguments, unless they are the ones that a person has already begun to edit; take the keys."""
        self._proposed = proposed
        if self._from is None or not edited.same(self._from, args):
            self._from = args
            self.load_text(edited.shown(args))
        self.display = True
        self.screen.set_focus(self)

    def on_key(self, event: events.Key) -> None:
        """Hand over what was written."""
        if event.key == "ctrl+s":
            event.stop()
            self.post_message(self._given())

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste without what could mislead an eye or a terminal."""
        event.stop()
        event.prevent_default()
        self.insert(clean(event.text))

    def _given(self) -> Given:
        try:
            args = edited.read(self.text)
        except edited.Unsound as error:
            return self.Given({}, str(error))
        return self.Given(args, _UNCHANGED if edited.same(args, self._proposed) else "")
