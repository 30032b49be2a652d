"""The endpoints that programs talk to: metadata, keys, registration, tokens, revocation."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.sandbox.identity.incoming import MAX_BODY, MAX_PUSHED_BODY, BadRequest, Incoming, body_of, from_form
from app.sandbox.identity.metadata import metadata
from app.sandbox.identity.registration import Refused, register, unregister
from app.sandbox.identity.server import IdentityServer

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def _error(error: str, sentence: str, status: int = 400) -> Response:
    return JSONResponse({"error": error, "error_description": sentence}, status, NO_STORE)


class Endpoints:
    """Reads what arrives, and answers in JSON."""

    def __init__(self, server: IdentityServer) -> None:
        self._server = server
        self._parts = server.parts

    async def metadata(self, request: Request) -> Response:
        """Return the provider's metadata."""
        del request
        return JSONResponse(metadata(self._parts.config))

    async def jwks(self, request: Request) -> Response:
        """Return the public key of the provider's tokens."""
        del request
        return JSONResponse(self._parts.mint.jwks())

    async def healthz(self, request: Request) -> Response:
        """Say who is there."""
        del request
        return JSONResponse({"service": "identity", "issuer": self._parts.config.issuer}, headers=NO_STORE)

    async def register(self, request: Request) -> Response:
        """Register a client."""
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            return _error("invalid_client_metadata", "The body must be JSON.")
        try:
            registered = register(self._parts, await body_of(request))
        except BadRequest as error:
            return _error("invalid_client_metadata", str(error))
        except Refused as refused:
            return _error(refused.error, refused.sentence)
        config = self._parts.config
        return JSONResponse(registered.answer(config.issuer, config.now()), 201, NO_STORE)

    async def unregister(self, request: Request) -> Response:
        """Remove a client that shows its registration token."""
        scheme, _, access = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and unregister(self._parts, request.path_params["client_id"], access.strip()):
            return Response(status_code=204, headers=NO_STORE)
        refusal = _error("invalid_token", "The registration token is not this client's.", 401)
        refusal.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return refusal

    async def token(self, request: Request) -> Response:
        """Answer at the token endpoint."""
        return await self._answer(request, self._server.answer_token)

    async def revoke(self, request: Request) -> Response:
        """Answer at the revocation endpoint."""
        return await self._answer(request, self._server.answer_revocation)

    async def push(self, request: Request) -> Response:
        """Answer at the endpoint for pushed authorization requests."""
        return await self._answer(request, self._server.answer_pushed, MAX_PUSHED_BODY)

    async def _answer(
        self,
        request: Request,
        answer: Callable[[Incoming], Response],
        most: int = MAX_BODY,
    ) -> Response:
        try:
            incoming = await from_form(request, self._parts.config.issuer, most)
        except BadRequest as error:
            return _error("invalid_request", str(error))
        if incoming.repeated():
            return _error("invalid_request", "A parameter is there twice.")
        return answer(incoming)
