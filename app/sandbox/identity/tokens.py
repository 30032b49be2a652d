"""The provider's signing key and every JWT it makes with it; all are ES256."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from app.sandbox.identity.clients import Client
from app.sandbox.identity.config import PLATFORM_TOKEN_SECONDS, SESSION_TOKEN_SECONDS, IdentityConfig
from app.sandbox.identity.records import Session
from app.sandbox.identity.stepups import Bond
from app.sandbox.seed.people import SandboxPerson

ALGORITHM = "ES256"
ACCESS_TYPE = "at+jwt"

Details = Sequence[Mapping[str, object]]


def signing_key(path: Path) -> ECKey:
    """Return the key kept in a file only its owner can read, made at the first call."""
    if not path.exists():
        made = ECKey.generate_key("P-256", private=True).as_dict(private=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
    return ECKey.import_key(json.loads(path.read_text()))


class NotASessionToken(Exception):
    """A token that is not a session token of this provider, or no longer."""


@dataclass(frozen=True, slots=True)
class SessionClaims:
    """What a session token says that an exchange rests on."""

    sid: str
    client_id: str
    scope: str


class Mint:
    """Makes the provider's tokens, and reads back its own session tokens."""

    def __init__(self, key: ECKey, config: IdentityConfig) -> None:
        self._key = key
        self._kid = key.thumbprint()
        self._config = config

    def jwks(self) -> dict[str, object]:
        """Return the public key as a JWK set (RFC 7517)."""
        public = self._key.as_dict(private=False)
        return {"keys": [{**public, "kid": self._kid, "use": "sig", "alg": ALGORITHM}]}

    def session_token(self, session: Session, scope: str, bond: Bond | None = None) -> str:
        """Return a session token, which is good for nothing but exchanges here, and with a bond for only one."""
        claims = {
            **self._about(session, SESSION_TOKEN_SECONDS),
            "aud": self._config.issuer,
            "client_id": session.client_id,
            "scope": scope,
            "tenant": session.person.tenant.id,
        }
        if bond:
            claims |= {"authorization_details": [bond.detail], "change": bond.change}
        return self._sign(ACCESS_TYPE, claims)

    def id_token(self, session: Session, nonce: str | None) -> str:
        """Return an id_token (OpenID Connect Core, 2)."""
        person = session.person
        claims = {
            **self._about(session, SESSION_TOKEN_SECONDS),
            "aud": session.client_id,
            "azp": session.client_id,
            "name": person.name,
            "email": person.email,
            "tenant": person.tenant.id,
            "tenant_name": person.tenant.name,
        }
        if nonce is not None:
            claims["nonce"] = nonce
        return self._sign("JWT", claims)

    def platform_token(self, session: Session, client: Client, scope: str, details: Details) -> tuple[str, int]:
        """Return a token for the platform on a person's behalf, and its seconds to live.

        A token with authorization_details (RFC 9396) never outlives what they allow.
        """
        now = self._config.now()
        ends = [int(str(detail["expires_at"])) for detail in details if "expires_at" in detail]
        seconds = min([PLATFORM_TOKEN_SECONDS, *(end - now for end in ends)])
        claims = {
            **self._about(session, seconds),
            "aud": self._config.platform,
            "client_id": client.client_id,
            "act": {"sub": client.client_id, "installation": client.installation},
            "scope": scope,
            "tenant": session.person.tenant.id,
        }
        if details:
            claims |= {"authorization_details": list(details), "txn": f"txn_{token_urlsafe(16)}"}
        return self._sign(ACCESS_TYPE, claims), seconds

    def asking_token(self, person: SandboxPerson, client_id: str, scope: str) -> str:
        """Return a token with which the provider itself asks the platform, for the page that a person confirms on."""
        now = self._config.now()
        claims: dict[str, object] = {
            "iss": self._config.issuer,
            "sub": person.sub,
            "aud": self._config.platform,
            "client_id": client_id,
            "act": {"sub": self._config.issuer},
            "scope": scope,
            "tenant": person.tenant.id,
            "jti": token_urlsafe(16),
            "iat": now,
            "exp": now + PLATFORM_TOKEN_SECONDS,
        }
        return self._sign(ACCESS_TYPE, claims)

    def read_session_token(self, token: str) -> SessionClaims:
        """Return what a session token of ours says.

        Raises:
            NotASessionToken: not ours, not for us, of another kind, altered or expired.

        """
        try:
            read = jwt.decode(token, self._key, algorithms=[ALGORITHM])
        except (JoseError, ValueError, RecursionError):
            raise NotASessionToken from None
        claims, issuer = read.claims, self._config.issuer
        ours = read.header.get("typ") == ACCESS_TYPE and claims.get("iss") == issuer and claims.get("aud") == issuer
        if not ours or "act" in claims or claims["exp"] <= self._config.now():
            raise NotASessionToken
        return SessionClaims(claims["sid"], claims["client_id"], claims["scope"])

    def _about(self, session: Session, seconds: int) -> dict[str, object]:
        now = self._config.now()
        return {
            "iss": self._config.issuer,
            "sub": session.sub,
            "sid": session.sid,
            "acr": session.acr,
            "auth_time": session.auth_time,
            "jti": token_urlsafe(16),
            "iat": now,
            "exp": now + seconds,
        }

    def _sign(self, typ: str, claims: dict[str, object]) -> str:
        return jwt.encode({"alg": ALGORITHM, "typ": typ, "kid": self._kid}, claims, self._key, algorithms=[ALGORITHM])
