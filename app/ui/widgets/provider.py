"""The provider's own page, seen from here: where it is, what it will show, and the two ways back from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from app.auth.events import AuthError
from app.text import line, named
from app.ui.links import address
from app.ui.means import Provider
from app.ui.unforeseen import unforeseen

TITLE = "Your provider asks you to confirm"
_OPENED = "Your browser has the page."
_NOT_OPENED = "No browser opened here. Open this address in any browser."
_KEYS = "Ctrl+Y copies the address, Esc goes back: nothing is sent then, and this stays open."
_BACK = "Going back …"


class ProviderPage(Vertical):
    """Waits beside a page that is open elsewhere; whoever opened it takes this away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+y", "copy", "Copy the address", show=False),
    ]

    def __init__(self, headline: str, url: str, shows: Sequence[str], provider: Provider, *, opened: bool) -> None:
        super().__init__()
        self._headline, self._url, self._shows = named(headline), line(url), tuple(shows)
        self._address, self._provider, self._opened = address(url), provider, opened
        self.border_title = Content(f" {TITLE} ")

    def compose(self) -> ComposeResult:
        """Lay out the page; the address stands alone on its line."""
        yield Static(self._headline, markup=False, classes="headline")
        yield Static(_OPENED if self._opened else _NOT_OPENED, markup=False, classes="where")
        yield Static(self._address, markup=False, classes="address")
        if self._shows:
            told = [
                Content.styled("Its page will show", "bold"),
                *(Content(f"  {named(each)}") for each in self._shows),
            ]
            yield Static(Content("\n").join(told), markup=False, classes="shows")
        yield Static(_KEYS, markup=False, classes="hint")
        yield Input(placeholder="Paste the address that the browser ends at, then Enter", compact=True)

    def take_focus(self) -> None:
        """Take the keys, to where an address can be pasted."""
        self.screen.set_focus(self.query_one(Input))

    def action_back(self) -> None:
        """Stop waiting for the page."""
        self._say(_BACK)
        self.run_worker(self._provider.give_up(), name="give up", exit_on_error=False)

    def action_copy(self) -> None:
        """Copy the address to the clipboard, where the terminal allows it."""
        self.app.copy_to_clipboard(self._url)
        self.notify("Copied the address.", timeout=2, markup=False)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted)
    def _pasted(self, event: Input.Submitted) -> None:
        event.stop()
        if url := "".join(event.value.split()):
            self.run_worker(self._paste(url), name="paste", exclusive=True, group="paste", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what went wrong with going back or with an address."""
        event.stop()
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            failed = error if isinstance(error, AuthError) else unforeseen(event.worker)
            self._say(f"{line(failed.sentence)} → {line(failed.next_step)}")

    async def _paste(self, url: str) -> None:
        problem = await self._provider.paste(url)
        self._say(line(problem) or "Taken. Waiting for your provider …")
        self.query_one(Input).value = ""

    def _say(self, text: str) -> None:
        self.query_one(".hint", Static).update(text)
