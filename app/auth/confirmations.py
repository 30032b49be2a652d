"""What people confirmed on the provider's page: the token bound to each, in memory only, and gone once exchanged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.auth.config import Clock
from app.auth.session import Session
from app.auth.tokens import TokenSet

CHANGE = "countersign_change"
DECISION = "countersign_decision"

MARGIN = 10.0
"""Seconds before its end at which a confirmation is not counted on any more."""

Detail = Mapping[str, object]
Bond = tuple[str, ...]
"""What a confirmation is for: a change, or one choice about one approval of a change."""


def bond_of(details: Sequence[Detail]) -> Bond | None:
    """Return what authorization_details are for, None where that is no single change and no single decision."""
    if len(details) != 1:
        return None
    members = {CHANGE: ("change",), DECISION: ("approval", "change", "choice")}.get(str(details[0].get("type")), ())
    values = [details[0].get(member) for member in members]
    named = [value for value in values if isinstance(value, str) and value]
    return (str(details[0]["type"]), *named) if members and named == values else None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One confirmation: what for, the token that proves it, and in which session it was given."""

    bond: Bond
    token: TokenSet = field(repr=False)
    epoch: int


class Confirmations:
    """Confirmations that were not used, and the tokens that used ones were exchanged for, while they live.

    Those of a session that has ended here count no more.
    """

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session, self._clock = session, clock
        self._held: dict[Bond, Confirmed] = {}
        self._given: dict[str, tuple[int, TokenSet]] = {}

    def keep(self, confirmed: Confirmed) -> None:
        """Hold a confirmation, in place of an older one of the same thing."""
        self._held[confirmed.bond] = confirmed

    def find(self, details: Sequence[Detail]) -> Confirmed | None:
        """Return the unused confirmation of exactly this, if there is one."""
        bond = bond_of(details)
        return None if bond is None else self._find(bond)

    def holds(self, change: str) -> bool:
        """Tell whether a confirmation of this change is here and has not been used."""
        return self._find((CHANGE, change)) is not None

    def spend(self, confirmed: Confirmed) -> None:
        """Let go of a confirmation; a newer one of the same thing stays."""
        if self._held.get(confirmed.bond) is confirmed:
            del self._held[confirmed.bond]

    def given(self, scopes: Sequence[str], details: Sequence[Detail]) -> TokenSet | None:
        """Return the token that a confirmation was exchanged for with these scopes and details, until its end."""
        now, epoch = self._clock(), self._session.epoch
        self._given = {
            key: (of, token) for key, (of, token) in self._given.items() if of == epoch and not token.stale(now, 0)
        }
        kept = self._given.get(_key(scopes, details))
        return None if kept is None else kept[1]

    def give(self, scopes: Sequence[str], details: Sequence[Detail], used: Confirmed, token: TokenSet) -> None:
        """Keep what a confirmation was exchanged for."""
        self._given[_key(scopes, details)] = (used.epoch, token)

    def _find(self, bond: Bond) -> Confirmed | None:
        now, epoch = self._clock(), self._session.epoch
        self._held = {
            known: kept
            for known, kept in self._held.items()
            if kept.epoch == epoch and not kept.token.stale(now, MARGIN)
        }
        return self._held.get(bond)


def _key(scopes: Sequence[str], details: Sequence[Detail]) -> str:
    return json.dumps([list(scopes), list(details)], sort_keys=True)
