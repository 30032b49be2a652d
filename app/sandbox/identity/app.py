"""The sandbox's identity provider as an ASGI application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from app.sandbox.identity.config import IdentityConfig
from app.sandbox.identity.confirmation import Confirmation
from app.sandbox.identity.endpoints import Endpoints
from app.sandbox.identity.parts import assemble
from app.sandbox.identity.server import IdentityServer
from app.sandbox.identity.signin import SignIn
from app.sandbox.identity.walk import Walk


def create_app(config: IdentityConfig) -> Starlette:
    """Return the provider; its database closes with the application's lifespan.

    Authlib logs whole tokens at level DEBUG, so its loggers stay above that whatever the program's own level is.
    Requests for another host are refused, so that no site can reach the pages under a name of its own.
    """
    logging.getLogger("authlib").setLevel(logging.INFO)
    parts = assemble(config)
    server = IdentityServer(parts)
    walk, endpoints = Walk(server), Endpoints(server)
    confirmation = Confirmation(walk)
    pages = SignIn(walk, confirmation)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        yield
        parts.database.close()

    routes = [
        Route("/.well-known/oauth-authorization-server", endpoints.metadata),
        Route("/.well-known/openid-configuration", endpoints.metadata),
        Route("/jwks", endpoints.jwks),
        Route("/healthz", endpoints.healthz),
        Route("/register", endpoints.register, methods=["POST"]),
        Route("/register/{client_id}", endpoints.unregister, methods=["DELETE"]),
        Route("/authorize", pages.authorize),
        Route("/login", pages.login, methods=["POST"]),
        Route("/consent", pages.consent, methods=["POST"]),
        Route("/confirm", confirmation.confirm, methods=["POST"]),
        Route("/par", endpoints.push, methods=["POST"]),
        Route("/token", endpoints.token, methods=["POST"]),
        Route("/revoke", endpoints.revoke, methods=["POST"]),
    ]
    host = urlsplit(config.issuer).hostname or ""
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=[host], www_redirect=False)
    return Starlette(routes=routes, middleware=[guard], lifespan=lifespan)
