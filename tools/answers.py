"""What the platform answers, read once: a status, a JSON object, and for a no the sentence that says why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from tools.change import Json
from tools.strict import strict_object

_FRESHER = re.compile(r'\berror="?insufficient_user_authentication\b', re.IGNORECASE)

MOST_BYTES = 5_000_000
"""How long an answer may be, unpacked."""

PLAIN = {
    HTTPStatus.UNAUTHORIZED: "The platform does not accept this sign-in.",
    HTTPStatus.FORBIDDEN: "The platform does not allow this.",
    HTTPStatus.NOT_FOUND: "The platform knows no such record.",
    HTTPStatus.CONFLICT: "The platform says that this conflicts with what is there.",
    HTTPStatus.PRECONDITION_FAILED: "The record has changed in the meantime.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The platform can't take these values.",
    HTTPStatus.PRECONDITION_REQUIRED: "The platform wants to know which version is meant.",
    HTTPStatus.TOO_MANY_REQUESTS: "The platform asks for a pause.",
}
"""What a status means where the platform says nothing itself."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the platform answered; `problem` is its own sentence (RFC 9457, `detail`) where it said no, else empty.

    `wants_fresh` is true where it said no for want of a fresher sign-in, and would do it after one (RFC 9470).
    """

    status: int
    request_id: str | None
    body: Json
    problem: str
    wants_fresh: bool = False


async def read(response: httpx.Response) -> tuple[Reply, bool]:
    """Read an answer to its end, and tell whether it was a JSON object of a bearable size; raises httpx's errors."""
    body = _object(await _content(response))
    problem = "" if response.is_success else problem_of(response.status_code, body or {}, response.headers)
    request_id = response.headers.get("x-request-id")
    return Reply(response.status_code, request_id, body or {}, problem, _wants_fresh(response)), body is not None


def _wants_fresh(response: httpx.Response) -> bool:
    challenges = response.headers.get("www-authenticate", "")
    return response.status_code == HTTPStatus.UNAUTHORIZED and _FRESHER.search(challenges) is not None


async def _content(response: httpx.Response) -> bytes | None:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            return None
    return b"".join(parts)


def _object(content: bytes | None) -> Json | None:
    if content is None:
        return None
    try:
        return strict_object(content, limit=MOST_BYTES)
    except ValueError:
        return None


def problem_of(status: int, body: Json, headers: httpx.Headers | None = None) -> str:
    """Return why the platform said no: its own sentence as it is, or ours for the status."""
    detail = body.get("detail")
    said = detail if isinstance(detail, str) and detail.strip() else _plain(status)
    wait = "" if headers is None else headers.get("retry-after", "")
    return f"{said} It can be tried again in {wait} seconds." if wait.isascii() and wait.isdigit() else said


def _plain(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"The platform has trouble of its own ({status})."
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return "The platform points to another address, and redirects are not followed."
    return next((said for known, said in PLAIN.items() if known == status), f"The platform answered {status}.")
