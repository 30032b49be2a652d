"""What a provider says of itself: its metadata (RFC 8414, OpenID Connect Discovery) and its public keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from app.auth import web
from app.auth.events import Unreachable


class Metadata(BaseModel):
    """The parts of the metadata that are used here."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    registration_endpoint: str | None = None
    revocation_endpoint: str | None = None
    end_session_endpoint: str | None = None
    pushed_authorization_request_endpoint: str | None = None
    code_challenge_methods_supported: tuple[str, ...] = ()
    token_endpoint_auth_methods_supported: tuple[str, ...] = ()
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    authorization_response_iss_parameter_supported: bool = False

    @property
    def takes_assertions(self) -> bool:
        """Tell whether a client may prove itself with its key (`private_key_jwt`); so unless it says otherwise."""
        methods = self.token_endpoint_auth_methods_supported
        return not methods or "private_key_jwt" in methods


class _Keys(BaseModel):
    keys: list[dict[str, object]]


def places(issuer: str) -> tuple[str, str]:
    """Return where the metadata of an issuer may be: RFC 8414's place, then OpenID's."""
    url = httpx.URL(issuer)
    path = url.path.rstrip("/")
    well_known = url.copy_with(path=f"/.well-known/oauth-authorization-server{path}", query=None, fragment=None)
    return str(well_known), f"{issuer.rstrip('/')}/.well-known/openid-configuration"


async def discover(client: httpx.AsyncClient, issuer: str) -> Metadata:
    """Return the metadata of an issuer, from the first of its places that has any.

    Raises:
        Unreachable: there is none, it is another issuer's, or it lacks what safety needs.

    """
    web.require_safe(issuer)
    for url in places(issuer):
        answer = await web.send(client, "GET", url)
        metadata = _read(answer)
        if metadata is not None:
            _require(metadata, issuer)
            return metadata
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise Unreachable(
                f"The identity provider at {web.place(issuer)} is having trouble (HTTP {answer.status_code}).",
                "Try again in a moment.",
            )
    raise Unreachable(
        f"There is no identity provider at {issuer}: it publishes no metadata.",
        "Check COUNTERSIGN_ISSUER.",
    )


async def public_keys(client: httpx.AsyncClient, metadata: Metadata) -> Sequence[Mapping[str, object]]:
    """Return the provider's keys as JWKs (RFC 7517).

    Raises:
        Unreachable: it gives none.

    """
    answer = await web.send(client, "GET", metadata.jwks_uri)
    return web.parse(_Keys, answer, "its keys").keys


def _read(answer: httpx.Response) -> Metadata | None:
    if answer.status_code != httpx.codes.OK:
        return None
    try:
        return Metadata.model_validate_json(answer.content)
    except ValidationError:
        return None


def _require(metadata: Metadata, issuer: str) -> None:
    if metadata.issuer != issuer:
        raise Unreachable(
            f"The provider at {issuer} calls itself {metadata.issuer[:200]}, so it was not trusted.",
            "Check COUNTERSIGN_ISSUER; it must be written exactly as the provider writes it.",
        )
    if "S256" not in metadata.code_challenge_methods_supported:
        raise Unreachable(
            f"The provider at {issuer} does not offer PKCE with S256, without which signing in is not safe.",
            "Ask whoever runs it to turn PKCE (S256) on.",
        )
    optional = (
        metadata.registration_endpoint,
        metadata.revocation_endpoint,
        metadata.end_session_endpoint,
        metadata.pushed_authorization_request_endpoint,
    )
    endpoints = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri, *optional)
    for endpoint in endpoints:
        if endpoint is not None:
            web.require_safe(endpoint)
