"""What the provider announces of itself (RFC 8414, OpenID Connect Discovery)."""

from __future__ import annotations

from app.sandbox.identity.clients import AUTH_METHODS
from app.sandbox.identity.config import PIN_ACR, STEP_UP_ACR, IdentityConfig
from app.sandbox.identity.details import TYPES
from app.sandbox.identity.registration import GRANT_TYPES
from app.sandbox.identity.scopes import ALL
from app.sandbox.identity.tokens import ALGORITHM


def metadata(config: IdentityConfig) -> dict[str, object]:
    """Return the document that both well-known places hold."""
    issuer = config.issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": config.token_endpoint,
        "jwks_uri": f"{issuer}/jwks",
        "registration_endpoint": f"{issuer}/register",
        "revocation_endpoint": f"{issuer}/revoke",
        "pushed_authorization_request_endpoint": config.pushed_endpoint,
        "require_pushed_authorization_requests": False,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "revocation_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "revocation_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "scopes_supported": list(ALL),
        "acr_values_supported": [PIN_ACR, STEP_UP_ACR],
        "authorization_response_iss_parameter_supported": True,
        "authorization_details_types_supported": list(TYPES),
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
