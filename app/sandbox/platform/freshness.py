"""Wants a person who has just proved again who they are, where money moves (RFC 9470)."""

from __future__ import annotations

from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.rules import Rule
from app.sandbox.platform.tokens import LEEWAY, Claims, challenge

STEP_UP = "urn:countersign:acr:step-up"
"""The kind of sign-in that the identity provider asks for by itself, for one change."""
OLDEST = 300
"""How old such a sign-in may be, in seconds."""


def require_fresh(claims: Claims, rule: Rule, config: PlatformConfig) -> None:
    """Check that the token comes from a fresh and strong enough sign-in, where the route wants one.

    Raises:
        Problem: 401, with the challenge that says which one.

    """
    if not rule.fresh:
        return
    age = None if claims.auth_time is None else config.clock() - claims.auth_time
    if claims.acr == STEP_UP and age is not None and -LEEWAY <= age <= OLDEST:
        return
    sentence = "This moves money: the person has to confirm it at the sign-in service first."
    headers = challenge(config, "insufficient_user_authentication", sentence)
    headers["www-authenticate"] += f', acr_values="{STEP_UP}", max_age="{OLDEST}"'
    raise Problem(401, "step-up-needed", sentence, headers=headers)
