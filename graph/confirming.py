"""Has a Change confirmed on the page of the person's own provider, where policy wants more than a key for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Sequence

from graph.events import Confirming
from graph.freshness import Fresh
from graph.policy.safeguards import MEETABLE
from graph.proposal import to_confirm
from graph.state import Halt, Parts
from graph.trouble import NotConfirmed, Stopped
from tools.approvals import OPEN
from tools.change import Change, Need, Proposal, Row
from tools.sums import money

NO_PROVIDER = "Your provider can't be asked to confirm this here."
OTHER = "Your provider has confirmed something else than this."
MOST_LINES = 8


def wants_page(proposal: Proposal) -> bool:
    """Tell whether the rules want the person to confirm it at their provider."""
    return "fresh_login" in proposal.verdict.needs


def meetable(parts: Parts) -> frozenset[Need]:
    """Return the needs that can be met here."""
    page: set[Need] = {"fresh_login"} if parts.freshness is not None else set()
    second: set[Need] = {"second_person"} if parts.approvals is not None else set()
    return MEETABLE | page | second


async def confirm(proposal: Proposal, parts: Parts) -> None:
    """Put a Change on the provider's page and wait for its yes, or until the person stops the turn.

    Raises:
        NotConfirmed: the provider can't be asked here, or vouches for another change.
        Stopped: the person has stopped the turn.
        Trouble: the person said no there or left, it was somebody else, or the provider can't be reached.

    """
    if parts.freshness is None:
        raise NotConfirmed(NO_PROVIDER, "Ask whoever runs this platform.")
    parts.mark("confirming")
    shown = tuple(shows(proposal.change))

    def opening(url: str, opened: bool) -> None:  # noqa: FBT001  # as the port calls it
        parts.said(Confirming(proposal.id, proposal.change.headline, url, opened, shown))

    scopes = [*proposal.scopes, *(OPEN if "second_person" in proposal.verdict.needs else ())]
    asked = parts.freshness.confirm(to_confirm(proposal, parts.audience), opening, scopes)
    fresh = await _unless_stopped(asked, parts.halt)
    if fresh.change != proposal.change_digest:
        raise NotConfirmed(OTHER, "Approve it again.")
    parts.mark("confirmed")


async def _unless_stopped(asked: Coroutine[object, object, Fresh], halt: Halt) -> Fresh:
    asking, stop = asyncio.ensure_future(asked), asyncio.ensure_future(halt.wish.wait())
    try:
        await asyncio.wait({asking, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise Stopped("You stopped it before your provider had confirmed it.", "Ask for the change again.")
        return asking.result()
    finally:
        asking.cancel()
        stop.cancel()
        await asyncio.wait({asking, stop})


def shows(change: Change) -> Iterator[str]:
    """Yield in words what the provider's page will show, as far as it is known here."""
    if change.amount is not None:
        yield money(*change.amount)
    yield from _shortened([_line(row) for row in change.rows])
    yield from (f"{label}: {told}" for label, told in change.facts)


def _line(row: Row) -> str:
    before, after = row.before or {}, row.after or {}
    moved = [f"{name} {before.get(name)} → {after[name]}" for name in after if _is_told(before.get(name), after[name])]
    return f"{row.label}: {', '.join(moved)}" if moved else row.label


def _is_told(old: object, new: object) -> bool:
    return isinstance(old, str) and isinstance(new, str) and old != new


def _shortened(lines: Sequence[str]) -> list[str]:
    left = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], *([f"and {left} more"] if left > 0 else [])]
