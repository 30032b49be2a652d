"""Whether the provider vouches for what was asked: the same person, proved strongly and of late, and this one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.auth.confirmations import Detail
from app.auth.events import Account, AuthError, Denied, Unreachable
from app.auth.tokens import LEEWAY, Claims

ACR = "urn:countersign:acr:step-up"
"""How a person must have proved who they are: on the provider's page, with a second factor, for one thing shown."""

MAX_AGE = 300
"""Seconds for which that counts as fresh (RFC 9470)."""

AGAIN = "Nothing was sent and nothing is lost. Confirm it again when you like."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked of the provider: who is to confirm, in which program, and what, without the whole requests."""

    account: Account
    detail: Detail


@dataclass(frozen=True, slots=True)
class Statement:
    """What the provider answered: the id_token's claims, the access token's (None: opaque), and the details granted."""

    claims: Claims
    token: Mapping[str, object] | None
    granted: object


def check(statement: Statement, wanted: Wanted, now: float) -> None:
    """Check everything that a confirmation rests on.

    Raises:
        Denied: it was somebody else, or they proved who they are too weakly or too long ago.
        Unreachable: the token is for something else, or does not say what for.

    """
    _check_person(statement.claims, wanted.account)
    _check_strength(statement.claims.acr, statement.claims.auth_time, now)
    if statement.token is None:
        _check_bond(statement.granted, wanted)
        return
    _check_token(statement.token, wanted, now)
    if statement.granted is not None:
        _check_bond(statement.granted, wanted)


def other_account(account: Account) -> Denied:
    """Return what to say where somebody else is at the provider's page."""
    who = account.email or account.name
    return Denied(f"Somebody else than {who} was at your provider's page.", f"{AGAIN} Sign in there as {who}.")


def _check_person(claims: Claims, account: Account) -> None:
    if (claims.iss, claims.sub, claims.tenant) != (account.issuer, account.sub, account.tenant):
        raise other_account(account)


def _check_strength(acr: object, auth_time: object, now: float) -> None:
    if acr != ACR:
        raise Denied("Your provider did not ask for your second factor, so this is not confirmed.", AGAIN)
    if not isinstance(auth_time, int) or not now - MAX_AGE - LEEWAY <= auth_time <= now + LEEWAY:
        raise Denied("Your provider did not ask you to sign in again just now, so this is not confirmed.", AGAIN)


def _check_token(claims: Mapping[str, object], wanted: Wanted, now: float) -> None:
    account = wanted.account
    if (claims.get("iss"), claims.get("sub")) != (account.issuer, account.sub):
        raise other_account(account)
    if claims.get("client_id", account.client_id) != account.client_id:
        raise _unbound("is another program's")
    _check_strength(claims.get("acr"), claims.get("auth_time"), now)
    _check_bond(claims.get("authorization_details"), wanted)
    if claims.get("change", wanted.detail["change"]) != wanted.detail["change"]:
        raise _unbound("is for something else")


def _check_bond(granted: object, wanted: Wanted) -> None:
    """Check that what was granted is what was asked; a provider may add members (RFC 9396, section 7.1)."""
    if not isinstance(granted, list) or len(granted) != 1 or not isinstance(granted[0], Mapping):
        raise _unbound("does not say what for")
    if any(granted[0].get(name) != value for name, value in wanted.detail.items()):
        raise _unbound("is for something else")


def _unbound(reason: str) -> AuthError:
    return Unreachable(f"The confirmation that your provider gave {reason}, so it was not used.", AGAIN)
