"""Wants a person who has just proved again who they are, where money moves or somebody decides (RFC 9470)."""

from __future__ import annotations

from app.sandbox.platform.call import Call
from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.tokens import LEEWAY, challenge

STEP_UP = "urn:countersign:acr:step-up"
"""The kind of sign-in that the identity provider asks for by itself, for one change."""
OLDEST = 300
"""How old such a sign-in may be, in seconds."""
_WHY = (
    "This moves money: the person has to confirm it at the sign-in service first.",
    "This decides for two: the person has to confirm it at the sign-in service first.",
)


def wants_fresh(call: Call) -> bool:
    """Tell whether a call wants a fresh sign-in: by its route, or by what its body holds."""
    return call.rule.fresh or (call.confirmed is not None and call.confirmed.fresh)


def require_fresh(call: Call, config: PlatformConfig) -> None:
    """Check that the token comes from a fresh and strong enough sign-in, where the call wants one.

    Raises:
        Problem: 401, with the challenge that says which one.

    """
    if not wants_fresh(call):
        return
    claims = call.claims
    age = None if claims.auth_time is None else config.clock() - claims.auth_time
    if claims.acr == STEP_UP and age is not None and -LEEWAY <= age <= OLDEST:
        return
    sentence = _WHY[call.rule.binds == "decision"]
    headers = challenge(config, "insufficient_user_authentication", sentence)
    headers["www-authenticate"] += f', acr_values="{STEP_UP}", max_age="{OLDEST}"'
    raise Problem(401, "step-up-needed", sentence, headers=headers)
