from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from textual.events import Paste

from app.auth.events import SignedIn, SignInEvent
from app.ui.drafts import Drafts
from app.ui.screens.chat import ChatScreen
from app.ui.screens.conversations import ConversationsScreen
from app.ui.screens.sign_in import SignInScreen
from app.ui.widgets.composer import Composer
from tests.ui.fakes_shelf import FakeShelf
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, FakeSignIn, Held
from tests.ui.fakes_values import ALICE

HALF = "the salary of"


@dataclass
class Several(FakeSignIn):
    """Lets in whoever is chosen, as the person that was chosen."""

    async def as_person(self, key: str) -> AsyncIterator[SignInEvent]:
        yield SignedIn(replace(ALICE, sub=f"usr_{key}", email=f"{key}@acme.example"))


def half_typed(*others: str) -> Shown:
    shelf = FakeShelf({name: FakeConversation(thread=name) for name in others})
    return Shown(FakeDesk(FakeConversation(), sign_in=Several(account=ALICE), shelf=shelf))


async def to_the_door(shown: Shown, leaving: str = "sign_in") -> None:
    await shown.press(*HALF)
    await shown.app.screen.run_action(f"leave('{leaving}')")
    await shown.until(lambda: isinstance(shown.app.screen, SignInScreen))
    await shown.sees("Bob Lindqvist")


async def as_person(shown: Shown, key: str) -> str:
    await shown.press(key)
    return await written(shown)


async def written(shown: Shown) -> str:
    await shown.until(lambda: isinstance(shown.app.screen, ChatScreen) and bool(shown.app.screen.query(Composer)))
    await shown.rest()
    return shown.app.screen.query_one(Composer).text


async def test_half_typed_words_are_there_again_after_signing_in_again() -> None:
    async with half_typed() as shown:
        await to_the_door(shown)
        assert await as_person(shown, "1") == HALF
        await shown.press(*" bob", "enter")
        await shown.until(lambda: shown.desk.conversation.heard == [f"{HALF} bob"])  # type: ignore[attr-defined]  # the fake's own field


async def test_nobody_else_sees_them_and_they_are_gone_for_good_by_then() -> None:
    async with half_typed() as shown:
        await to_the_door(shown)
        assert await as_person(shown, "2") == ""
        await shown.sees("bob@acme.example")
        assert HALF not in shown.text
        await shown.app.screen.run_action("leave('sign_in')")
        await shown.until(lambda: isinstance(shown.app.screen, SignInScreen))
        await shown.sees("Bob Lindqvist")
        assert await as_person(shown, "1") == ""


async def test_signing_out_forgets_them() -> None:
    async with half_typed() as shown:
        await to_the_door(shown, "sign_out")
        assert await as_person(shown, "1") == ""


async def test_they_go_along_to_another_conversation() -> None:
    async with half_typed("thr_2") as shown:
        before = shown.app.screen
        await shown.press(*HALF, "ctrl+r")
        await shown.until(lambda: isinstance(shown.app.screen, ConversationsScreen))
        await shown.rest()
        await shown.press(*"thr_2", "enter")
        await shown.until(lambda: isinstance(shown.app.screen, ChatScreen) and shown.app.screen is not before)
        assert await written(shown) == HALF


async def test_words_that_wait_for_the_turn_under_way_go_along_unsent() -> None:
    talks = FakeConversation(script=Held().script)
    desk = FakeDesk(talks, sign_in=Several(account=ALICE), shelf=FakeShelf({"thr_2": FakeConversation(thread="thr_2")}))
    async with Shown(desk) as shown:
        await shown.says("go")
        await shown.says("and then this")
        await shown.press(*HALF)
        await shown.app.screen.run_action("leave('sign_in')")
        await shown.until(lambda: isinstance(shown.app.screen, SignInScreen))
        await shown.sees("Bob Lindqvist")
        assert await as_person(shown, "1") == f"and then this\n{HALF}"
        assert talks.heard == ["go"]


async def test_what_is_typed_and_pasted_before_there_is_a_composer_waits_in_it_unsent() -> None:
    gate = asyncio.Event()
    desk = FakeDesk(FakeConversation(), gate=gate)
    async with Shown(desk) as shown:
        await shown.until(lambda: desk.prepared == 1)
        await shown.press(*"1 whoo", "backspace", " ")
        shown.app.post_message(Paste("is this\nabout?"))
        await shown.press("enter", "tab", "escape")
        gate.set()
        assert await written(shown) == "1 who is this\nabout?"
        assert desk.conversation.heard == []  # type: ignore[attr-defined]  # the fake's own field


async def test_what_is_typed_before_the_ways_in_are_offered_is_dropped_with_them() -> None:
    gate = asyncio.Event()
    desk = FakeDesk(FakeConversation(), sign_in=Several(), gate=gate)
    async with Shown(desk) as shown:
        await shown.until(lambda: desk.prepared == 1)
        await shown.press(*HALF)
        gate.set()
        await shown.sees("Bob Lindqvist")
        assert await as_person(shown, "2") == ""


def test_the_same_account_finds_its_words_and_another_finds_nothing() -> None:
    drafts = Drafts()
    drafts.belong_to("alice")
    drafts.keep("prop_1", "5000")
    drafts.belong_to("alice")
    assert drafts.of("prop_1") == "5000"
    drafts.belong_to("bob")
    assert drafts.of("prop_1") == ""
    drafts.belong_to("alice")
    assert drafts.of("prop_1") == ""
