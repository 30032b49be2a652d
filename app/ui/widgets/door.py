"""The page on which one signs in: the promise, what goes on, what went wrong, and the ways or an address."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from app.text import TOLD, fold, line
from app.ui.theme import MUTED
from app.ui.ways import PROMISE, Way
from app.ui.widgets.pointed import Pointed


class Door(VerticalScroll, can_focus=False):
    """Shows one thing to do at a time; it knows nothing of how signing in works."""

    def __init__(self) -> None:
        super().__init__()
        self.url = ""

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield Static(_promise(), id="promise")
        yield Static(id="trouble", markup=False)
        yield Static(id="doing", markup=False)
        yield Pointed(id="ways", markup=False, compact=True)
        yield Static(id="address", markup=False)
        yield Input(placeholder="Paste the address that the browser ends at, then Enter", id="paste", compact=True)

    @property
    def choosing(self) -> bool:
        """Tell whether the ways are in view."""
        return bool(self.query_one("#ways").display)

    def offer(self, ways: Sequence[Way]) -> None:
        """Show the ways, and give them the keys."""
        listed = self.query_one(OptionList)
        listed.set_options([_prompt(way) for way in ways])
        listed.highlighted = 0
        self._show_only("#ways")
        self._say("#doing", "Sign in")
        self.screen.set_focus(listed)

    def choose(self, place: int) -> None:
        """Choose a way by its place in the list."""
        listed = self.query_one(OptionList)
        listed.highlighted = place
        listed.action_select()

    def under_way(self, doing: str, *, paste: bool = False) -> None:
        """Show what goes on, with an input for an address where one can be pasted back."""
        self.url = ""
        self._show_only(*(["#address", "#paste"] if paste else []))
        self._say("#doing", f"{doing} …{'  Esc goes back' if paste else ''}")
        self._say("#address", "")
        self.clear_paste()
        if paste:
            self.screen.set_focus(self.query_one(Input))

    def clear_paste(self) -> None:
        """Empty the input for an address."""
        self.query_one(Input).value = ""

    def show_address(self, url: str, *, opened: bool) -> None:
        """Show the page to sign in at, as one bare line."""
        self.url = line(url)
        self._say("#address", self.url)
        said = "Your browser has the page." if opened else "No browser opened here. Open this address in any browser."
        self._say("#doing", f"{said}  Ctrl+Y copies it, Esc goes back.")

    def trouble(self, sentence: str, next_step: str = "") -> None:
        """Show what went wrong and what to do next; nothing where the sentence is empty."""
        parts = [fold(sentence, TOLD), f"→ {fold(next_step, TOLD)}" if next_step else ""]
        self._say("#trouble", "\n".join(part for part in parts if part))
        self.query_one("#trouble").display = bool(sentence)

    def _show_only(self, *shown: str) -> None:
        for name in ("#ways", "#address", "#paste"):
            self.query_one(name).display = name in shown

    def _say(self, name: str, text: str) -> None:
        self.query_one(name, Static).update(text)


def _promise() -> Content:
    lines = [Content.assemble((f"{number}  ", "bold $text-accent"), text) for number, text in enumerate(PROMISE, 1)]
    return Content("\n").join([Content.styled("What Countersign does on your behalf", "bold"), *lines])


def _prompt(way: Way) -> Content:
    return Content.assemble((f" {way.key} ", "bold"), f" {way.label:<22}", (f" {way.detail}", MUTED))
