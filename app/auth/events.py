"""What signing in may report, and the protocol a front end depends on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, as the provider's id_token says; `auth_time` is in Unix seconds.

    `installation` is the thumbprint (RFC 7638) of this installation's key, which the `act` claim names.
    """

    issuer: str
    sub: str
    tenant: str
    client_id: str
    installation: str
    name: str
    email: str
    acr: str
    auth_time: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody that the sandbox's login page offers; `key` is what `login --as` takes, `detail` as the page has it."""

    key: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The page to sign in at; `opened` tells whether a browser took it, otherwise the person must."""

    url: str
    opened: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """It worked."""

    account: Account


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not work: one sentence, and what the person can do next."""

    sentence: str
    next_step: str


SignInEvent = Opening | SignedIn | Refused


class AuthError(Exception):
    """A failure of signing in or of a token, as a sentence and a next step.

    AuthError
    ├── SessionEnded    the person must sign in again; nothing else is lost
    ├── Unreachable     the provider cannot be reached or answers nonsense
    ├── Denied          the provider said no (consent, scope, audience)
    └── VaultTrouble    the keyring is locked, silent or broken
    """

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class SessionEnded(AuthError):
    """The session is over."""


class Unreachable(AuthError):
    """The provider cannot be reached or answers nonsense."""


class Denied(AuthError):
    """The provider said no."""


class VaultTrouble(AuthError):
    """The keyring is locked, silent or broken."""


class SignIn(Protocol):
    """Signs a person in and out; every way ends with one SignedIn or one Refused."""

    async def kept_in(self) -> str:
        """Return in words where the session and its key are kept, as in `Secret Service keyring`."""
        ...

    async def restore(self) -> Account | None:
        """Return the account of a session kept from before, or None; raises AuthError."""
        ...

    async def people(self) -> Sequence[Person]:
        """Return the people that the sandbox's login page offers; empty with any other provider."""
        ...

    def with_browser(self) -> AsyncIterator[SignInEvent]:
        """Sign in through a browser, while `paste` may answer as well."""
        ...

    async def paste(self, url: str) -> str:
        """Hand the redirect URL to whatever waits for the page; returns an empty string, or one sentence why not."""
        ...

    async def give_up(self) -> None:
        """Stop waiting for the provider's page, to sign in or to confirm; whoever waits for it is told so."""
        ...

    def as_person(self, key: str) -> AsyncIterator[SignInEvent]:
        """Drive the sandbox's own login and consent pages over HTTP as one of its people (a name or a role)."""
        ...

    async def sign_out(self, *, everywhere: bool) -> str:
        """Revoke, then erase what is kept here, even when the network fails; returns one sentence."""
        ...
