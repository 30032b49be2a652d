"""The model's HTTP face: chat completions and the list of models, in OpenAI's format."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.sandbox.model.answer import answer
from app.sandbox.model.stream import Told, events, told, whole
from app.sandbox.model.wire import MODEL, Completion, Refusal, read

PACE = 0.001
"""Seconds between two pieces of a stream: quick, and yet words come one after another as from any model."""


def _ids() -> Iterator[str]:
    while True:
        yield uuid4().hex


def create_app(
    clock: Callable[[], float] = time.time,
    pace: float = 0.0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ids: Iterator[str] | None = None,
) -> Starlette:
    """Return the model's server; `pace` is in seconds a streamed piece, `ids` gives every message and call its own."""
    fresh = ids or _ids()

    async def complete(request: Request) -> Response:
        asked = read(await request.body())
        now = clock()
        reply = answer(asked, datetime.fromtimestamp(now, UTC).date())
        ready = told(reply, asked, fresh, int(now))
        if not asked.stream:
            return JSONResponse(whole(ready))
        return StreamingResponse(
            _paced(ready, asked, pace, sleep),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-cache"},
        )

    return Starlette(
        routes=[
            Route("/v1/chat/completions", complete, methods=["POST"]),
            Route("/v1/models", _models),
            Route("/v1/models/{name}", _model),
            Route("/healthz", _healthy),
        ],
        exception_handlers={Refusal: _refused, HTTPException: _unknown},
    )


async def _paced(
    ready: Told, asked: Completion, pace: float, sleep: Callable[[float], Awaitable[None]]
) -> AsyncIterator[str]:
    usage = asked.stream_options is not None and asked.stream_options.include_usage
    for event in events(ready, usage=usage):
        yield event
        if pace:
            await sleep(pace)


_SELF = {"id": MODEL, "object": "model", "created": 1763769600, "owned_by": "countersign"}


async def _models(_: Request) -> Response:
    return JSONResponse({"object": "list", "data": [_SELF]})


async def _model(request: Request) -> Response:
    name = request.path_params["name"]
    if name != MODEL:
        raise Refusal(f"The model '{name}' does not exist", 404, "model", "model_not_found")
    return JSONResponse(_SELF)


async def _healthy(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _refused(_: Request, error: Exception) -> Response:
    refusal = error if isinstance(error, Refusal) else Refusal(str(error))
    return JSONResponse(refusal.body, refusal.status)


async def _unknown(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    refusal = Refusal(f"Invalid URL ({request.method} {request.url.path})", status)
    return JSONResponse(refusal.body, status)
