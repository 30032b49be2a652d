"""Tokens as values: reading a token answer, checking an id_token, and telling when a token has gone stale."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.auth.events import Account, Unreachable

ALGORITHMS = frozenset({"ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"})
"""Signatures worth trusting; `none` and the symmetric ones are not among them, whatever a provider announces."""

LEEWAY = 30
"""Seconds that the provider's clock may differ from ours."""


@dataclass(frozen=True, slots=True)
class TokenSet:
    """What the token endpoint gave; `expires_at` is in Unix seconds by our own clock.

    `details` are the authorization_details as granted (RFC 9396, section 7), None where none were named.
    """

    access: str = field(repr=False)
    expires_at: float
    refresh: str | None = field(default=None, repr=False)
    identity: str | None = field(default=None, repr=False)
    scope: tuple[str, ...] | None = None
    details: object = None

    def stale(self, now: float, margin: float) -> bool:
        """Tell whether the token has less than `margin` seconds to live."""
        return now >= self.expires_at - margin


class TokenAnswer(BaseModel):
    """A successful answer of the token endpoint (RFC 6749, section 5.1; RFC 8693, section 2.2.1)."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(min_length=1, repr=False)
    token_type: str
    expires_in: int = 0
    refresh_token: str | None = Field(default=None, repr=False)
    id_token: str | None = Field(default=None, repr=False)
    scope: str | None = None
    authorization_details: object = None

    def tokens(self, now: float) -> TokenSet:
        """Return the tokens as a value.

        Raises:
            Unreachable: they are of a kind that this program cannot use.

        """
        if self.token_type.lower() != "bearer":
            raise Unreachable(
                "The provider gave a token of a kind that this program cannot use.",
                "Ask whoever runs the provider to allow bearer tokens for this program.",
            )
        scope = None if self.scope is None else tuple(self.scope.split())
        return TokenSet(
            self.access_token,
            now + self.expires_in,
            self.refresh_token,
            self.id_token,
            scope,
            self.authorization_details,
        )


class Claims(BaseModel):
    """The claims of an id_token that matter here (OpenID Connect Core 1.0, section 2)."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    iss: str
    sub: str = Field(min_length=1)
    aud: str | list[str]
    exp: float = Field(allow_inf_nan=False)
    iat: float = Field(allow_inf_nan=False)
    azp: str | None = None
    nonce: str | None = Field(default=None, repr=False)
    auth_time: int | None = None
    acr: str = ""
    name: str = ""
    email: str = ""
    tenant: str = ""

    def account(self, client_id: str, installation: str) -> Account:
        """Return who they describe."""
        return Account(
            issuer=self.iss,
            sub=self.sub,
            tenant=self.tenant,
            client_id=client_id,
            installation=installation,
            name=self.name or self.email or self.sub,
            email=self.email,
            acr=self.acr,
            auth_time=self.auth_time if self.auth_time is not None else int(self.iat),
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """What an id_token must say for this attempt."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    algorithms: Sequence[str]


class UnknownKey(Unreachable):
    """None of the provider's known keys can have signed the token; newer ones might have."""


def read_claims(token: str, keys: Sequence[Mapping[str, object]], expected: Expected, now: float) -> Claims:
    """Check an id_token's signature and claims (OpenID Connect Core 1.0, section 3.1.3.7) and return the claims.

    Raises:
        UnknownKey: none of these keys fits.
        Unreachable: the token is forged, stale, or meant for somebody else.

    """
    found = verified(token, keys, expected.algorithms)
    try:
        claims = Claims.model_validate(found)
    except ValidationError:
        raise Unreachable(*_unbelievable("its signature or form is wrong")) from None
    reason = _why_not(claims, expected, now)
    if reason:
        raise Unreachable(*_unbelievable(reason))
    return claims


def verified(
    token: str, keys: Sequence[Mapping[str, object]], algorithms: Iterable[str] = ALGORITHMS
) -> Mapping[str, object] | None:
    """Return what a JWT says if one of these keys signed it in an algorithm worth trusting, else None.

    Raises:
        UnknownKey: none of these keys fits.

    """
    candidates = _candidates(keys, _key_id(token))
    if not candidates:
        raise UnknownKey(*_unbelievable("its key is unknown"))
    allowed = sorted(ALGORITHMS.intersection(algorithms))
    for data in candidates if allowed else ():  # joserfc takes an empty list for its own
        kind = ECKey if data["kty"] == "EC" else RSAKey
        public: dict[str, str | list[str]] = {name: str(value) for name, value in data.items() if name in _PUBLIC_PARTS}
        try:
            found: Mapping[str, object] = jwt.decode(token, kind.import_key(public), algorithms=allowed).claims
        except (JoseError, ValueError, TypeError):
            continue
        return found
    return None


_PUBLIC_PARTS = frozenset({"kty", "crv", "x", "y", "n", "e", "kid"})


def _candidates(keys: Sequence[Mapping[str, object]], kid: str | None) -> list[Mapping[str, object]]:
    able = [key for key in keys if key.get("kty") in {"EC", "RSA"} and key.get("use", "sig") == "sig"]
    return able if kid is None else [key for key in able if key.get("kid") == kid]


def _key_id(token: str) -> str | None:
    try:
        header = json.loads(urlsafe_b64decode(token.split(".", 1)[0].encode("ascii")))
    except ValueError:
        return None
    found = header.get("kid") if isinstance(header, dict) else None
    return found if isinstance(found, str) else None


def _why_not(claims: Claims, expected: Expected, now: float) -> str:
    audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    checks = {
        "it names another provider": claims.iss == expected.issuer,
        "it is meant for another program": expected.client_id in audience
        and claims.azp in ({expected.client_id} if len(audience) > 1 else {expected.client_id, None}),
        "it answers another sign-in": hmac.compare_digest((claims.nonce or "").encode(), expected.nonce.encode()),
        "it has expired": now < claims.exp + LEEWAY,
        "it comes from the future": claims.iat <= now + LEEWAY,
    }
    return next((reason for reason, fine in checks.items() if not fine), "")


def _unbelievable(reason: str) -> tuple[str, str]:
    return (
        f"The provider's statement of who signed in cannot be believed: {reason}.",
        "Check this machine's clock and COUNTERSIGN_ISSUER, then sign in again.",
    )
