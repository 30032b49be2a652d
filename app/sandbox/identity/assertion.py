"""How a client proves itself: a JWT signed with its installation's key (RFC 7523), each used once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from authlib.oauth2.rfc6749 import InvalidClientError  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion  # type: ignore[import-untyped]  # Authlib ships no types
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from app.sandbox.identity.clients import PRIVATE_KEY_JWT, Client
from app.sandbox.identity.config import ASSERTION_SECONDS, LEEWAY_SECONDS, IdentityConfig
from app.sandbox.identity.directory import Directory
from app.sandbox.identity.incoming import IdentityRequest
from app.sandbox.identity.tokens import ALGORITHM

MAX_JTI = 200


class InstallationAssertion(JWTBearerClientAssertion):  # type: ignore[misc]  # Authlib ships no types
    """Client authentication by `private_key_jwt`, with ES256 only and a life of five minutes at most."""

    CLIENT_AUTH_METHOD = PRIVATE_KEY_JWT

    def __init__(self, config: IdentityConfig, directory: Directory) -> None:
        super().__init__(leeway=LEEWAY_SECONDS)
        self._config = config
        self._directory = directory

    def __call__(self, query_client: Callable[[str], Client | None], request: IdentityRequest) -> Client | None:
        """Return the client whose assertion the request carries, or None when it carries none."""
        client: Client | None = super().__call__(query_client, request)
        if client and request.payload.client_id not in {None, client.client_id}:
            raise InvalidClientError("The client_id is not the client of the assertion.")
        return client

    def extract_assertion(self, assertion: str) -> tuple[Mapping[str, object], Mapping[str, object]]:
        """Return header and claims of an assertion whose signature nobody has checked yet."""
        try:
            header, claims = super().extract_assertion(assertion)
        except (ValueError, RecursionError):
            raise InvalidClientError("The assertion cannot be read.") from None
        return header, claims

    def resolve_client_public_key(self, client: Client) -> ECKey:
        """Return the key that the client registered."""
        if client.public_key is None:
            raise InvalidClientError("The client registered no key.")
        return client.public_key

    def process_assertion_claims(self, assertion: str, resolve_key: ECKey) -> Mapping[str, object]:
        """Check the signature, then the claims."""
        try:
            token = jwt.decode(assertion, resolve_key, algorithms=[ALGORITHM])
        except (JoseError, ValueError):
            raise InvalidClientError("The assertion is not signed with the registered key.") from None
        self.verify_claims(token.claims)
        return token.claims

    def verify_claims(self, claims: dict[str, object]) -> None:
        """Check the claims (RFC 7523, 3) by our own clock; the `jti` is taken last, so that a bad one takes nothing."""
        now = self._config.now()
        try:
            jwt.JWTClaimsRegistry(
                now=now,
                leeway=LEEWAY_SECONDS,
                sub={"essential": True},
                iss={"essential": True},
                aud={"essential": True},
                exp={"essential": True},
                jti={"essential": True},
            ).validate(claims)
        except JoseError:
            raise InvalidClientError("A claim of the assertion is missing, wrong or out of date.") from None
        if claims["iss"] != claims["sub"]:
            raise InvalidClientError("Issuer and subject of the assertion are not the same.")
        if claims["aud"] not in self.get_audiences():
            raise InvalidClientError("The assertion is not for this server alone.")
        expires_at = claims["exp"]
        if not isinstance(expires_at, int) or expires_at > now + ASSERTION_SECONDS + LEEWAY_SECONDS:
            raise InvalidClientError("The assertion lives longer than five minutes.")
        jti = str(claims["jti"])
        kept_until = expires_at + LEEWAY_SECONDS
        if len(jti) > MAX_JTI or not self._directory.take(str(claims["sub"]), jti, kept_until, now):
            raise InvalidClientError("The assertion was used before.")

    def get_audiences(self) -> list[object]:
        """Return the names that an assertion may be addressed to, as a string or as a list of one."""
        names = [self._config.issuer, self._config.token_endpoint, self._config.pushed_endpoint]
        return [*names, *([name] for name in names)]
