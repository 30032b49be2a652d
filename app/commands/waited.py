"""Waits for what a person decides elsewhere about a run that nobody watches, and tells what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from typing import TYPE_CHECKING

from app.commands.printed import Printed

if TYPE_CHECKING:
    from app.ui.desk import Opened
    from app.ui.inbox import Waiting
    from graph.conversation import Conversation
    from graph.events import Event

ENTRIES = 200
"""How many kept lines of the conversation are looked at for what another terminal has written."""
BUSY_SECONDS = 0.5


async def until_decided(opened: Opened, printed: Printed) -> None:
    """Stay until nothing of a run waits any more; what is decided elsewhere is carried on here or there, once."""
    if opened.inbox is None:
        return
    seen = await _last(opened.conversation)
    while printed.waits:
        await _until_nothing_waits(opened, printed.open)
        printed.begin_anew()
        here = await _carried_on(opened.conversation, printed)
        for entry in await opened.conversation.history(None, ENTRIES):
            if entry.seq > seen and entry.event not in here:
                printed.take(entry.event)
        seen = await _last(opened.conversation)


async def _until_nothing_waits(opened: Opened, names: set[str]) -> None:
    if opened.inbox is None:
        return
    async with AsyncExitStack() as stack:
        changes = opened.inbox.changes()
        if isinstance(changes, AsyncGenerator):
            await stack.enter_async_context(aclosing(changes))
        async for _ in changes:
            if not any(_waits(one) for one in await opened.inbox.waiting() if one.id in names):
                return


def _waits(one: Waiting) -> bool:
    return one.state == "pending"


async def _carried_on(conversation: Conversation, printed: Printed) -> list[Event]:
    """Go on with what was decided; another terminal that is at it already is waited for."""
    from graph.conversation import BUSY

    while True:
        events = [event async for event in conversation.resume(printed.nobody)]
        if BUSY not in events:
            break
        await asyncio.sleep(BUSY_SECONDS)
    for event in events:
        printed.take(event)
    return events


async def _last(conversation: Conversation) -> int:
    return max((entry.seq for entry in await conversation.history(None, 1)), default=0)
