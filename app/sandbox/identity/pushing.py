"""The endpoint for pushed authorization requests (RFC 9126), which is the only door to a step-up."""

from __future__ import annotations

from dataclasses import replace

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]  # Authlib ships no types
    InvalidRequestError,
    UnauthorizedClientError,
)

from app.sandbox.identity.asked import Asked, read_asked
from app.sandbox.identity.clients import Client
from app.sandbox.identity.config import STEP_UP_ACR, IdentityConfig
from app.sandbox.identity.errors import InvalidTarget
from app.sandbox.identity.incoming import Incoming

NOT_KEPT = frozenset({"client_id", "client_assertion", "client_assertion_type", "authorization_details"})


def as_authorization(incoming: Incoming, client: Client, config: IdentityConfig) -> Incoming:
    """Return a pushed request as the authorization request that it stands for.

    Raises:
        OAuth2Error: it cannot be pushed, or asks for a step-up in a way that is not taken.

    """
    if incoming.get("request_uri") or incoming.get("request"):
        raise InvalidRequestError("A pushed request holds its parameters itself.")
    pairs = (("client_id", client.client_id), *(pair for pair in incoming.pairs if pair[0] not in NOT_KEPT))
    asked = _asked(incoming, client, config)
    return replace(incoming, method="GET", url=f"{config.issuer}/authorize", headers={}, pairs=pairs, asked=asked)


def _asked(incoming: Incoming, client: Client, config: IdentityConfig) -> Asked | None:
    details = incoming.get("authorization_details")
    wants = STEP_UP_ACR in (incoming.get("acr_values") or "").split()
    if details is None and not wants:
        return None
    if details is None or not wants:
        raise InvalidRequestError("A step-up needs both its acr_values and authorization_details of what it is for.")
    if client.installation is None:
        raise UnauthorizedClientError("A program without a key of its own cannot ask for a step-up.")
    if not set(incoming.all("resource")) <= {config.issuer}:
        raise InvalidTarget("The token of a step-up is for this server only; exchange it for others.")
    return read_asked(details, incoming.get("login_hint"), client.client_id, config)


def told_directly(error: OAuth2Error) -> OAuth2Error:
    """Return an error as it is told to the program itself, not to a browser on its way."""
    error.redirect_uri = None
    error.state = None
    return error
