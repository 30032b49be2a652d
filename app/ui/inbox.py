"""What the inbox is handed by whoever builds the program: proposals that wait, and the way to decide on others'."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # the first frame needs none of the tools' words
    from tools.change import Effect

Waits = Literal["me", "second", "others"]
"""For whom it waits: my own open card, somebody else's that I may decide, or mine that others must decide."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal that waits or has waited; times are in Unix seconds.

    `id` is the platform's approval (`ap_…`), or the proposal (`pr_…`) for one's own open card. `headline` and `lines`
    (label and words) are the platform's own for an approval, whose `change` is the digest of what it would do, by which
    a decision names what was seen; `why` is the asker's claim. `changed` says what is
    not as it was since then, `reason` why it can't be decided here, if so.
    """

    id: str
    waits: Waits
    state: Literal["pending", "approved", "rejected", "expired", "used"]
    headline: str
    effect: Effect
    by: str
    since: int
    expires: int
    lines: Sequence[tuple[str, str]] = ()
    rows: Sequence[str] = ()
    why: str = ""
    changed: Sequence[str] = ()
    reason: str = ""
    typed: str = ""
    thread: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """The provider's page for this decision is open, or must be opened by the person."""

    url: str
    opened: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """The platform has taken the decision."""

    choice: Literal["approve", "reject"]
    sentence: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not taken: one sentence, and what the person can do next; the proposal waits on."""

    sentence: str
    next_step: str


Outcome = Opening | Decided | Refused


class Inbox(Protocol):
    """What waits for the person signed in here, and for others on their behalf."""

    async def waiting(self) -> Sequence[Waiting]:
        """Return what waits, what is open first and the newest first among it; raises DeskTrouble."""
        ...

    def decide(self, seen: Waiting, choice: Literal["approve", "reject"], note: str) -> AsyncIterator[Outcome]:
        """Decide on somebody else's approval after a sign-in for exactly what was seen.

        Ends with one Decided or one Refused; what would do another thing by now than was seen is refused.
        """
        ...

    async def paste(self, url: str) -> str:
        """Hand the provider's redirect URL to the decision under way; an empty string, or one sentence why not."""
        ...

    def changes(self) -> AsyncIterator[int]:
        """Yield how many wait for this person, first now and then whenever anything about what waits is another."""
        ...
