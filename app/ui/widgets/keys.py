"""The foot of a card: a hint, the two one-line inputs, and the choices with their keys."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from app.ui.widgets.choice import Choice
from app.ui.widgets.said import Said, Typed


class Keys(Vertical):
    """Shows what can be said to a proposal; it decides nothing by itself."""

    def __init__(self, wanted: str, *, alike: bool) -> None:
        super().__init__()
        self._wanted, self._alike = wanted, alike

    def compose(self) -> ComposeResult:
        """Lay out the hint, the inputs and the choices."""
        yield Static(classes="hint", markup=False)
        yield Said()
        yield Typed(self._wanted)
        with Horizontal(classes="choices"):
            yield Choice("y", "Approve")
            yield Choice("n", "Reject, say why")
            yield Choice("?", "Details")
            if self._alike:
                yield Choice("Y", "All alike")

    def offers(self, key: str) -> bool:
        """Tell whether a key is one of the choices."""
        return any(choice.name == key for choice in self.query(Choice))

    def hint(self, text: str) -> None:
        """Say something in the line above the choices."""
        self.query_one(".hint", Static).update(text)

    def ask(self, kind: type[Input]) -> None:
        """Show an input in place of the hint, and give it the keys."""
        said = self.query_one(kind)
        said.display = True
        self.query_one(".hint").display = False
        self.screen.set_focus(said)

    def take_focus(self) -> None:
        """Show the choices again, and give the keys to the one that changes nothing."""
        self.query(Input).set(display=False)
        self.query_one(".hint").display = True
        self.screen.set_focus(next(choice for choice in self.query(Choice) if choice.name == "n"))
