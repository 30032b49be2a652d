"""The on-behalf-of exchange (RFC 8693): a session token becomes a short one for the platform, never more than that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from authlib.consts import default_json_headers  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]  # Authlib ships no types
    BaseGrant,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    TokenEndpointMixin,
    UnauthorizedClientError,
)

from app.sandbox.identity.bonds import check_bond, check_fitting, check_unbound
from app.sandbox.identity.clients import AUTH_METHODS, Client
from app.sandbox.identity.details import Detail, read_details
from app.sandbox.identity.errors import InvalidTarget
from app.sandbox.identity.incoming import Incoming
from app.sandbox.identity.parts import HasParts
from app.sandbox.identity.records import Session
from app.sandbox.identity.scopes import ACT, DECIDE, LOOK
from app.sandbox.identity.tokens import NotASessionToken

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"


@dataclass(frozen=True, slots=True)
class Granted:
    """What one exchange gives."""

    session: Session
    client: Client
    scope: str
    details: tuple[Detail, ...]


def check_target(incoming: Incoming, platform: str) -> None:
    """Check that the platform, and nothing else, is asked for (RFC 8707).

    Raises:
        InvalidTarget: it is not.

    """
    if incoming.all("resource") != [platform] or incoming.all("audience") not in ([], [platform]):
        raise InvalidTarget("The resource must be the platform and nothing else.")


def check_kind(incoming: Incoming) -> None:
    """Check that an access token is to become an access token, and that nobody else is named as the actor.

    Raises:
        InvalidRequestError: it is another kind of exchange.

    """
    if incoming.get("subject_token_type") != ACCESS or incoming.get("requested_token_type") not in {None, ACCESS}:
        raise InvalidRequestError("Only access tokens are exchanged, for access tokens.")
    if incoming.get("actor_token") or incoming.get("actor_token_type"):
        raise InvalidRequestError("The actor is the client; an actor_token is not taken.")


def narrowed(asked: str | None, consented: str) -> str:
    """Return the scopes to grant, each once.

    Raises:
        InvalidScopeError: none is asked for, one is beyond the consent or not the platform's, or looking,
            changing and deciding are mixed.

    """
    scopes = tuple(dict.fromkeys((asked or "").split()))
    if not scopes or not set(scopes) <= set(consented.split()):
        raise InvalidScopeError("The scope is missing, or is more than the session has.")
    if not any(set(scopes) <= set(kind) for kind in (LOOK, ACT, DECIDE)):
        raise InvalidScopeError("One token is for looking, for changing or for deciding on the platform.")
    return " ".join(scopes)


class ExchangeGrant(BaseGrant, TokenEndpointMixin):  # type: ignore[misc]  # Authlib ships no types
    """Token exchange at the token endpoint, for clients that hold a key of their own."""

    GRANT_TYPE = GRANT_TYPE
    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    server: HasParts
    granted: Granted

    def validate_token_request(self) -> None:
        """Check everything before anything is made; `granted` is set when all of it holds."""
        client: Client = self.authenticate_token_endpoint_client()
        if not client.check_grant_type(GRANT_TYPE) or client.installation is None:
            raise UnauthorizedClientError("The client may not exchange tokens.")
        incoming: Incoming = self.request.incoming
        config = self.server.parts.config
        check_kind(incoming)
        check_target(incoming, config.platform)
        session, consented = self._subject(incoming.get("subject_token"), client)
        scope = narrowed(incoming.get("scope"), consented)
        details = read_details(incoming.get("authorization_details"), config.platform, config.now())
        check_fitting(scope, details)
        self._check_step_up(session, scope, details)
        self.granted = Granted(session, client, scope, details)

    def create_token_response(self) -> tuple[int, dict[str, object], list[tuple[str, str]]]:
        """Return the platform's token; there is never a refresh token with it."""
        granted = self.granted
        self.server.parts.step_ups.spend(granted.session)
        token, seconds = self.server.parts.mint.platform_token(
            granted.session,
            granted.client,
            granted.scope,
            granted.details,
        )
        body: dict[str, object] = {
            "access_token": token,
            "issued_token_type": ACCESS,
            "token_type": "Bearer",
            "expires_in": seconds,
            "scope": granted.scope,
        }
        if granted.details:
            body["authorization_details"] = list(granted.details)
        return 200, body, default_json_headers

    def _check_step_up(self, session: Session, scope: str, details: tuple[Detail, ...]) -> None:
        kept = self.server.parts.step_ups
        now = self.server.parts.config.now()
        bond = kept.find(session)
        if bond:
            check_bond(bond, details)
        else:
            check_unbound(scope, details, lambda change: kept.confirmed(session, change, now))

    def _subject(self, token: str | None, client: Client) -> tuple[Session, str]:
        if token is None:
            raise InvalidRequestError("The subject_token is missing.")
        try:
            claims = self.server.parts.mint.read_session_token(token)
        except NotASessionToken:
            raise InvalidGrantError(
                "The subject_token is not a session token of this server, or has expired."
            ) from None
        session = self.server.parts.sessions.find(claims.sid)
        if session is None or not session.alive(self.server.parts.config.now()):
            raise InvalidGrantError("The session has ended.")
        if claims.client_id != client.client_id:
            raise InvalidGrantError("The subject_token was issued to another client.")
        return session, claims.scope
