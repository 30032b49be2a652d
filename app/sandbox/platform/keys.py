"""The issuer's public keys: fetched when needed, kept for ten minutes, fetched again for an unknown key id."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from app.sandbox.platform.config import FetchJwks
from app.sandbox.platform.problems import Problem

LIFETIME = 600.0
"""How long fetched keys are trusted without asking again, in seconds."""


def from_issuer(issuer: str) -> FetchJwks:
    """Return a function that fetches the issuer's JWKS over HTTP."""

    async def fetch() -> Mapping[str, object]:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            response = await client.get(f"{issuer.rstrip('/')}/jwks")
            response.raise_for_status()
            document: object = response.json()
        if not isinstance(document, dict):
            raise TypeError("a JWKS is a JSON object (RFC 7517, 5)")
        return document

    return fetch


class Keys:
    """Finds the P-256 key that a token names."""

    def __init__(self, fetch: FetchJwks, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: dict[str, ECKey] = {}
        self._until = 0.0

    async def find(self, kid: str) -> ECKey | None:
        """Return the key of this id, asking the issuer at most once.

        Raises:
            Problem: 503, the issuer cannot be asked or answers nonsense.

        """
        if kid not in self._known or self._clock() >= self._until:
            try:
                self._known = _usable(await self._fetch())
            except (httpx.HTTPError, JoseError, ValueError, TypeError) as error:
                detail = "The platform can't reach the sign-in service to check this token. Try again in a moment."
                raise Problem(503, "no-keys", detail, headers={"retry-after": "2"}) from error
            self._until = self._clock() + LIFETIME
        return self._known.get(kid)


def _usable(document: Mapping[str, object]) -> dict[str, ECKey]:
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise TypeError("a JWKS has an array of keys (RFC 7517, 5.1)")
    return {
        str(jwk["kid"]): ECKey.import_key(jwk)
        for jwk in listed
        if isinstance(jwk, dict) and jwk.get("kty") == "EC" and jwk.get("crv") == "P-256" and "kid" in jwk
    }
