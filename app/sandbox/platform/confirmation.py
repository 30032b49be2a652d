"""Checks that a token confirms exactly the request it came with (RFC 9396; PROTOCOL: E)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.sandbox.platform.digests import Arrival, Sender, change_of
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.rules import CONFIRMED, Rule
from app.sandbox.platform.tokens import Claims


class Detail(BaseModel):
    """The one authorization_details object that this platform knows; nothing else may stand in it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    type: Literal["countersign_change"]
    locations: list[str]
    actions: list[str]
    change: str
    requests: Annotated[list[str], Field(min_length=1, max_length=500)]
    expires_at: Annotated[int, Field(ge=0, lt=2**53)]
    approval: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The change that a request belongs to, the approval it names, and whether it wants a fresh sign-in."""

    change: str
    approval: str | None
    fresh: bool = False


def confirmation_of(claims: Claims, arrival: Arrival, rule: Rule, audience: str, now: float) -> Confirmed | None:
    """Return the change that a token confirms for this request; None where the token has none and none is needed.

    Raises:
        Problem: 403, the request wants a confirmed change and has none, or the token confirms something else.

    """
    digest = arrival.digest(audience)
    if claims.authorization_details is None:
        if rule.effect in CONFIRMED:
            raise unconfirmed("This needs a person's confirmation, and the token carries none.", digest)
        return None
    detail = only_detail(claims.authorization_details, digest)
    sender = Sender(audience, claims.sub, claims.tenant, claims.client_id)
    if detail.locations != [audience]:
        raise unconfirmed("What was confirmed is meant for another place.", digest)
    if rule.action not in detail.actions:
        raise unconfirmed("Another kind of action was confirmed than this one.", digest)
    if detail.change != change_of(detail.requests, sender, detail.expires_at):
        raise unconfirmed("What was confirmed does not belong to this person, client and list of requests.", digest)
    if digest not in detail.requests:
        raise unconfirmed("This request is not the one that was confirmed.", digest)
    if detail.expires_at <= now:
        raise _refuse("expired-change", "The confirmation has expired. Ask the person again.", digest)
    return Confirmed(detail.change, detail.approval)


def only_detail(details: list[object], digest: str) -> Detail:
    """Return the one object that a token's details hold.

    Raises:
        Problem: 403, they are anything else.

    """
    try:
        (only,) = details
        return Detail.model_validate(only)
    except (ValueError, ValidationError) as error:
        raise unconfirmed("The token's confirmation is not one that this platform understands.", digest) from error


def unconfirmed(sentence: str, digest: str) -> Problem:
    """Return the 403 for what was not confirmed, with the digest that would have had to be."""
    return _refuse("unconfirmed-change", sentence, digest)


def _refuse(name: str, sentence: str, digest: str) -> Problem:
    return Problem(403, name, sentence, more={"change_request": digest})
