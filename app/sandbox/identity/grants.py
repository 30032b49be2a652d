"""The two grants that begin and continue a session: authorization code with PKCE, and refresh with rotation."""

from __future__ import annotations

from secrets import token_urlsafe

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]  # Authlib ships no types
    InvalidRequestError,
    InvalidScopeError,
)
from authlib.oauth2.rfc6749.grants import (  # type: ignore[import-untyped]  # Authlib ships no types
    AuthorizationCodeGrant,
    RefreshTokenGrant,
)
from authlib.oauth2.rfc7636 import CodeChallenge  # type: ignore[import-untyped]  # Authlib ships no types

from app.sandbox.identity.asked import Asked
from app.sandbox.identity.clients import AUTH_METHODS, Client
from app.sandbox.identity.config import CODE_SECONDS, SESSION_TOKEN_SECONDS
from app.sandbox.identity.errors import InvalidDetails, InvalidTarget, LoginRequired
from app.sandbox.identity.incoming import IdentityRequest, Incoming
from app.sandbox.identity.parts import HasParts, Parts
from app.sandbox.identity.records import Code, RefreshToken, Session, hashed
from app.sandbox.identity.scopes import ACT, DECIDE, OFFLINE, OPENID


class OnlyS256(CodeChallenge):  # type: ignore[misc]  # Authlib ships no types
    """PKCE (RFC 7636) as RFC 9700, 2.1.1 wants it: always, and never `plain`."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Refuse a request without challenge, which Authlib takes for the older flow."""
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A code_challenge with the method S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


def check_request(incoming: Incoming, resources: set[str]) -> None:
    """Check what Authlib does not look at in an authorization request.

    Raises:
        OAuth2Error: the error to send back in the redirect.

    """
    repeated = incoming.repeated()
    if repeated or incoming.get("response_mode") not in {None, "query"} or incoming.get("request"):
        raise InvalidRequestError("A parameter is there twice, or asks for what this server does not do.")
    if not set(incoming.all("resource")) <= resources:
        raise InvalidTarget("A resource is neither this server nor the platform.")
    if incoming.get("authorization_details"):
        raise InvalidDetails("authorization_details are taken in an exchange and in a pushed request only.")
    if "none" in (incoming.get("prompt") or "").split():
        raise LoginRequired("Signing in here always asks the person.")


def check_scope(scope: str, asked: Asked | None) -> None:
    """Check that only a step-up asks for what only a step-up gives, and that it asks for nothing beside it.

    Raises:
        InvalidScopeError: it is otherwise.

    """
    scopes = set(scope.split())
    if asked is None:
        if scopes & set(DECIDE):
            raise InvalidScopeError("Deciding for others is never part of a sign-in.")
        return
    rest = scopes - {OPENID}
    if rest == scopes or not rest or not rest <= set(DECIDE if asked.decides else ACT):
        raise InvalidScopeError("A step-up asks for openid and for exactly what it is for.")


def session_tokens(parts: Parts, session: Session, scope: str, *, refresh: bool) -> dict[str, object]:
    """Return a session's access token, and a refresh token if the person agreed to stay signed in.

    A step-up has no more than the one token, and what it confirmed is remembered from here on.
    """
    bond = parts.step_ups.find(session)
    token: dict[str, object] = {
        "access_token": parts.mint.session_token(session, scope, bond),
        "token_type": "Bearer",
        "expires_in": SESSION_TOKEN_SECONDS,
        "scope": scope,
    }
    if bond:
        parts.step_ups.remember(session, bond, parts.config.now())
        token["authorization_details"] = [bond.detail]
    elif refresh and OFFLINE in session.scope.split():
        token["refresh_token"] = token_urlsafe(32)
    return token


def check_resource(incoming: Incoming, issuer: str) -> None:
    """Check that a session token is asked for here and nowhere else.

    Raises:
        InvalidTarget: it is asked for somewhere else.

    """
    if not set(incoming.all("resource")) <= {issuer}:
        raise InvalidTarget("A session token is for this server only; exchange it for others.")


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib ships no types
    """Authorization code (RFC 6749, 4.1); a code that comes twice ends its session."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    server: HasParts

    def validate_authorization_request(self) -> str:
        """Return the redirect URI; every error after it is known goes there."""
        redirect_uri: str = super().validate_authorization_request()
        config = self.server.parts.config
        try:
            check_request(self.request.incoming, {config.issuer, config.platform})
            check_scope(self.request.scope, self.request.incoming.asked)
        except OAuth2Error as error:
            error.redirect_uri = redirect_uri
            raise
        return redirect_uri

    def save_authorization_code(self, code: str, request: IdentityRequest) -> None:
        """Keep a new code's hash; `request.user` is the session that consent began."""
        data = request.payload.data
        kept = Code(
            hash=hashed(code),
            session=request.user,
            redirect_uri=data["redirect_uri"],
            nonce=data.get("nonce"),
            code_challenge=data["code_challenge"],
            expires_at=self.server.parts.config.now() + CODE_SECONDS,
        )
        self.server.parts.sessions.add_code(kept)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """Return a code that is this client's, unspent and in time."""
        check_resource(self.request.incoming, self.server.parts.config.issuer)
        found = self.server.parts.sessions.find_code(hashed(code))
        if found is None or found.session.client_id != client.client_id:
            return None
        if found.spent:
            self.server.parts.sessions.end(found.session.sid)
            return None
        now = self.server.parts.config.now()
        return found if found.session.alive(now) and now < found.expires_at else None

    def authenticate_user(self, authorization_code: Code) -> Session:
        """Return the session that the code belongs to."""
        return authorization_code.session

    def generate_token(self, user: Session, scope: str, *, include_refresh_token: bool = True) -> dict[str, object]:
        """Return the session's first tokens, with an id_token if OpenID was asked for."""
        token = session_tokens(self.server.parts, user, scope, refresh=include_refresh_token)
        if OPENID in scope.split():
            token["id_token"] = self.server.parts.mint.id_token(user, self.request.authorization_code.nonce)
        return token

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Mark the code as spent; it stays known, so that a second use is noticed."""
        self.server.parts.sessions.spend_code(authorization_code)


class RefreshGrant(RefreshTokenGrant):  # type: ignore[misc]  # Authlib ships no types
    """Refresh (RFC 6749, 6) with rotation; an old token that comes back ends its session (RFC 9700, 4.14.2)."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    server: HasParts

    def authenticate_refresh_token(self, refresh_token: str) -> RefreshToken | None:
        """Return a refresh token that is unspent and whose session is alive."""
        check_resource(self.request.incoming, self.server.parts.config.issuer)
        found = self.server.parts.sessions.find_refresh_token(hashed(refresh_token))
        if found is None:
            return None
        if found.spent:
            self.server.parts.sessions.end(found.session.sid)
            return None
        return found if found.session.alive(self.server.parts.config.now()) else None

    def authenticate_user(self, refresh_token: RefreshToken) -> Session:
        """Return the session that the token belongs to."""
        return refresh_token.session

    def issue_token(self, user: Session, refresh_token: RefreshToken) -> dict[str, object]:
        """Return the session's next tokens, for fewer scopes if fewer are asked for."""
        scope = self.request.payload.scope or refresh_token.get_scope()
        return session_tokens(self.server.parts, user, scope, refresh=True)

    def revoke_old_credential(self, refresh_token: RefreshToken) -> None:
        """Mark the token as spent; it stays known, so that a second use is noticed."""
        self.server.parts.sessions.spend_refresh_token(refresh_token)
