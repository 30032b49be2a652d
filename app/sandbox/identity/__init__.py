"""The sandbox's identity provider: OAuth 2, OpenID Connect and token exchange on loopback."""

from app.sandbox.identity.app import create_app
from app.sandbox.identity.config import IdentityConfig

__all__ = ["IdentityConfig", "create_app"]
