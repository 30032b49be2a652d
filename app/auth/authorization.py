"""The address to sign in at, with PKCE, which Authlib writes; and the address of what was pushed beforehand."""

from __future__ import annotations

from collections.abc import Iterable

import httpx
from authlib.oauth2.client import OAuth2Client  # type: ignore[import-untyped]  # Authlib ships no types

from app.auth.discovery import Metadata
from app.auth.pkce import Attempt

OWN_SCOPES = ("openid", "profile", "offline_access")

DECIDE = "approvals:decide"
"""The scope for deciding what a colleague asks; only a step-up for one decision asks for it, whatever is configured."""


def sign_in_scopes(configured: tuple[str, ...]) -> str:
    """Return what an ordinary sign-in asks for, which never is the right to decide."""
    return " ".join((*OWN_SCOPES, *(scope for scope in " ".join(configured).split() if scope != DECIDE)))


def decides(scopes: Iterable[str]) -> bool:
    """Tell whether the right to decide is among scopes, also where several stand in one text."""
    return DECIDE in " ".join(scopes).split()


def pushed_url(metadata: Metadata, client_id: str, request_uri: str) -> str:
    """Return the address of the page for a request that was pushed (RFC 9126, section 4)."""
    asked = {"client_id": client_id, "request_uri": request_uri}
    return str(httpx.URL(metadata.authorization_endpoint).copy_merge_params(asked))


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
        scope=sign_in_scopes(scopes),
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
