"""How this installation becomes known to a provider: registered by hand, or by itself (RFC 7591, RFC 7592)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.auth import web
from app.auth.discovery import Metadata
from app.auth.events import Denied, Unreachable
from app.auth.installation import Installation
from app.auth.vault import Vault, short_hash

CALLBACK = "http://127.0.0.1/callback"
"""The registered redirect URI; its port is free (RFC 8252, section 7.3)."""


class Registration(BaseModel):
    """What a provider gave when this installation registered; kept by issuer and never sent to another.

    `asked` are marks of the scopes that it registered for, which are short because a vault's items are.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    issuer: str = ""
    client_id: str = Field(min_length=1)
    registration_access_token: str | None = Field(default=None, repr=False)
    registration_client_uri: str | None = None
    asked: str = ""

    def covers(self, scope: str) -> bool:
        """Tell whether it was for all of these scopes."""
        return set(marks(scope).split()) <= set(self.asked.split())


@dataclass(frozen=True, slots=True)
class Application:
    """What this installation tells of itself."""

    name: str
    scope: str
    installation: Installation

    def body(self, metadata: Metadata) -> Mapping[str, object]:
        """Return the registration request (RFC 7591, section 2)."""
        proof: Mapping[str, object] = {"token_endpoint_auth_method": "none"}
        if metadata.takes_assertions:
            keys = {"keys": [self.installation.public]}
            proof = {"token_endpoint_auth_method": "private_key_jwt", "jwks": keys}
        return {
            "client_name": self.name,
            "application_type": "native",
            "redirect_uris": [CALLBACK],
            "grant_types": [
                "authorization_code",
                "refresh_token",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ],
            "response_types": ["code"],
            "scope": self.scope,
            **proof,
        }


def marks(scope: str) -> str:
    """Return a few characters for each of some scopes, which tell one from another."""
    return " ".join(short_hash(name)[:6] for name in scope.split())


def read(vault: Vault, issuer: str) -> Registration | None:
    """Return the registration kept for an issuer; an item that cannot be read counts as none."""
    kept = vault.get(_item(issuer))
    if kept is None:
        return None
    try:
        registration = Registration.model_validate_json(kept)
    except ValidationError:
        return None
    return registration if registration.issuer == issuer else None


def forget(vault: Vault, issuer: str, client_id: str) -> Registration | None:
    """Erase the registration kept for an issuer, unless it is by now another client's; return what it was."""
    kept = read(vault, issuer)
    if kept is None or kept.client_id != client_id:
        return None
    vault.delete(_item(issuer))
    return kept


def keep(vault: Vault, registration: Registration) -> None:
    """Keep a registration under its issuer."""
    vault.set(_item(registration.issuer), registration.model_dump_json(exclude_none=True))


async def register(client: httpx.AsyncClient, metadata: Metadata, application: Application) -> Registration:
    """Register with a provider.

    Raises:
        Denied: it does not let programs register themselves, or not this one.
        Unreachable: no answer, or nonsense.

    """
    url = metadata.registration_endpoint
    if url is None:
        raise Denied(
            f"{web.place(metadata.issuer)} does not let programs register themselves, and no client id is set.",
            "Have Countersign registered there and set COUNTERSIGN_CLIENT_ID.",
        )
    answer = await web.send(client, "POST", url, json=application.body(metadata))
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Unreachable(f"{web.place(url)} is having trouble (HTTP {answer.status_code}).", "Try again in a moment.")
    if answer.status_code not in {httpx.codes.OK, httpx.codes.CREATED}:
        raise Denied(
            f"{web.place(url)} did not register this installation (HTTP {answer.status_code}).",
            "Have Countersign registered there and set COUNTERSIGN_CLIENT_ID.",
        )
    given = web.parse(Registration, answer, "a registration")
    uri = given.registration_client_uri
    own = uri is not None and web.same_origin(uri, url)
    checked = {
        "issuer": metadata.issuer,
        "registration_client_uri": uri if own else None,
        "asked": marks(application.scope),
    }
    return given.model_copy(update=checked)


async def unregister(client: httpx.AsyncClient, registration: Registration) -> None:
    """Take a registration back (RFC 7592, section 2.3); a provider that does not know how is left as it is.

    Raises:
        Unreachable: nobody answers.

    """
    uri, token = registration.registration_client_uri, registration.registration_access_token
    if uri is not None and token is not None:
        await web.send(client, "DELETE", uri, bearer=token)


def _item(issuer: str) -> str:
    return f"client:{short_hash(issuer)}"
