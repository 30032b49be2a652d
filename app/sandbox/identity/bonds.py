"""The rules of what an exchange may rest on: a step-up is for one thing, once, and money moves on nothing less."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from authlib.oauth2.rfc6749 import InvalidGrantError  # type: ignore[import-untyped]  # Authlib ships no types

from app.sandbox.identity.details import DECISION_TYPE, Detail
from app.sandbox.identity.errors import InvalidDetails, UnmetAuthentication
from app.sandbox.identity.scopes import ACT, DECIDE, MONEY, actions
from app.sandbox.identity.stepups import Bond

OPENING = "approvals:open"


def check_fitting(scope: str, details: Sequence[Detail]) -> None:
    """Check that details go with the scopes: none to look, at most a change to act, exactly a decision to decide.

    Raises:
        InvalidDetails: they do not.

    """
    scopes = set(scope.split())
    decides = [detail["type"] == DECISION_TYPE for detail in details]
    if scopes <= set(DECIDE):
        if decides != [True]:
            raise InvalidDetails("A token for deciding names the one decision that it is for.")
    elif any(decides):
        raise InvalidDetails("A decision goes with the scope for deciding and with no other.")
    elif details and not scopes <= set(ACT):
        raise InvalidDetails("A token for looking confirms no change.")


def check_bond(bond: Bond, details: Sequence[Detail]) -> None:
    """Check that a step-up's token is used for what was confirmed, and for the first time.

    Raises:
        InvalidGrantError: it was used before.
        UnmetAuthentication: it is to be used for something else.

    """
    if bond.spent:
        raise InvalidGrantError("The subject_token comes from a step-up and was used before.")
    if [_confirmed_part(detail) for detail in details] != [_confirmed_part(bond.detail)]:
        raise UnmetAuthentication("The step-up was for something else.")


def check_unbound(scope: str, details: Sequence[Detail], was_confirmed: Callable[[object], bool]) -> None:
    """Check that what moves money is not exchanged from an ordinary session.

    It may be where the details name a second person's approval, and the first one confirmed the same change here.

    Raises:
        UnmetAuthentication: a step-up for this very change is needed first.

    """
    if not _moves_money(set(scope.split()), details):
        return
    if not any("approval" in detail and was_confirmed(detail["change"]) for detail in details):
        raise UnmetAuthentication("Moving money needs a step-up for this very change first.")


def _moves_money(scopes: set[str], details: Sequence[Detail]) -> bool:
    """Tell whether scopes let money move, or let a second person be asked to agree to details that do."""
    if scopes & set(MONEY):
        return True
    named = {str(action) for detail in details for action in _list_of(detail.get("actions"))}
    return OPENING in scopes and bool(named & actions(MONEY))


def _list_of(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _confirmed_part(detail: Detail) -> Detail:
    """Return what the person confirmed; actions follow from the requests, and an approval comes after it."""
    if detail["type"] == DECISION_TYPE:
        return detail
    return {name: value for name, value in detail.items() if name not in {"actions", "approval"}}
