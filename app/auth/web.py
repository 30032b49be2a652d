"""HTTP as signing in needs it: no redirects, a time limit, and every failure one sentence without a secret in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from app.auth.events import Unreachable

TIMEOUT = httpx.Timeout(15.0, connect=5.0)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Model = TypeVar("Model", bound=BaseModel)


async def send(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    json: Mapping[str, object] | None = None,
    bearer: str | None = None,
) -> httpx.Response:
    """Send one request and return its answer, whatever its status, redirects unfollowed.

    Raises:
        Unreachable: the address is unsafe, nobody answers, or not in time.

    """
    require_safe(url)
    headers = {"Accept": "application/json, text/html;q=0.5"}
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    try:
        return await client.request(
            method,
            url,
            data=form,
            json=json,
            headers=headers,
            timeout=TIMEOUT,
            follow_redirects=False,
        )
    except httpx.TimeoutException:
        raise Unreachable(f"{place(url)} did not answer in time.", "Try again in a moment.") from None
    except httpx.HTTPError:
        raise Unreachable(
            f"{place(url)} cannot be reached.",
            "Check the network and that the provider is running, then try again.",
        ) from None


def require_safe(url: str) -> None:
    """Let only https pass, and plain http to this very machine (RFC 8252, section 8.3).

    Raises:
        Unreachable: anything else.

    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.host and (parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in LOOPBACK)):
        return
    raise Unreachable(
        f"The address {url[:200]!r} is not https, so nothing was sent to it.",
        "Check COUNTERSIGN_ISSUER and what the provider announces.",
    )


def parse(model: type[Model], answer: httpx.Response, what: str) -> Model:
    """Return the JSON of an answer as a model.

    Raises:
        Unreachable: it is no such JSON; what was there instead is not repeated, for it may hold secrets.

    """
    try:
        return model.model_validate_json(answer.content)
    except ValidationError:
        raise Unreachable(
            f"{place(str(answer.request.url))} sent something else instead of {what} (HTTP {answer.status_code}).",
            "Try again; if it stays so, ask whoever runs the provider.",
        ) from None


def same_origin(one: str, other: str) -> bool:
    """Tell whether two addresses share scheme, host and port (RFC 6454), default ports filled in."""
    return _origin(one) == _origin(other) is not None


def _origin(url: str) -> tuple[str, str, int | None] | None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return None
    return parsed.scheme, parsed.host, parsed.port or {"http": 80, "https": 443}.get(parsed.scheme)


def place(url: str) -> str:
    """Return the host and port of an address, as a person would name the place."""
    return httpx.URL(url).netloc.decode("ascii") or "the provider"
