"""Revocation (RFC 7009): whichever of a session's tokens is handed in, the whole session ends."""

from __future__ import annotations

from authlib.oauth2.rfc6749 import InvalidRequestError  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oauth2.rfc7009 import RevocationEndpoint  # type: ignore[import-untyped]  # Authlib ships no types

from app.sandbox.identity.clients import AUTH_METHODS, Client
from app.sandbox.identity.incoming import IdentityRequest
from app.sandbox.identity.parts import HasParts
from app.sandbox.identity.records import RefreshToken, hashed
from app.sandbox.identity.tokens import NotASessionToken


class Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib ships no types
    """Ends sessions; a token that nobody knows is answered with 200 like any other."""

    CLIENT_AUTH_METHODS = AUTH_METHODS

    server: HasParts

    def check_params(self, request: IdentityRequest, client: Client) -> None:
        """Check that a token is there; the hint is only a hint (RFC 7009, 2.1), so an unknown one is no error."""
        del client
        if "token" not in request.form:
            raise InvalidRequestError("The token is missing.")

    def query_token(self, token_string: str, token_type_hint: str | None) -> RefreshToken | None:
        """Return the refresh token, or a stand-in with the session of the session token."""
        del token_type_hint
        found = self.server.parts.sessions.find_refresh_token(hashed(token_string))
        if found:
            return found
        try:
            claims = self.server.parts.mint.read_session_token(token_string)
        except NotASessionToken:
            return None
        session = self.server.parts.sessions.find(claims.sid)
        return RefreshToken("", session) if session else None

    def revoke_token(self, token: RefreshToken, request: IdentityRequest) -> None:
        """End the token's session."""
        del request
        self.server.parts.sessions.end(token.session.sid)
