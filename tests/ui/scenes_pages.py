"""The pages beside the conversation: the door, the inbox, what one may do, the conversations, and the small ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.auth.events import Account, Refused, SessionEnded
from app.ui.desk import DeskTrouble, May, Opened
from app.ui.inbox import Waiting
from app.ui.widgets.said import Said as Reason
from app.ui.widgets.said import Typed
from graph.events import Ended, Entry, Said, Spoke
from tests.ui.fakes_inbox import FakeInbox, deleting, own, theirs
from tests.ui.fakes_shelf import FakeShelf
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, FakeSignIn
from tests.ui.fakes_values import NOW, STANDING
from tests.ui.scene import Play, Scene

_MAY = (
    May("list_projects", "read", "runs"),
    May("search_tasks", "read", "runs"),
    May("create_task", "create", "runs", "more than three ask"),
    May("update_task", "update", "runs", "values that did not come from you ask"),
    May("delete_tasks", "delete", "asks", "Deleting loses information."),
    May("delete_projects", "delete", "forbidden", "Leads can't delete projects at Acme."),
    May("transfer_funds", "transfer", "second", "above 10,000.00 EUR"),
)
_MINE_WAITS = theirs("ap_3", waits="others", headline="Move 12,000.00 EUR  Marketing ▸ Apollo", by="Alice Moreau")
_WAITING = (
    theirs(),
    deleting(changed=("12 of the 40 tasks were closed since",)),
    own(),
    _MINE_WAITS,
    deleting("ap_4", state="rejected", headline="Delete 3 tasks in Zephyr"),
    deleting("ap_5", state="used", headline="Delete the release Zephyr 2.0"),
    deleting("ap_6", expires=NOW - 60, headline="Delete 9 tasks in Mobile app"),
)


@dataclass
class Desk(FakeDesk):
    """A desk at which it is known what one may do."""

    may: tuple[May, ...] = field(default=_MAY)

    async def open(self, account: Account) -> Opened:
        """Return the conversation with all that."""
        opened = await super().open(account)
        return replace(opened, standing=replace(STANDING, session="signed in at 10:32 with a PIN", may=self.may))


def _pressing(*keys: str, see: str) -> Play:
    async def play(shown: Shown) -> None:
        await shown.press(*keys)
        await shown.sees(see)
        await shown.rest()

    return play


async def _keys(shown: Shown) -> None:
    await shown.press("f1")
    await shown.sees("Tools: only looks")
    await shown.press("end")


def _inbox(*found: Waiting, keys: tuple[str, ...] = (), see: str, trouble: DeskTrouble | None = None) -> Scene:
    async def play(shown: Shown) -> None:
        await shown.press("ctrl+o")
        await shown.sees(see)
        await shown.press(*keys)

    return Scene(lambda: FakeDesk(inbox=FakeInbox(list(found), trouble=trouble)), play)


def _deciding(key: str, kind: type[Reason | Typed], *typed: str) -> Scene:
    async def play(shown: Shown) -> None:
        await shown.press("ctrl+o")
        await shown.sees("For you to decide", "brought forward")
        await shown.press("enter")
        await shown.press(*["pagedown"] * 3)
        shown.time.pass_(1)
        await shown.press(key)
        await shown.until(lambda: isinstance(shown.app.focused, kind))
        shown.time.pass_(1)
        await shown.press(*typed)

    return Scene(lambda: FakeDesk(inbox=FakeInbox([theirs()])), play)


def _shelved() -> FakeDesk:
    def talk(name: str) -> FakeConversation:
        said = [Entry(1, NOW, Said(f"Words of {name}")), Entry(2, NOW, Spoke("m1", f"The answer of {name}."))]
        return FakeConversation(thread=name, kept=[*said, Entry(3, NOW, Ended("done"))])

    names = ("thr_1", "thr_2", "thr_3")
    return FakeDesk(talk("thr_1"), shelf=FakeShelf({name: talk(name) for name in names}, {"thr_2": 2}))


def _door(*keys: str, see: str, **given: object) -> Scene:
    async def play(shown: Shown) -> None:
        await shown.sees("Alice Moreau")
        await shown.press(*keys)
        await shown.sees(see)

    def desk() -> FakeDesk:
        own = {name: each.copy() if isinstance(each, list) else each for name, each in given.items()}
        return FakeDesk(sign_in=FakeSignIn(**own))  # type: ignore[arg-type]  # the fake's own fields

    return Scene(desk, play)


_NO = Refused("The PIN was wrong three times.", "Choose your name and try again.")
_ENDED = SessionEnded("Your session has ended.", "Sign in again; the conversation is kept.")
_LOST = DeskTrouble("The platform can't be reached.", "Try again with Ctrl+O in a minute.")

SCENES = {
    "page-sign-in": _door(see="Alice Moreau"),
    "page-sign-in-address": _door("b", see="Open this address"),
    "page-sign-in-opened": _door("b", see="Your browser has the page", browser=True),
    "page-sign-in-refused": _door("2", see="wrong three times", refusals=[_NO]),
    "page-sign-in-ended": _door(see="Your session has ended", trouble=_ENDED),
    "page-inbox": _inbox(*_WAITING, see="For you to decide"),
    "page-inbox-changed": _inbox(*_WAITING, keys=("down",), see="For you to decide"),
    "page-inbox-own": _inbox(*_WAITING, keys=("down", "down"), see="For you to decide"),
    "page-inbox-others": _inbox(*_WAITING, keys=("down", "down", "down"), see="For you to decide"),
    "page-inbox-empty": _inbox(see="Nothing waits"),
    "page-inbox-trouble": _inbox(see="can't be reached", trouble=_LOST),
    "page-inbox-money": _deciding("y", Typed, *"50,000"),
    "page-inbox-reason": _deciding("n", Reason),
    "page-may": Scene(Desk, _pressing("f1", see="Tools: only looks")),
    "page-may-keys": Scene(Desk, _keys),
    "page-conversations": Scene(_shelved, _pressing("ctrl+r", see="this one")),
    "page-status": Scene(Desk, _pressing(*"/status", "enter", see="Thread")),
    "page-copy": Scene(_shelved, _pressing("ctrl+y", see="Enter copies")),
    "page-commands": Scene(_shelved, _pressing("ctrl+p", see="What may I do"), afresh=True),
}
