"""A call that passed the guard, and what doing it gave."""

from __future__ import annotations

from dataclasses import dataclass

from app.sandbox.platform.confirmation import Confirmed
from app.sandbox.platform.digests import Arrival
from app.sandbox.platform.directory import Person
from app.sandbox.platform.rules import Rule
from app.sandbox.platform.tokens import Claims


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls for what, under which token and change; `now` is in Unix seconds."""

    rule: Rule
    claims: Claims
    person: Person
    arrival: Arrival
    digest: str
    confirmed: Confirmed | None
    request_id: str
    now: int

    @property
    def tenant(self) -> str:
        """Return the tenant that every statement is limited to."""
        return self.person.tenant.id


@dataclass(frozen=True, slots=True)
class Done:
    """What a write gave: its status, its JSON body, and the ids of the records it touched."""

    status: int
    body: str
    records: tuple[str, ...]
