"""The foot of a card: a hint, the one-line inputs, and the choices with their keys."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from app.ui.widgets.choice import Choice
from app.ui.widgets.said import Guidance, OneLine, Said, Typed

_NARROW = 63
"""Cells in which not every choice has room."""


class Keys(Vertical):
    """Shows what can be said to a proposal; it decides nothing by itself."""

    def __init__(self, wanted: str, *, kept: str, alike: bool, leaves: bool) -> None:
        super().__init__()
        self._wanted, self._kept, self._alike, self._leaves = wanted, kept, alike, leaves
        self._told = ""

    def compose(self) -> ComposeResult:
        """Lay out the hint, the inputs and the choices; those that take the hint's line are clicked or pressed only."""
        yield Static(classes="hint", markup=False)
        yield Said()
        yield Guidance()
        yield Typed(self._wanted, self._kept)
        with Horizontal(classes="choices more"):
            yield Choice(" ", "Leave one out").as_aside(shown=self._leaves)
            yield Choice("e", "Edit").as_aside()
            yield Choice("g", "Approve with guidance").as_aside()
        with Horizontal(classes="choices first"):
            yield Choice("y", "Approve")
            yield Choice("a", "Ask anew")
            yield Choice("n", "Reject, say why")
            yield Choice("?", "Details")
            if self._alike:
                yield Choice("Y", "All alike")

    def on_mount(self) -> None:
        """Begin with nothing left out."""
        self._choice("a").display = False
        self.hint("")

    def on_resize(self) -> None:
        """Say in fewer words what would not fit."""
        self._choice("g").say("Guidance" if self.size.width < _NARROW else "Approve with guidance")

    def offers(self, key: str) -> bool:
        """Tell whether a key is one of the choices: all but asking anew are in every card, even where one says no."""
        return any(choice.name == key and (choice.display or key != "a") for choice in self.query(Choice))

    def leave_out(self, count: int) -> None:
        """Show the keys that fit with so many records left out."""
        if any(choice.has_focus for choice in self.query(Choice)):
            self.screen.set_focus(self._choice("n"))
        self._choice("a").say(f"Ask anew without {count}")
        for choice in self.query(Choice):
            if choice.name in {"y", "Y", "g"}:
                choice.display = not count
            elif choice.name == "a":
                choice.display = bool(count)

    def hint(self, text: str) -> None:
        """Say something in the line above the choices, or show more choices there."""
        hint = self.query_one(".hint", Static)
        hint.update(text)
        hint.display = bool(text)
        self.query_one(".more").display = not text

    def tell(self, text: str) -> None:
        """Say why this stands here again; it goes with the first key."""
        self._told = text
        self.hint(text)

    def ask(self, kind: type[OneLine]) -> None:
        """Show an input and what it is for in place of the choices, whose keys are letters now; give it the keys."""
        said = self.query_one(kind)
        self.query(OneLine).set(display=False)
        said.display = True
        self.hint(said.how)
        self.hide(hidden=True)
        self.screen.set_focus(said)

    def hide(self, *, hidden: bool) -> None:
        """Show the hint alone while something else has the keys, or the choices again."""
        self.query_one(".first").display = not hidden

    def take_focus(self) -> None:
        """Show the choices again, and give the keys to the one that changes nothing."""
        self.query(OneLine).set(display=False)
        self.hide(hidden=False)
        self.hint(self._told)
        self._told = ""
        self.screen.set_focus(self._choice("n"))

    def _choice(self, key: str) -> Choice:
        return next(choice for choice in self.query(Choice) if choice.name == key)
