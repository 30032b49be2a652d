"""Sign-ins and step-ups under way, from page to page: in memory only, and gone after ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Literal

from app.sandbox.identity.backchannel import Told
from app.sandbox.identity.config import VISIT_SECONDS
from app.sandbox.identity.incoming import Incoming
from app.sandbox.seed.people import SandboxPerson

MAX_VISITS = 1000
TRIES = 5
CODE_TRIES = 3

Step = Literal["login", "consent", "confirm"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One authorization request on its way through the pages; `person` is set once the PIN was right.

    `told` is what the platform said a step-up's requests do, None where it did not say.
    """

    incoming: Incoming
    client_name: str
    scope: str
    expires_at: float
    tries_left: int = TRIES
    person: SandboxPerson | None = None
    auth_time: int = 0
    told: Told | None = None

    @property
    def step(self) -> Step:
        """Return the page that the visit is at."""
        if self.person is None:
            return "login"
        return "confirm" if self.incoming.asked else "consent"

    @property
    def redirect_origin(self) -> str:
        """Return the origin that the last redirect goes to."""
        return "/".join((self.incoming.get("redirect_uri") or "").split("/")[:3])


class Visits:
    """Keeps visits by a random id that only the page knows; every step takes the visit out and gives it a new one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._visits: dict[str, Visit] = {}

    def deadline(self) -> float:
        """Return when a visit that begins now is over."""
        return self._clock() + VISIT_SECONDS

    def put(self, visit: Visit) -> str:
        """Keep a visit under a new id; the oldest gives way when there are too many."""
        now = self._clock()
        self._visits = {tx: kept for tx, kept in self._visits.items() if now < kept.expires_at}
        if len(self._visits) >= MAX_VISITS:
            del self._visits[next(iter(self._visits))]
        tx = token_urlsafe(24)
        self._visits[tx] = visit
        return tx

    def take(self, tx: str | None, step: Step) -> Visit | None:
        """Take a visit out, if it is at this step and in time; anything else stays or is not there."""
        visit = self._visits.get(tx or "")
        if tx is None or visit is None or visit.step != step:
            return None
        del self._visits[tx]
        return visit if self._clock() < visit.expires_at else None
