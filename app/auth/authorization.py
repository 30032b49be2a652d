"""The address to sign in at, with PKCE; Authlib writes it."""

from __future__ import annotations

from authlib.oauth2.client import OAuth2Client  # type: ignore[import-untyped]  # Authlib ships no types

from app.auth.discovery import Metadata
from app.auth.pkce import Attempt

OWN_SCOPES = ("openid", "profile", "offline_access")


def authorization_url(
    metadata: Metadata,
    client_id: str,
    redirect_uri: str,
    attempt: Attempt,
    scopes: tuple[str, ...],
    platform: str,
) -> str:
    """Return the authorization request (PROTOCOL B): both resources, state, nonce and an S256 challenge."""
    client = OAuth2Client(
        session=None,
        client_id=client_id,
        redirect_uri=redirect_uri,
        scope=" ".join((*OWN_SCOPES, *scopes)),
        code_challenge_method="S256",
    )
    url, _ = client.create_authorization_url(
        metadata.authorization_endpoint,
        state=attempt.state,
        code_verifier=attempt.verifier,
        nonce=attempt.nonce,
        prompt="consent",
        resource=[metadata.issuer, platform],
    )
    return str(url)
