"""What arrives: a form or a query, read whole beforehand, because Authlib's server core cannot wait for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request  # type: ignore[import-untyped]  # Authlib ships no types
from starlette.requests import Request

from app.sandbox.identity.asked import Asked

FORM_TYPE = "application/x-www-form-urlencoded"
MAX_BODY = 64 * 1024
MAX_PUSHED_BODY = 512 * 1024
MAX_FIELDS = 50
REPEATABLE = frozenset({"resource", "audience"})


class BadRequest(Exception):
    """A request that cannot be read, as one sentence."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request's parameters in order; those without a value count as left out (RFC 6749, 3.1).

    `asked` is what a pushed request wants confirmed in a step-up; what comes by a browser has none.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    pairs: tuple[tuple[str, str], ...]
    asked: Asked | None = None

    def get(self, name: str) -> str | None:
        """Return a parameter's first value."""
        return next((value for key, value in self.pairs if key == name), None)

    def all(self, name: str) -> list[str]:
        """Return every value of a parameter."""
        return [value for key, value in self.pairs if key == name]

    def repeated(self) -> str | None:
        """Return the name of a parameter that is there twice and may not be (RFC 6749, 3.1 and 3.2)."""
        names = [name for name, _ in self.pairs if name not in REPEATABLE]
        return next((name for name in names if names.count(name) > 1), None)


def _parse(text: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(text, errors="strict", max_num_fields=MAX_FIELDS))
    except ValueError:
        raise BadRequest("The parameters cannot be read.") from None


def from_query(request: Request, issuer: str) -> Incoming:
    """Read a request's query.

    Raises:
        BadRequest: it is no query.

    """
    url = f"{issuer}{request.url.path}"
    return Incoming(request.method, url, dict(request.headers), _parse(request.url.query))


async def body_of(request: Request, most: int = MAX_BODY) -> bytes:
    """Read a body of at most so many bytes.

    Raises:
        BadRequest: it is larger.

    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise BadRequest("The body is too large.")
    return body


async def from_form(request: Request, issuer: str, most: int = MAX_BODY) -> Incoming:
    """Read a request's form.

    Raises:
        BadRequest: it is no form, or too large.

    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM_TYPE:
        raise BadRequest("The body must be a form.")
    try:
        text = (await body_of(request, most)).decode("ascii")
    except UnicodeDecodeError:
        raise BadRequest("The parameters cannot be read.") from None
    return Incoming(request.method, f"{issuer}{request.url.path}", dict(request.headers), _parse(text))


class Parameters(OAuth2Payload):  # type: ignore[misc]  # Authlib ships no types
    """The parameters in the two shapes that Authlib reads them in."""

    def __init__(self, incoming: Incoming) -> None:
        self._data = {name: incoming.all(name)[0] for name, _ in incoming.pairs}
        self._datalist = {name: incoming.all(name) for name, _ in incoming.pairs}

    @property
    def data(self) -> dict[str, str]:
        """Return the first value of each."""
        return self._data

    @property
    def datalist(self) -> dict[str, list[str]]:
        """Return all values of each."""
        return self._datalist


class IdentityRequest(OAuth2Request):  # type: ignore[misc]  # Authlib ships no types
    """An incoming request as Authlib's server core handles it."""

    def __init__(self, incoming: Incoming) -> None:
        super().__init__(incoming.method, incoming.url, headers=dict(incoming.headers))
        self.incoming = incoming
        self.payload = Parameters(incoming)

    @property
    def args(self) -> dict[str, str]:
        """Return the query's parameters."""
        return self.payload.data if self.method == "GET" else {}

    @property
    def form(self) -> dict[str, str]:
        """Return the form's fields."""
        return self.payload.data if self.method == "POST" else {}
