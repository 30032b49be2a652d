"""Run by `long_talk`, in a home: puts conversations of so many turns each into the store of whoever signed in last."""

from __future__ import annotations

import asyncio
import sys
import time

from app.settings import from_environment
from app.wiring import Parts
from graph.events import Event, Looked, Looking, Said, Spoke, Thought, Used
from graph.storage.threads import Threads

ANSWER = """These are the {number} that I found, **all of them** open for a while:

* the old landing page copy, which nobody has touched since spring
* a spike on the new router, by Bob
* `update_task` was not needed

Tell me which of them should go."""


def a_turn(name: str, number: int) -> list[Event]:
    """Return a turn as most of them are."""
    message, call = f"{name}_{number}", f"{name}_{number}/0"
    return [
        Said(f"{name}: question {number}: which tasks are stale in Apollo, and whose are they?"),
        Thought(message, "Stale means untouched for more than ninety days. I look for those first."),
        Looking(call, "search_tasks", {"project": "Apollo", "stale_days": 90}),
        Looked(call, "search_tasks", "found", "5 tasks", 84),
        Spoke(message, ANSWER.format(number=number)),
        Used(message, 1_200, 80),
    ]


async def fill(turns: list[int]) -> None:
    """Put one conversation for each number of turns into the store."""
    parts = Parts(from_environment())
    await parts.prepare()
    try:
        async with parts.store() as store:
            threads = Threads(store, time.time)
            for many in turns:
                with store.transaction():
                    thread = threads.create()
                    for number in range(1, many + 1):
                        for event in a_turn(f"talk{many}x", number):
                            threads.append(thread, event)
                    threads.append(thread, Said(f"The last words of talk{many}x"))
                    threads.append(thread, Spoke(f"end_{many}", f"The end of talk{many}x."))
    finally:
        await parts.close()


if __name__ == "__main__":
    asyncio.run(fill([int(word) for word in sys.argv[1:]]))
