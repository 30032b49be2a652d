"""Reads a request as it arrived: raw path, ordered query, whole header values, a body with one meaning."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from app.sandbox.platform.digests import Arrival
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.strict_json import NotStrict, parse

JSON_TYPE = "application/json"
MOST_BYTES = 1_000_000
"""How large a body may be."""


class StrictRequest(Request):
    """A request whose body is limited in size and is read as JSON of one meaning only."""

    async def body(self) -> bytes:
        """Return the body.

        Raises:
            Problem: 413, it is too large.

        """
        if not hasattr(self, "_body"):
            read = bytearray()
            async for chunk in self.stream():
                read += chunk
                if len(read) > MOST_BYTES:
                    raise Problem(413, "too-large", "The body is too large.")
            self._body = bytes(read)
        return self._body

    async def json(self) -> object:
        """Return the body's value.

        Raises:
            Problem: 400, the body is broken or ambiguous.

        """
        try:
            return parse(await self.body())
        except NotStrict as error:
            raise Problem(400, "not-strict-json", str(error)) from error


async def arrival_of(request: StrictRequest) -> Arrival:
    """Return what a request digest covers.

    Raises:
        Problem: 400, a header that may stand once stands twice, or the query is not UTF-8.

    """
    raw_path: bytes = request.scope["raw_path"]
    raw_query: bytes = request.scope["query_string"]
    try:
        query = parse_qsl(raw_query.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeError as error:
        raise Problem(400, "not-unicode", "The query is not UTF-8.") from error
    return Arrival(
        method=request.method,
        path=raw_path.decode("latin-1"),
        query=tuple(query),
        content_type=_only(request, "content-type"),
        body=await request.body(),
        if_match=_only(request, "if-match"),
        idempotency_key=_only(request, "idempotency-key"),
    )


async def require_json(request: StrictRequest) -> None:
    """Check that a body is JSON of one meaning.

    Raises:
        Problem: 415, it is declared as something else; 400, it is broken or ambiguous.

    """
    if request.headers.get("content-type") != JSON_TYPE:
        raise Problem(415, "not-json", f"The body must be sent as {JSON_TYPE}.")
    await request.json()


def _only(request: Request, name: str) -> str | None:
    values = request.headers.getlist(name)
    if len(values) > 1:
        raise Problem(400, "header-twice", f"The header {name} may stand only once.")
    return values[0] if values else None
