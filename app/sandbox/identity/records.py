"""Sessions, and the codes and refresh tokens that come from them, in the shape that Authlib reads."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from app.sandbox.identity.clients import Client
from app.sandbox.seed.people import PEOPLE, SandboxPerson


def hashed(secret: str) -> str:
    """Return what is kept of a secret of at least 128 random bits, which therefore needs no salt."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in of one person through one client; everything issued from it dies with it."""

    sid: str
    sub: str
    client_id: str
    scope: str
    acr: str
    auth_time: int
    expires_at: int
    ended: bool = False

    @property
    def person(self) -> SandboxPerson:
        """Return whose session it is."""
        return next(person for person in PEOPLE if person.sub == self.sub)

    def alive(self, now: int) -> bool:
        """Tell whether anything may still come from this session."""
        return not self.ended and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code (RFC 6749, 4.1) that was sent to one redirect URI."""

    hash: str
    session: Session
    redirect_uri: str
    nonce: str | None
    code_challenge: str
    expires_at: int
    spent: bool = False
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        """Return the redirect URI that the code was sent to."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Return the consented scopes."""
        return self.session.scope


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token; its scope is always its whole session's."""

    hash: str
    session: Session
    spent: bool = False

    def check_client(self, client: Client) -> bool:
        """Tell whether the token was issued to this client."""
        return client.client_id == self.session.client_id

    def get_scope(self) -> str:
        """Return the consented scopes."""
        return self.session.scope
