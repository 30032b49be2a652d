"""Every answer that is not a success, as a problem document with a sentence and a request id (RFC 9457)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

TYPES = "https://countersign.invalid/problems/"
MEDIA_TYPE = "application/problem+json"

_NO_ROUTE: Mapping[int, tuple[str, str]] = {
    404: ("no-such-route", "There is nothing at this address."),
    405: ("no-such-method", "This address does not take that method."),
    413: ("too-large", "The body is too large."),
}


class Problem(Exception):
    """A refusal: its status, the name its type ends in, a sentence a person understands, and more members."""

    def __init__(
        self,
        status: int,
        name: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.name = name
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = dict(more or {})


def no_such(kind: str) -> Problem:
    """Return the 404 for an id that is unknown or another tenant's: the two must read alike."""
    return Problem(404, f"no-such-{kind}", f"There is no such {kind}.")


def answer(request: Request, problem: Problem) -> JSONResponse:
    """Return a problem as a response; its members never contain what was sent."""
    request_id = str(request.state.request_id)
    document = {
        "type": TYPES + problem.name,
        "title": problem.name.replace("-", " ").capitalize(),
        "status": problem.status,
        "detail": problem.detail,
        "request_id": request_id,
        **problem.more,
    }
    headers = {"x-request-id": request_id, "cache-control": "no-store", **problem.headers}
    return JSONResponse(document, problem.status, headers, MEDIA_TYPE)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Problem):
        raise error
    return answer(request, error)


async def _no_route(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    unnamed = (HTTPStatus(error.status_code).phrase.lower().replace(" ", "-"), "The platform can't do this.")
    name, detail = _NO_ROUTE.get(error.status_code, unnamed)
    return answer(request, Problem(error.status_code, name, detail, headers=error.headers))


async def _not_valid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    errors = [{"at": ".".join(map(str, one["loc"])), "message": str(one["msg"])} for one in error.errors()]
    first = f"{errors[0]['at']}: {errors[0]['message']}" if errors else "nothing more is known"
    detail = f"The request is not as this route takes it ({first})."
    return answer(request, Problem(422, "not-valid", detail, more={"errors": errors}))


async def _busy(request: Request, error: Exception) -> JSONResponse:
    del error
    detail = "The platform's database is busy. Send the same request again in a moment."
    return answer(request, Problem(503, "busy", detail, headers={"retry-after": "1"}))


async def _broken(request: Request, error: Exception) -> JSONResponse:
    del error
    return answer(request, Problem(500, "broken", "Something in the platform broke. Nothing was changed."))


def install(app: FastAPI) -> None:
    """Make every error of the app a problem document."""
    app.add_exception_handler(Problem, _refused)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(sqlite3.OperationalError, _busy)
    app.add_exception_handler(Exception, _broken)
