"""The terminal program's shell: it goes from signing in to the chat and back, and always lets one out."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from app.text import clean
from app.ui.clock import Clock
from app.ui.desk import Desk, Leaving, Opened
from app.ui.means import Means
from app.ui.screens.sign_in import SignInScreen
from app.ui.sheets import Sheets
from app.ui.theme import THEMES, fitting
from app.ui.tidying import LOOK_SECONDS, Tidier

if TYPE_CHECKING:
    from app.ui.screens.chat import ChatScreen

TWICE = 2.0
"""Seconds within which a second Ctrl+C quits."""

_PATIENCE = 3.0


def _chat(opened: Opened, means: Means) -> ChatScreen:
    from app.ui.screens.chat import ChatScreen  # noqa: PLC0415  # a fifth of the start-up time, not needed for the door

    return ChatScreen(opened, means)


def _selected_in(widget: Widget) -> str:
    from textual.widgets import Input, TextArea  # noqa: PLC0415  # a whole editor, which the first frame does not need

    return widget.selected_text if isinstance(widget, Input | TextArea) else ""


def _is_one_line(widget: Widget | None) -> bool:
    from textual.widgets import Input  # noqa: PLC0415  # as above

    return isinstance(widget, Input)


class CountersignApp(App[None]):
    """Shows what a desk has behind it; nothing slow happens before the first frame."""

    TITLE = "Countersign"
    AUTO_FOCUS = None
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Copy, or quit when pressed twice", show=False, priority=True),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
    ]

    def __init__(
        self,
        desk: Desk,
        *,
        environ: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        theme: str = "",
    ) -> None:
        super().__init__()
        self._desk, self._environ = desk, os.environ if environ is None else environ
        self._means = Means(desk.sign_in, clock or Clock())
        self._interrupted = float("-inf")
        self._tidier = Tidier()
        self._chat: ChatScreen | None = None
        self._be_coloured(fitting(self._environ, theme))
        self.stylesheet = Sheets(variables=self.get_css_variables())

    def _be_coloured(self, name: str) -> None:
        """Know our own themes only: their contrast is measured."""
        others = self.available_themes.keys() - {theme.name for theme in THEMES}
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = name
        for other in others:
            self.unregister_theme(other)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer what works anywhere; a screen with commands of its own, such as the chat, has these among them."""
        if not screen.COMMANDS:
            words = "Other colours: dark, light, high contrast, sixteen"
            yield SystemCommand("Colours", words, self.action_change_theme)
            yield SystemCommand("Quit", "Quit; conversation and open questions are kept", self.action_quit)

    def on_mount(self) -> None:
        """Go through the screens."""
        self._tidier.start()
        self.set_interval(LOOK_SECONDS, self._tidier.look)
        self.run_worker(self._live(), name="live")

    async def on_unmount(self) -> None:
        """Let go of everything, now that the terminal has been given back."""
        self._tidier.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._desk.leave(), _PATIENCE)

    async def _live(self) -> None:
        leaving: Leaving | None = None
        while True:
            first, over = leaving is None, leaving == "sign_out"
            door = SignInScreen(self._desk, self._environ, self._means.early, restore=first, sign_out=over)
            opened = await self.push_screen_wait(door)
            drafts = self._means.drafts
            drafts.belong_to((opened.standing.who, opened.standing.tenant))
            while isinstance(left := await self._talk(opened), Opened):
                opened = left
            leaving = left
            if leaving == "sign_out":
                drafts.belong_to(None)

    async def _talk(self, opened: Opened) -> Leaving | Opened | None:
        self._chat = _chat(opened, self._means)
        return await self.push_screen_wait(self._chat)

    async def on_event(self, event: events.Event) -> None:
        """Clean what is pasted, wherever it goes; keep what is typed before anything has the keys, and else is lost."""
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event.text = clean(event.text)
        if not (self._is_early(event) and self._means.early.hear(event)):
            await super().on_event(event)
        elif self._chat is not None and self.screen is self._chat:
            self._chat.take_early()

    def _is_early(self, event: events.Event) -> bool:
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded or not self.app_focus:
            return False
        return self.focused is None and (len(self.screen_stack) == 1 or self.screen is self._chat)

    def action_interrupt(self) -> None:
        """Copy what is selected; pressed twice, quit."""
        now = self._means.clock.steady()
        if now - self._interrupted <= TWICE:
            self.exit()
            return
        self._interrupted = now
        if selected := self._selected():
            self.copy_to_clipboard(selected)
        said = "Copied. " if selected else ""
        self.notify(f"{said}Ctrl+C once more quits; the conversation is kept.", timeout=TWICE, markup=False)

    @property
    def clipboard(self) -> str:
        """Return what was copied here, as one line where it would go into one."""
        return clean(super().clipboard, keep_newlines=not _is_one_line(self.focused))

    def _selected(self) -> str:
        return (self.focused and _selected_in(self.focused)) or self.screen.get_selected_text() or ""
