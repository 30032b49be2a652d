"""OAuth errors that Authlib's core does not name.

OAuth2Error
├── InvalidTarget            RFC 8707, 2: a resource that we issue no tokens for
├── InvalidDetails           RFC 9396, 5: authorization_details that we do not grant
├── UnsupportedResponseType  RFC 6749, 4.1.2.1
├── LoginRequired            OpenID Connect Core, 3.1.2.6: `prompt=none`, where we always ask
└── UnmetAuthentication      OpenID Connect's error of this name: a stronger, fresher sign-in is needed for this
"""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # Authlib ships no types


class InvalidTarget(OAuth2Error):  # type: ignore[misc]  # Authlib ships no types
    """A resource that we issue no tokens for."""

    error = "invalid_target"


class InvalidDetails(OAuth2Error):  # type: ignore[misc]  # Authlib ships no types
    """authorization_details that we do not grant."""

    error = "invalid_authorization_details"


class UnsupportedResponseType(OAuth2Error):  # type: ignore[misc]  # Authlib ships no types
    """A response type other than `code`."""

    error = "unsupported_response_type"


class LoginRequired(OAuth2Error):  # type: ignore[misc]  # Authlib ships no types
    """A request that must not be asked about, where we always ask."""

    error = "login_required"


class UnmetAuthentication(OAuth2Error):  # type: ignore[misc]  # Authlib ships no types
    """An exchange that needs a step-up for the very thing it is for."""

    error = "unmet_authentication_requirements"
