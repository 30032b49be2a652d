"""The least that can be called a Textual program: a header line, some words, a place to type and one key."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, Static

FRAME = "A bare program says as much as this"
ANSWER = "The key has come"
PROMPT = "▊  "
"""What stands before the words that are typed."""

WORDS = f"{FRAME}\n" + "\n".join(f"{number}  Some words that fill a line of its screen" for number in range(1, 6))


class BareScreen(Screen[None]):
    CSS: ClassVar[str] = "#header { dock: top; height: 2; border-bottom: solid $panel; } #words { height: auto; }"

    def compose(self) -> ComposeResult:
        yield Static("Bare", id="header", markup=False)
        yield Static(WORDS, id="words", markup=False)
        yield Input(placeholder="Type something")


class BareApp(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "interrupt", priority=True)]

    def on_mount(self) -> None:
        self.push_screen(BareScreen())

    def action_interrupt(self) -> None:
        self.notify(ANSWER)


def main() -> None:
    BareApp().run()
