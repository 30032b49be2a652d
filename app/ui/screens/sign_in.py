"""Signing in: what Countersign does on your behalf, the ways in, and what went wrong, on one page."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.worker import Worker, WorkerState

from app.auth.events import Account, AuthError, Opening, Refused, SignedIn, SignInEvent
from app.text import clean, line
from app.ui.desk import Desk, DeskTrouble, Opened
from app.ui.ways import AGAIN, Way, browserless, promise, ways
from app.ui.widgets.bars import Masthead, StatusBar

_KEYS = ("Enter chooses", "Ctrl+Q quits")
_log = logging.getLogger(__name__)


class SignInScreen(Screen[Opened]):
    """Ends with an opened conversation; everything slow runs after the first frame."""

    AUTO_FOCUS = ""
    CSS_PATH = "sign_in.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+y", "copy", "Copy the address", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, environ: Mapping[str, str], *, restore: bool = True, sign_out: bool = False) -> None:
        super().__init__()
        self._desk, self._restore, self._sign_out = desk, restore, sign_out
        self._browserless = browserless(environ)
        self._ways: Sequence[Way] = ()
        self._url = ""

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield Masthead(Content.styled("Countersign", "bold $text-accent"), [line(self._desk.place)])
        with VerticalScroll(id="door", can_focus=False):
            yield Static(promise(), id="promise")
            yield Static(id="trouble", markup=False)
            yield Static("Getting ready …", id="doing", markup=False)
            yield OptionList(id="ways", markup=False, compact=True)
            yield Static(id="address", markup=False)
            yield Input(placeholder="Paste the address that the browser ends at, then Enter", id="paste", compact=True)
        yield StatusBar(right=_KEYS)

    def on_mount(self) -> None:
        """Show the page first, then do what takes time."""
        self.call_after_refresh(self._start)

    def on_key(self, event: events.Key) -> None:
        """Choose by the key in front of a way."""
        listed = self.query_one("#ways", OptionList)
        found = [place for place, way in enumerate(self._ways) if way.key == event.character]
        if found and listed.display and not isinstance(self.focused, Input):
            event.stop()
            listed.highlighted = found[0]
            listed.action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        way = self._ways[event.option_index]
        self._trouble("")
        if way.kind == "again":
            self._start()
        else:
            self.run_worker(self._sign_in(way), name="way", group="way", exit_on_error=False)

    @on(Input.Submitted)
    def _pasted(self, event: Input.Submitted) -> None:
        event.stop()
        if url := "".join(event.value.split()):
            self.run_worker(self._paste(url), name="paste", group="paste", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what went wrong, and offer the ways again."""
        if event.state is not WorkerState.ERROR:
            return
        match event.worker.error:
            case AuthError() | DeskTrouble() as known:
                self._trouble(known.sentence, known.next_step)
            case error:
                _log.error("%s failed", event.worker.name, exc_info=error)
                sentence = f"Something went wrong that Countersign did not foresee ({type(error).__name__})."
                self._trouble(sentence, "Try once more.")
        self._offer(self._ways or [AGAIN])

    def action_back(self) -> None:
        """Give up the way under way and choose another."""
        if self._ways and not self.query_one("#ways").display:
            self.workers.cancel_group(self, "way")
            self._offer(self._ways)

    def action_copy(self) -> None:
        """Copy the address to the clipboard, where the terminal allows it."""
        if self._url:
            self.app.copy_to_clipboard(self._url)
            self.notify("Copied the address.", timeout=2, markup=False)

    def _start(self) -> None:
        self._show_only()
        self._say("#doing", f"Getting the {line(self._desk.place)} ready …")
        self.run_worker(self._begin(), name="begin", group="way", exit_on_error=False)

    async def _begin(self) -> None:
        await self._desk.prepare()
        sign_in = self._desk.sign_in
        kept = Content.styled(f"Session kept in {line(await sign_in.kept_in())}", "dim")
        self.query_one(StatusBar).show(kept, _KEYS)
        if self._sign_out:
            self._sign_out = False
            self._trouble(await sign_in.sign_out(everywhere=False))
        if not await self._restored():
            self._offer(ways(await sign_in.people(), browserless=self._browserless))

    async def _restored(self) -> bool:
        self._restore, restore = False, self._restore
        try:
            account = await self._desk.sign_in.restore() if restore else None
        except AuthError as known:
            self._trouble(known.sentence, known.next_step)
            return False
        if account:
            await self._open(account)
        return account is not None

    async def _sign_in(self, way: Way) -> None:
        self._under_way(f"{way.doing} …", paste=way.kind != "person")
        sign_in = self._desk.sign_in
        steps = sign_in.as_person(way.person) if way.kind == "person" else sign_in.with_browser()
        await self._follow(steps)

    async def _follow(self, steps: AsyncIterator[SignInEvent]) -> None:
        async for step in steps:
            match step:
                case Opening(url, opened):
                    self._show_address(url, opened=opened)
                case SignedIn(account):
                    await self._open(account)
                case Refused(sentence, next_step):
                    self._trouble(sentence, next_step)
                    self._offer(self._ways)

    async def _open(self, account: Account) -> None:
        self._under_way(f"Signed in as {line(account.name)}. Opening your conversation …", paste=False)
        self.dismiss(await self._desk.open(account))

    async def _paste(self, url: str) -> None:
        problem = await self._desk.sign_in.paste(url)
        self._trouble(problem)
        if problem:
            self.query_one(Input).value = ""

    def _offer(self, offered: Sequence[Way]) -> None:
        self._ways = offered
        listed = self.query_one(OptionList)
        listed.set_options([way.prompt for way in offered])
        listed.highlighted = 0
        self._show_only("#ways")
        self._say("#doing", "Sign in")
        listed.focus()

    def _under_way(self, doing: str, *, paste: bool) -> None:
        self._url = ""
        self._show_only(*(["#address", "#paste"] if paste else []))
        self._say("#doing", f"{doing}{'  Esc goes back' if paste else ''}")
        self._say("#address", "")
        self.query_one(Input).value = ""
        if paste:
            self.query_one(Input).focus()

    def _show_address(self, url: str, *, opened: bool) -> None:
        self._url = clean(url, keep_newlines=False)
        self._say("#address", self._url)
        said = "Your browser has the page." if opened else "No browser opened here. Open this address in any browser."
        self._say("#doing", f"{said}  Ctrl+Y copies it, Esc goes back.")

    def _show_only(self, *shown: str) -> None:
        for name in ("#ways", "#address", "#paste"):
            self.query_one(name).display = name in shown

    def _trouble(self, sentence: str, next_step: str = "") -> None:
        parts = [clean(sentence), f"→ {clean(next_step)}" if next_step else ""]
        self._say("#trouble", "\n".join(part for part in parts if part))
        self.query_one("#trouble").display = bool(sentence)

    def _say(self, name: str, text: str) -> None:
        self.query_one(name, Static).update(text)
