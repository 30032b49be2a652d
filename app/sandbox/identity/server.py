"""Authlib's authorization server, joined to our requests, our database and Starlette's responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import token_urlsafe

from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.consts import default_json_headers  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # Authlib ships no types
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]  # Authlib ships no types
    AccessDeniedError,
    AuthorizationServer,
    InvalidClientError,
    InvalidRequestError,
    JsonRequest,
)
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.sandbox.identity.assertion import InstallationAssertion
from app.sandbox.identity.clients import AUTH_METHODS, PRIVATE_KEY_JWT, Client
from app.sandbox.identity.config import PIN_ACR, PUSHED_SECONDS, SESSION_SECONDS, STEP_UP_ACR, STEP_UP_SECONDS
from app.sandbox.identity.errors import UnsupportedResponseType
from app.sandbox.identity.exchange import ExchangeGrant
from app.sandbox.identity.grants import CodeGrant, OnlyS256, RefreshGrant
from app.sandbox.identity.incoming import IdentityRequest, Incoming
from app.sandbox.identity.parts import Parts
from app.sandbox.identity.pushing import as_authorization, told_directly
from app.sandbox.identity.records import Session, hashed
from app.sandbox.identity.revocation import Revocation
from app.sandbox.identity.scopes import ALL
from app.sandbox.seed.people import SandboxPerson

REDIRECT_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class IdentityServer(AuthorizationServer):  # type: ignore[misc]  # Authlib ships no types
    """The provider's rules; every public method is one transaction, so a token spent is a token issued."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(scopes_supported=list(ALL))
        self.parts = parts
        assertion = InstallationAssertion(parts.config, parts.directory)
        self.register_client_auth_method(PRIVATE_KEY_JWT, assertion)
        self.register_grant(CodeGrant, [OnlyS256(required=True)])
        self.register_grant(RefreshGrant)
        self.register_grant(ExchangeGrant)
        self.register_endpoint(Revocation)

    def answer_token(self, incoming: Incoming) -> Response:
        """Answer a request to the token endpoint."""
        with self.parts.database.transaction():
            response: Response = self.create_token_response(incoming)
        return response

    def answer_revocation(self, incoming: Incoming) -> Response:
        """Answer a request to the revocation endpoint."""
        with self.parts.database.transaction():
            response: Response = self.create_endpoint_response(Revocation.ENDPOINT_NAME, incoming)
        return response

    def answer_pushed(self, incoming: Incoming) -> Response:
        """Answer a request to the endpoint for pushed authorization requests."""
        with self.parts.database.transaction():
            try:
                client = self.authenticate_client(self.create_oauth2_request(incoming), AUTH_METHODS, "par")
                request = as_authorization(incoming, client, self.parts.config)
                self.check_authorization(request)
            except OAuth2Error as error:
                return self.refuse(incoming, told_directly(error))
        uri = self.parts.pushed.put(request)
        body = {"request_uri": uri, "expires_in": PUSHED_SECONDS}
        return self.handle_response(201, body, default_json_headers)

    def check_authorization(self, incoming: Incoming) -> tuple[Client, str]:
        """Return who asks for authorization, and for which scopes.

        Raises:
            OAuth2Error: it is refused; the error may be sent to its `redirect_uri` if that is set, and nowhere else.

        """
        grant = self.get_consent_grant(incoming)
        return grant.request.client, grant.request.scope

    def answer_authorization(self, incoming: Incoming, person: SandboxPerson | None, auth_time: int) -> Response:
        """Send the browser back with a code for a person who agreed, or with `access_denied`.

        Raises:
            OAuth2Error: as `check_authorization`, when the client has gone since.

        """
        with self.parts.database.transaction():
            grant = self.get_consent_grant(incoming)
            request = grant.request
            session = self._begin(request, person, auth_time) if person else None
            response: Response = self.create_authorization_response(request, grant_user=session, grant=grant)
        return response

    def deny(self, incoming: Incoming, why: str) -> Response:
        """Send the browser back with `access_denied` and, for the program to tell by, why.

        Raises:
            OAuth2Error: as `check_authorization`, when the client has gone since.

        """
        redirect_uri = self.get_consent_grant(incoming).redirect_uri
        return self.refuse(incoming, AccessDeniedError(why, redirect_uri=redirect_uri, state=incoming.get("state")))

    def refuse(self, incoming: Incoming, error: OAuth2Error) -> Response:
        """Answer with an OAuth error, in a redirect where the error has one."""
        response: Response = self.handle_error_response(self.create_oauth2_request(incoming), error)
        return response

    def _begin(self, request: IdentityRequest, person: SandboxPerson, auth_time: int) -> Session:
        asked = request.incoming.asked
        session = Session(
            sid=token_urlsafe(16),
            sub=person.sub,
            client_id=request.client.client_id,
            scope=request.scope,
            acr=STEP_UP_ACR if asked else PIN_ACR,
            auth_time=auth_time,
            expires_at=auth_time + (STEP_UP_SECONDS if asked else SESSION_SECONDS),
        )
        self.parts.sessions.add(session)
        if asked:
            self.parts.step_ups.bind(session, asked.detail)
        return session

    def get_authorization_grant(self, request: IdentityRequest) -> CodeGrant:
        """Return the grant, once client and redirect URI are known to belong together; until then nothing redirects."""
        client = self.query_client(request.payload.client_id or "")
        redirect_uri = request.payload.redirect_uri or ""
        if client is None:
            raise InvalidClientError("No program is registered here under this client_id.")
        if not client.check_redirect_uri(redirect_uri):
            raise InvalidRequestError("The redirect_uri is not one that this program registered.")
        if request.payload.response_type != "code":
            raise UnsupportedResponseType("The response_type must be code.", redirect_uri=redirect_uri)
        grant: CodeGrant = super().get_authorization_grant(request)
        return grant

    def query_client(self, client_id: str) -> Client | None:
        """Return a registered client."""
        return self.parts.directory.find(client_id)

    def save_token(self, token: Mapping[str, object], request: IdentityRequest) -> None:
        """Keep what must be known later of new tokens: the refresh token's hash."""
        if "refresh_token" in token:
            self.parts.sessions.add_refresh_token(hashed(str(token["refresh_token"])), request.user.sid)

    def create_oauth2_request(self, request: Incoming) -> IdentityRequest:
        """Return what Authlib handles, of what arrived."""
        return IdentityRequest(request)

    def create_json_request(self, request: Incoming) -> JsonRequest:
        """Return a request without form, as Authlib's JSON endpoints take it."""
        return JsonRequest(request.method, request.url, dict(request.headers))

    def handle_response(
        self,
        status: int,
        body: Mapping[str, object] | str,
        headers: Sequence[tuple[str, str]],
    ) -> Response:
        """Return Starlette's response; every redirect says who answers (RFC 9207)."""
        named = dict(headers)
        if "Location" in named:
            location = add_params_to_uri(named["Location"], [("iss", self.parts.config.issuer)])
            return RedirectResponse(location, status, REDIRECT_HEADERS)
        named.pop("Content-Type", None)
        return JSONResponse(body, status, named)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Tell nobody: there are no listeners."""
