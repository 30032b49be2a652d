"""Checks an access token: scheme, algorithm, type, issuer, audience, time, in this order (RFC 9068, 4; RFC 6750)."""

from __future__ import annotations

from collections.abc import Sequence

from joserfc import jws
from joserfc.errors import JoseError
from pydantic import BaseModel, ConfigDict, ValidationError

from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.keys import Keys
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.strict_json import parse

ALGORITHMS = ("ES256",)
TYPES = ("at+jwt", "application/at+jwt")
LEEWAY = 5
METADATA_PATH = "/.well-known/oauth-protected-resource"


class Actor(BaseModel):
    """Who acts for the person: the client with the thumbprint of its key, or the issuer itself (RFC 8693, 4.1)."""

    model_config = ConfigDict(frozen=True, strict=True)

    sub: str
    installation: str = ""


class Claims(BaseModel):
    """What a token that passed says; times are in Unix seconds."""

    model_config = ConfigDict(frozen=True, strict=True)

    iss: str
    sub: str
    aud: str | list[str]
    client_id: str
    scope: str
    tenant: str
    jti: str
    exp: int | float
    iat: int | float
    nbf: int | float | None = None
    act: Actor | None = None
    acr: str | None = None
    auth_time: int | float | None = None
    txn: str | None = None
    cnf: dict[str, object] | None = None
    authorization_details: list[object] | None = None

    @property
    def scopes(self) -> frozenset[str]:
        """Return the scopes, each by itself."""
        return frozenset(self.scope.split())


def challenge(config: PlatformConfig, error: str = "", words: str = "") -> dict[str, str]:
    """Return the header that tells a client which tokens are taken (RFC 6750, 3; RFC 9728, 5.1)."""
    parts = [f'resource_metadata="{config.audience}{METADATA_PATH}"']
    if error:
        parts = [f'error="{error}"', f'error_description="{words}"', *parts]
    return {"www-authenticate": "Bearer " + ", ".join(parts)}


async def check(authorization: Sequence[str], keys: Keys, config: PlatformConfig) -> Claims:
    """Return the claims of the one bearer token in some Authorization headers.

    Raises:
        Problem: 401, there is no token that this platform takes; 503, the issuer's keys cannot be had.

    """
    scheme, _, token = authorization[0].partition(" ") if len(authorization) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token:
        raise Problem(401, "no-token", "Sign in first: this needs an access token.", headers=challenge(config))
    kid = _named_key(token, config)
    key = await keys.find(kid)
    if key is None:
        raise _refuse(config, "The token is signed with a key that its issuer does not list.")
    try:
        payload = jws.deserialize_compact(token, key, list(ALGORITHMS)).payload
        claims = Claims.model_validate(parse(payload))
    except (JoseError, ValidationError, ValueError) as error:
        raise _refuse(config, "The token's signature or its claims are not valid.") from error
    _meant_for_here(claims, config)
    return claims


def _named_key(token: str, config: PlatformConfig) -> str:
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise _refuse(config, "The token is no signed token.") from error
    if header.get("alg") not in ALGORITHMS:
        raise _refuse(config, "The token is signed in a way that is not taken here.")
    if str(header.get("typ")).lower() not in TYPES:
        raise _refuse(config, "The token is no access token.")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise _refuse(config, "The token names no key.")
    return kid


def _meant_for_here(claims: Claims, config: PlatformConfig) -> None:
    now = config.clock()
    if claims.iss != config.issuer:
        raise _refuse(config, "The token comes from another issuer.")
    if claims.aud not in (config.audience, [config.audience]):
        raise _refuse(config, "The token is meant for another service.")
    if claims.exp + LEEWAY <= now:
        raise _refuse(config, "The token has expired.")
    if (claims.nbf or 0) - LEEWAY > now:
        raise _refuse(config, "The token is not valid yet.")
    if claims.cnf is not None:
        raise _refuse(config, "The token is bound to a key, and no proof of that key came with it.")


def _refuse(config: PlatformConfig, sentence: str) -> Problem:
    return Problem(401, "invalid-token", sentence, headers=challenge(config, "invalid_token", sentence))
