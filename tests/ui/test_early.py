from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from textual.events import Key, Paste

from app.auth.events import Account
from app.ui.app import CountersignApp
from app.ui.desk import Opened
from app.ui.early import Early
from app.ui.screens.chat import ChatScreen
from app.ui.widgets.composer import Composer
from tests.ui.fakes_shelf import FakeShelf
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, FakeSignIn

STEPS = 40
LINE = " ".join(str(number) for number in range(60))


class Hands:
    """Types a letter of a line at each of the loop's steps, whatever stands on the screen by then."""

    def __init__(self) -> None:
        self.app: CountersignApp | None = None
        self.typed = asyncio.Event()
        self._typing: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._typing = asyncio.create_task(self._type())

    async def _type(self) -> None:
        assert self.app
        for letter in LINE:
            self.app.post_message(Key(letter, letter))
            await asyncio.sleep(0)
        self.typed.set()


@dataclass
class HandsAtTheDesk(FakeDesk):
    """Somebody begins to type as soon as a conversation is opened."""

    hands: Hands = field(default_factory=Hands)

    async def open(self, account: Account) -> Opened:
        self.hands.begin()
        return await super().open(account)


@dataclass
class HandsAtTheShelf(FakeShelf):
    """Somebody is in the middle of a line when another conversation is there."""

    hands: Hands = field(default_factory=Hands)

    async def open(self, thread: str | None) -> Opened:
        self.hands.begin()
        for _ in range(STEPS):
            await asyncio.sleep(0)
        return await super().open(thread)


async def written(shown: Shown, hands: Hands) -> str:
    await hands.typed.wait()
    await shown.until(lambda: isinstance(shown.app.screen, ChatScreen) and bool(shown.app.screen.query(Composer)))
    await shown.rest()
    return shown.app.screen.query_one(Composer).text


async def test_nothing_is_lost_that_is_typed_while_the_door_goes_and_the_chat_comes() -> None:
    desk = HandsAtTheDesk(FakeConversation(), sign_in=FakeSignIn())
    async with Shown(desk) as shown:
        desk.hands.app = shown.app
        await shown.sees("Alice Moreau")
        await shown.press("1")
        assert await written(shown, desk.hands) == LINE


async def test_nothing_is_lost_that_is_typed_between_two_conversations() -> None:
    shelf = HandsAtTheShelf()
    async with Shown(FakeDesk(FakeConversation(), shelf=shelf)) as shown:
        shelf.hands.app = shown.app
        await shown.says("hello")
        await shown.sees("You said")
        await shown.says("/new")
        assert await written(shown, shelf.hands) == LINE


async def test_a_paste_is_kept_too_and_a_letter_taken_back_is_not() -> None:
    early = Early()
    assert early.hear(Paste("whose is it"))
    for key in ("backspace", "s", "?"):
        assert early.hear(Key(key, None if len(key) > 1 else key))
    assert not early.hear(Key("enter", "\r"))
    assert not early.hear(Key("f1", None))
    assert (early.take(), early.take()) == ("whose is is?", "")
