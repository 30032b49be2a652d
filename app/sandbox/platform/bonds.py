"""Checks what a token confirms: a request, the change that a body holds whole, or one decision about another's."""

from __future__ import annotations

from typing import Literal, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError

from app.sandbox.platform.arrival import StrictRequest
from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.confirmation import Confirmed, confirmation_of, only_detail, unconfirmed
from app.sandbox.platform.deeds import step_of
from app.sandbox.platform.digests import Arrival, Sender, change_of
from app.sandbox.platform.moments import DAY
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.rules import Rule
from app.sandbox.platform.shapes_of_changes import Choice, Decision, NewApproval
from app.sandbox.platform.tokens import Claims

Body = TypeVar("Body", bound=BaseModel)

SKEW = 60
"""How many seconds an asker's clock may be ahead of this one."""


class DecisionDetail(BaseModel):
    """The authorization_details object that one decision is confirmed with; nothing else may stand in it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    type: Literal["countersign_decision"]
    locations: list[str]
    approval: str
    change: str
    choice: Choice


async def bond_of(
    request: StrictRequest, claims: Claims, arrival: Arrival, rule: Rule, config: PlatformConfig
) -> Confirmed | None:
    """Return what a token confirms for this request; None where the token has nothing and nothing is needed.

    Raises:
        Problem: 403, the request wants something confirmed, and the token has nothing or something else.
        RequestValidationError: the body is not such that it could be confirmed.

    """
    match rule.binds:
        case "change":
            return _change(claims, await _body(request, NewApproval), config)
        case "decision":
            named = str(request.path_params["approval_id"])
            return _decision(claims, named, await _body(request, Decision), config)
        case "request":
            return confirmation_of(claims, arrival, rule, config.audience, config.clock())


def _change(claims: Claims, asked: NewApproval, config: PlatformConfig) -> Confirmed:
    steps = [step_of(one) for one in asked.requests]
    digests = [one.arrival().digest(config.audience) for one in asked.requests]
    sender = Sender(config.audience, claims.sub, claims.tenant, claims.client_id)
    change = change_of(digests, sender, asked.expires_at)
    if claims.authorization_details is None:
        raise unconfirmed("This needs a person's confirmation, and the token carries none.", change)
    detail = only_detail(claims.authorization_details, change)
    if detail.locations != [config.audience]:
        raise unconfirmed("What was confirmed is meant for another place.", change)
    if not {step.rule.action for step in steps} <= set(detail.actions):
        raise unconfirmed("Other kinds of action were confirmed than these.", change)
    if (detail.change, detail.requests, detail.expires_at) != (change, digests, asked.expires_at):
        raise unconfirmed("The change that was confirmed is not the one that is to wait.", change)
    now = config.clock()
    if asked.expires_at <= now:
        raise Problem(403, "expired-change", "The confirmation has expired. Ask the person again.")
    if asked.expires_at > now + DAY + SKEW:
        raise Problem(403, "expires-too-late", "A change waits for a second person for 24 hours at most.")
    return Confirmed(change, None, fresh=any(step.rule.fresh for step in steps))


def _decision(claims: Claims, approval: str, said: Decision, config: PlatformConfig) -> Confirmed:
    try:
        (only,) = claims.authorization_details or []
        detail = DecisionDetail.model_validate(only)
    except (ValueError, ValidationError) as error:
        raise _undecided("The token confirms no decision that this platform understands.") from error
    if detail.locations != [config.audience]:
        raise _undecided("The decision that was confirmed is meant for another place.")
    if detail.approval != approval:
        raise _undecided("The person confirmed a decision about something else.")
    if detail.change != said.change:
        raise _undecided("The person confirmed a decision about another change.")
    if detail.choice != said.choice:
        raise _undecided("The person confirmed the other choice.")
    return Confirmed(said.change, approval, fresh=True)


async def _body(request: StrictRequest, shape: type[Body]) -> Body:
    try:
        return shape.model_validate(await request.json())
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error


def _undecided(sentence: str) -> Problem:
    return Problem(403, "unconfirmed-decision", sentence)
