"""The port to the person's own identity provider, whose page shows a Change and has the last word (RFC 9470)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Protocol

from tools.change import Json

Opening = Callable[[str, bool], None]
"""Hears where the provider's page is, and whether a browser has opened it; called on the graph's own loop."""

SignedIn = Callable[[], Coroutine[object, object, None]]
"""Has the provider say that the person is still signed in here; raises Trouble where it does not, or can't be asked."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the provider vouches for: how and when (Unix seconds) the person proved who they are, for this change."""

    change: str
    acr: str
    auth_time: int


class Freshness(Protocol):
    """Has one Change confirmed at the provider; what comes back is kept for the executor and used once."""

    async def confirm(self, details: Sequence[Json], opening: Opening, scopes: Sequence[str]) -> Fresh:
        """Put authorization_details with the whole requests on the provider's page and wait for its answer.

        `scopes` are those that the Change will be sent with. Cancelled, it waits no longer.

        Raises:
            Trouble: the person said no there or left, it was somebody else, or the provider can't be reached.

        """
        ...

    def holds(self, change: str) -> bool:
        """Tell whether a confirmation of this change is here and can still be used; it does not outlive the process."""
        ...
