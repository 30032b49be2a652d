"""A registered client, as Authlib wants to see one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from joserfc.jwk import ECKey

from app.sandbox.identity.scopes import DECIDE

PRIVATE_KEY_JWT: Final = "private_key_jwt"
PUBLIC: Final = "none"
AUTH_METHODS = (PRIVATE_KEY_JWT, PUBLIC)

LOOPBACK = re.compile(r"http://127\.0\.0\.1(?P<port>:[0-9]{1,5})?(?P<rest>/[A-Za-z0-9._~/-]*)")
"""A loopback redirect URI (RFC 8252, 7.3); IPv6 is refused, because a page's CSP cannot let it through."""


def loopback_path(uri: str) -> str | None:
    """Return the path of a loopback redirect URI, or None for any other URI."""
    found = LOOPBACK.fullmatch(uri)
    return found["rest"] if found else None


@dataclass(frozen=True, slots=True)
class Client:
    """One installation of a program; `key` is its public P-256 key, None for a public client that has none."""

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    grant_types: tuple[str, ...]
    scope: str
    key: Mapping[str, str] | None

    @property
    def public_key(self) -> ECKey | None:
        """Return the key that verifies the client's assertions."""
        return ECKey.import_key(dict(self.key)) if self.key else None

    @property
    def installation(self) -> str | None:
        """Return the thumbprint (RFC 7638) of the client's key, which the `act` claim names."""
        key = self.public_key
        return key.thumbprint() if key else None

    def get_client_id(self) -> str:
        """Return the client id."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """Return no redirect URI: every request must name its own."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return the scopes asked for, each once, or None when one is not the client's or none is asked for.

        What only a step-up gives is nobody's to register: the person agrees to each use of it.
        """
        asked = list(dict.fromkeys((scope or "").split()))
        return " ".join(asked) if asked and set(asked) <= {*self.scope.split(), *DECIDE} else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Tell whether a redirect URI is a registered one, whatever its port (RFC 8252, 7.3)."""
        path = loopback_path(redirect_uri)
        return path is not None and any(loopback_path(uri) == path for uri in self.redirect_uris)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Tell whether the client authenticates in this way; it is the same way at every endpoint."""
        del endpoint
        return method == (PRIVATE_KEY_JWT if self.key else PUBLIC)

    def check_response_type(self, response_type: str) -> bool:
        """Tell whether the client may have this response type."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Tell whether the client registered this grant type."""
        return grant_type in self.grant_types
