"""Waits for what a person decides elsewhere about a run that nobody watches, and tells what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import TYPE_CHECKING

from app.commands.printed import Printed

if TYPE_CHECKING:
    from app.ui.desk import Opened
    from app.ui.inbox import Inbox, Waiting
    from graph.conversation import Conversation
    from graph.events import Event

Sleep = Callable[[float], Awaitable[None]]

ENTRIES = 200
"""How many kept lines of the conversation are looked at for what another terminal has written."""
BUSY_SECONDS = 0.5
LOCAL_SECONDS = 2.0
AGAIN_SECONDS = 60.0
"""How long a platform that could not be asked is left alone."""


async def until_decided(opened: Opened, printed: Printed, sleep: Sleep = asyncio.sleep) -> None:
    """Stay until nothing of a run waits any more; what is decided elsewhere is carried on here or there, once."""
    if opened.inbox is None:
        return
    seen = await _last(opened.conversation)
    while printed.waits:
        before = printed.code, printed.open
        await _until_somebody(opened.inbox, opened.conversation, printed.open, seen, sleep)
        printed.begin_anew()
        here = await _carried_on(opened.conversation, printed, sleep)
        kept = await opened.conversation.history(None, ENTRIES)
        there = [entry.event for entry in kept if entry.seq > seen and entry.event not in here]
        for event in there:
            printed.take(event)
        seen = await _last(opened.conversation)
        if not here and not there:
            printed.code, printed.open = before
            await sleep(AGAIN_SECONDS)


async def _until_somebody(inbox: Inbox, conversation: Conversation, names: set[str], seen: int, sleep: Sleep) -> None:
    """Wait until all that has a name is decided on, or somebody has gone on with the conversation.

    A question has no name, and is answered by going on.
    """
    waits = [asyncio.ensure_future(_until_later(conversation, seen, sleep))]
    waits += [asyncio.ensure_future(_until_nothing_waits(inbox, names, sleep))] if names else []
    try:
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            each.result()
    finally:
        for each in waits:
            each.cancel()
        await asyncio.wait(waits)


async def _until_later(conversation: Conversation, seen: int, sleep: Sleep) -> None:
    while await _last(conversation) <= seen:
        await sleep(LOCAL_SECONDS)


async def _until_nothing_waits(inbox: Inbox, names: set[str], sleep: Sleep) -> None:
    async with AsyncExitStack() as stack:
        changes = inbox.changes()
        if isinstance(changes, AsyncGenerator):
            await stack.enter_async_context(aclosing(changes))
        async for _ in changes:
            if not any(one.state == "pending" for one in await _waiting(inbox, sleep) if one.id in names):
                return


async def _waiting(inbox: Inbox, sleep: Sleep) -> Sequence[Waiting]:
    from app.ui.desk import DeskTrouble

    while True:
        try:
            return await inbox.waiting()
        except DeskTrouble:
            await sleep(AGAIN_SECONDS)


async def _carried_on(conversation: Conversation, printed: Printed, sleep: Sleep) -> list[Event]:
    """Go on with what was decided; another terminal that is at it already is waited for."""
    from graph.conversation import BUSY

    while True:
        events = [event async for event in conversation.resume(printed.nobody)]
        if BUSY not in events:
            break
        await sleep(BUSY_SECONDS)
    for event in events:
        printed.take(event)
    return events


async def _last(conversation: Conversation) -> int:
    return max((entry.seq for entry in await conversation.history(None, 1)), default=0)
