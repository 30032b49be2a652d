"""Dynamic registration of clients, and its undoing (RFC 7591, 7592)."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Annotated, Literal

from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.sandbox.identity.clients import PRIVATE_KEY_JWT, Client, loopback_path
from app.sandbox.identity.exchange import GRANT_TYPE
from app.sandbox.identity.parts import Parts
from app.sandbox.identity.records import hashed
from app.sandbox.identity.scopes import ALL

GrantType = Literal["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:token-exchange"]
GRANT_TYPES: tuple[GrantType, ...] = ("authorization_code", "refresh_token", GRANT_TYPE)


class Refused(Exception):
    """A registration that is not taken: the error's name (RFC 7591, 3.2.2) and one sentence."""

    def __init__(self, error: str, sentence: str) -> None:
        super().__init__(sentence)
        self.error = error
        self.sentence = sentence


def _showable(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise ValueError("must be plain text that a page can show")
    return name.strip()


def _known(scope: str) -> str:
    if not set(scope.split()) <= set(ALL):
        raise ValueError("names a scope that is unknown here")
    return scope


class Key(BaseModel):
    """A public P-256 key (RFC 7517); whatever else the JWK says is left out."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")
    y: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")
    d: None = Field(default=None, exclude=True)


class KeySet(BaseModel):
    """Exactly one key: it is the installation's name."""

    keys: list[Key] = Field(min_length=1, max_length=1)


class Registration(BaseModel):
    """What a client says of itself; unknown members are ignored (RFC 7591, 2)."""

    model_config = ConfigDict(strict=True)

    client_name: Annotated[str, Field(max_length=80), AfterValidator(_showable)]
    application_type: Literal["native"] = "native"
    redirect_uris: list[str] = Field(min_length=1, max_length=5)
    token_endpoint_auth_method: Literal["private_key_jwt", "none"] = PRIVATE_KEY_JWT
    jwks: KeySet | None = None
    grant_types: list[GrantType] = Field(default=["authorization_code"], min_length=1)
    response_types: list[Literal["code"]] = Field(default=["code"], min_length=1)
    scope: Annotated[str, AfterValidator(_known)] = " ".join(ALL)


@dataclass(frozen=True, slots=True)
class Registered:
    """A new client, and the token that may remove it, which is told once."""

    client: Client
    said: Registration
    access: str

    def answer(self, issuer: str, now: int) -> dict[str, object]:
        """Return the answer to the client (RFC 7591, 3.2.1; RFC 7592, 3)."""
        return {
            **self.said.model_dump(exclude_none=True),
            "client_id": self.client.client_id,
            "client_id_issued_at": now,
            "registration_access_token": self.access,
            "registration_client_uri": f"{issuer}/register/{self.client.client_id}",
        }


def register(parts: Parts, body: bytes) -> Registered:
    """Register a client.

    Raises:
        Refused: what it says of itself cannot be used.

    """
    said = _read(body)
    if not all(loopback_path(uri) for uri in said.redirect_uris):
        raise Refused("invalid_redirect_uri", "A redirect URI must be http://127.0.0.1 with a path, and nothing more.")
    client = Client(
        client_id=f"cl_{token_urlsafe(16)}",
        name=said.client_name,
        redirect_uris=tuple(said.redirect_uris),
        grant_types=tuple(said.grant_types),
        scope=said.scope,
        key=said.jwks.keys[0].model_dump() if said.jwks else None,
    )
    _check_key(client, said.token_endpoint_auth_method)
    access = token_urlsafe(32)
    with parts.database.transaction():
        parts.directory.add(client, hashed(access))
    return Registered(client, said, access)


def unregister(parts: Parts, client_id: str, access: str) -> bool:
    """Remove a client and everything issued to it; False when the token is not this client's."""
    with parts.database.transaction():
        return parts.directory.remove(client_id, hashed(access))


def _read(body: bytes) -> Registration:
    try:
        return Registration.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"]) or "The body"
        raise Refused("invalid_client_metadata", f"{place}: {first['msg']}.") from None


def _check_key(client: Client, method: str) -> None:
    if (method == PRIVATE_KEY_JWT) != (client.key is not None):
        raise Refused("invalid_client_metadata", "private_key_jwt needs a key, and a client without it has none.")
    try:
        if client.key is not None:
            ECKey.import_key(dict(client.key))
    except (JoseError, ValueError):
        raise Refused("invalid_client_metadata", "The key is not a point of P-256.") from None
