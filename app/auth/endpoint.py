"""Every POST to the token endpoint: code, refresh, exchange, revoke, PAR; Authlib signs the client's assertion."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe

import httpx
from authlib.oauth2.rfc7523 import private_key_jwt_sign  # type: ignore[import-untyped]  # Authlib ships no types
from pydantic import BaseModel, Field, ValidationError

from app.auth import web
from app.auth.config import Clock
from app.auth.discovery import Metadata
from app.auth.events import Denied, Unreachable
from app.auth.installation import Installation
from app.auth.pkce import code_word
from app.auth.tokens import TokenAnswer, TokenSet

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105  # the name of a kind, no token
ASSERTION_SECONDS = 60

AGAIN = "Sign in again and agree to what it asks for."
REASONS: Mapping[str, tuple[str, str]] = {
    "invalid_grant": ("The session has ended.", "Sign in again; the conversation stays."),
    "invalid_client": ("The provider does not know this installation any more.", "Sign in again."),
    "unauthorized_client": ("The provider does not let this installation act on your behalf.", AGAIN),
    "invalid_scope": ("The provider gave no token for this, because you did not agree to it at sign-in.", AGAIN),
    "invalid_target": ("The provider gives no tokens for this platform.", "Check COUNTERSIGN_PLATFORM."),
    "invalid_authorization_details": (
        "The provider gave no token bound to this change.",
        "Nothing was sent. Ask for the change again.",
    ),
    "unmet_authentication_requirements": (
        "Your provider wants to confirm this very change with you first, on its own page.",
        "Nothing was sent. Confirm it there, then it goes on.",
    ),
}


class Rejected(Denied):
    """The token endpoint said no; `code` is its word for why (RFC 6749, section 5.2)."""

    def __init__(self, code: str) -> None:
        told = (f"The provider refused ({code_word(code)}).", "Sign in again; if it stays so, ask whoever runs it.")
        super().__init__(*REASONS.get(code, told))
        self.code = code


class _ErrorAnswer(BaseModel):
    error: str


class _Pushed(BaseModel):
    request_uri: str = Field(min_length=1, repr=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The token endpoint of one provider, spoken to as one client with this installation's key."""

    client: httpx.AsyncClient
    metadata: Metadata
    client_id: str
    installation: Installation
    clock: Clock

    async def code(self, code: str, verifier: str, redirect_uri: str) -> TokenSet:
        """Redeem an authorization code for the session (RFC 6749, section 4.1.3; RFC 7636, section 4.5)."""
        return await self._tokens(
            grant_type="authorization_code",
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=verifier,
            resource=self.metadata.issuer,
        )

    async def refresh(self, refresh: str) -> TokenSet:
        """Trade a refresh token, which this uses up, for a newer session."""
        return await self._tokens(grant_type="refresh_token", refresh_token=refresh, resource=self.metadata.issuer)

    async def exchange(
        self,
        session: str,
        audience: str,
        scopes: Sequence[str],
        details: Sequence[Mapping[str, object]] = (),
    ) -> TokenSet:
        """Trade the session for a token to act on the person's behalf at one audience (RFC 8693; RFC 9396)."""
        bound = {"authorization_details": json.dumps(list(details), separators=(",", ":"))} if details else {}
        token = await self._tokens(
            grant_type=EXCHANGE,
            subject_token=session,
            subject_token_type=ACCESS_TOKEN,
            resource=audience,
            scope=" ".join(scopes),
            **bound,
        )
        if token.scope is not None and not set(token.scope) <= set(scopes):
            raise Unreachable(
                "The provider gave a token for more than was asked for, so it was not used.",
                "Ask whoever runs the provider.",
            )
        return token

    async def push(self, form: Mapping[str, str]) -> str:
        """Hand an authorization request over beforehand and return the URI that stands for it (RFC 9126)."""
        url = self.metadata.pushed_authorization_request_endpoint
        if url is None:
            raise Denied(
                f"{web.place(self.metadata.issuer)} can't show a change on its own page: it takes no pushed requests.",
                "Nothing was sent. Do this where the money is, or ask whoever runs the provider.",
            )
        answer = await web.send(self.client, "POST", url, form={**form, **self._proof()})
        if not answer.is_success:
            raise _refusal(answer)
        return web.parse(_Pushed, answer, "a page to open").request_uri

    async def revoke(self, refresh: str) -> bool:
        """Revoke a refresh token and its session (RFC 7009); tells whether the provider agreed."""
        url = self.metadata.revocation_endpoint
        if url is None:
            return False
        form = {"token": refresh, "token_type_hint": "refresh_token", **self._proof()}
        return (await web.send(self.client, "POST", url, form=form)).status_code == httpx.codes.OK

    async def is_known(self) -> bool:
        """Ask whether the provider still knows this client, by revoking a token that never was.

        Who asks is checked before the token is looked at (RFC 7009, section 2.1), and an authorization request of
        an unknown client would end on a page that never comes back.
        """
        if self.metadata.revocation_endpoint is None:
            return True
        form = {"token": token_urlsafe(16), **self._proof()}
        answer = await web.send(self.client, "POST", self.metadata.revocation_endpoint, form=form)
        if answer.status_code == httpx.codes.OK:
            return True
        refusal = _refusal(answer)
        if isinstance(refusal, Unreachable):
            raise refusal
        return refusal.code != "invalid_client"

    async def _tokens(self, **form: str) -> TokenSet:
        asked_at = self.clock()
        answer = await web.send(self.client, "POST", self.metadata.token_endpoint, form={**form, **self._proof()})
        if answer.status_code != httpx.codes.OK:
            raise _refusal(answer)
        return web.parse(TokenAnswer, answer, "a token").tokens(asked_at)

    def _proof(self) -> Mapping[str, str]:
        """Return the client's authentication: an assertion for this issuer and no other (RFC 7523, section 2.2)."""
        if not self.metadata.takes_assertions:
            return {"client_id": self.client_id}
        now = int(self.clock())
        assertion = private_key_jwt_sign(
            self.installation.key,
            self.client_id,
            self.metadata.issuer,
            alg="ES256",
            header={"kid": self.installation.thumbprint},
            issued_at=now,
            expires_at=now + ASSERTION_SECONDS,
        )
        return {
            "client_id": self.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": str(assertion),
        }


def _refusal(answer: httpx.Response) -> Rejected | Unreachable:
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return Unreachable(
            f"{web.place(str(answer.request.url))} is having trouble (HTTP {answer.status_code}).",
            "Try again in a moment.",
        )
    try:
        return Rejected(_ErrorAnswer.model_validate_json(answer.content).error)
    except ValidationError:
        return Unreachable(
            f"{web.place(str(answer.request.url))} gave no token and no reason (HTTP {answer.status_code}).",
            "Try again in a moment; if it stays so, ask whoever runs the provider.",
        )
