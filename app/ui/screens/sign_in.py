"""Signing in: one worker at a time goes a way in, and ends with an opened conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.worker import Worker, WorkerState

from app.auth.events import AuthError, Opening, Refused, SignedIn, SignInEvent
from app.text import line, named
from app.ui.desk import Desk, DeskTrouble, Opened
from app.ui.early import Early
from app.ui.theme import MUTED
from app.ui.unforeseen import unforeseen
from app.ui.ways import AGAIN, Way, browserless, ways
from app.ui.widgets.bars import Masthead, StatusBar
from app.ui.widgets.door import Door

_KEYS = ("Enter chooses", "Ctrl+Q quits")


class SignInScreen(Screen[Opened]):
    """Ends with an opened conversation; everything slow runs after the first frame."""

    AUTO_FOCUS = ""
    CSS_PATH = "sign_in.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+y", "copy", "Copy the address", show=False, priority=True),
    ]

    def __init__(
        self,
        desk: Desk,
        environ: Mapping[str, str],
        early: Early | None = None,
        *,
        restore: bool = True,
        sign_out: bool = False,
    ) -> None:
        super().__init__()
        self._desk, self._restore, self._sign_out = desk, restore, sign_out
        self._early = early or Early()
        self._browserless = browserless(environ)
        self._ways: Sequence[Way] = ()

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield Masthead(Content.styled("Countersign", "bold $text-accent"), [line(self._desk.place)])
        yield Door()
        yield StatusBar(right=_KEYS)

    def on_mount(self) -> None:
        """Show the page first, then do what takes time."""
        self._door.under_way(f"Getting the {line(self._desk.place)} ready")
        self.call_after_refresh(self._start)

    def on_key(self, event: events.Key) -> None:
        """Choose by the key in front of a way; where there is nothing to choose yet, keep what is typed."""
        found = [place for place, way in enumerate(self._ways) if way.key == event.character]
        if found and self._door.choosing:
            event.stop()
            self._door.choose(found[0])
        elif self.focused is None:
            self._early.hear(event)

    def on_paste(self, event: events.Paste) -> None:
        """Keep what is pasted where there is nothing to paste into yet."""
        if self.focused is None:
            self._early.hear(event)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._door.trouble("")
        way = self._ways[event.option_index]
        if way.kind == "again":
            self._start()
        else:
            self.run_worker(self._go(way), name="way", group="way", exit_on_error=False)

    @on(Input.Submitted)
    def _pasted(self, event: Input.Submitted) -> None:
        event.stop()
        if url := "".join(event.value.split()):
            self.run_worker(self._paste(url), name="paste", group="paste", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what went wrong, and offer the ways again."""
        if event.state is WorkerState.ERROR:
            match event.worker.error:
                case AuthError() | DeskTrouble() as known:
                    self._door.trouble(known.sentence, known.next_step)
                case _:
                    failed = unforeseen(event.worker)
                    self._door.trouble(failed.sentence, failed.next_step)
            self._offer(self._ways or [AGAIN])

    def action_back(self) -> None:
        """Give up the way under way and choose another."""
        if self._ways and not self._door.choosing:
            self.workers.cancel_group(self, "way")
            self._offer(self._ways)

    def action_copy(self) -> None:
        """Copy the address to the clipboard, where the terminal allows it."""
        if self._door.url:
            self.app.copy_to_clipboard(self._door.url)
            self.notify("Copied the address.", timeout=2, markup=False)

    @property
    def _door(self) -> Door:
        return self.query_one(Door)

    def _start(self) -> None:
        self._door.under_way(f"Getting the {line(self._desk.place)} ready")
        self.run_worker(self._begin(), name="begin", group="way", exit_on_error=False)

    async def _begin(self) -> None:
        await self._desk.prepare()
        sign_in = self._desk.sign_in
        kept = Content.styled(f"Session kept in {line(await sign_in.kept_in())}", MUTED)
        self.query_one(StatusBar).show(kept, _KEYS)
        if self._sign_out:
            self._sign_out = False
            self._door.trouble(await sign_in.sign_out(everywhere=False))
        if not await self._restored():
            self._offer(ways(await sign_in.people(), browserless=self._browserless))

    async def _restored(self) -> bool:
        self._restore, restore = False, self._restore
        try:
            account = await self._desk.sign_in.restore() if restore else None
        except AuthError as known:
            self._door.trouble(known.sentence, known.next_step)
            return False
        if account:
            self._door.under_way(f"Signed in as {named(account.name)}. Opening your conversation")
            self.dismiss(await self._desk.open(account))
        return account is not None

    async def _go(self, way: Way) -> None:
        self._door.under_way(way.doing, paste=way.kind != "person")
        sign_in = self._desk.sign_in
        await self._follow(sign_in.as_person(way.person) if way.kind == "person" else sign_in.with_browser())

    async def _follow(self, steps: AsyncIterator[SignInEvent]) -> None:
        async for step in steps:
            match step:
                case Opening(url, opened):
                    self._door.show_address(url, opened=opened)
                case SignedIn(account):
                    self._door.under_way(f"Signed in as {named(account.name)}. Opening your conversation")
                    self.dismiss(await self._desk.open(account))
                case Refused(sentence, next_step):
                    self._door.trouble(sentence, next_step)
                    self._offer(self._ways)

    async def _paste(self, url: str) -> None:
        problem = await self._desk.sign_in.paste(url)
        self._door.trouble(problem)
        if problem:
            self._door.clear_paste()

    def _offer(self, offered: Sequence[Way]) -> None:
        self._ways = offered
        self._early.take()
        self._door.offer(offered)
