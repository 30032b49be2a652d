"""Makes the platform: its parts, its routes, its problem documents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, FastAPI, Security
from fastapi.security import HTTPBearer
from starlette.routing import BaseRoute

from app.sandbox.platform import problems
from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.database import Database
from app.sandbox.platform.guard import Platform
from app.sandbox.platform.keys import Keys, from_issuer
from app.sandbox.platform.news import News
from app.sandbox.platform.pace import Pace
from app.sandbox.platform.permission import Permission
from app.sandbox.platform.request_ids import RequestIds
from app.sandbox.platform.routes import (
    approvals,
    budgets,
    changes,
    comments,
    me,
    members,
    money,
    projects,
    releases,
    tasks,
)
from app.sandbox.platform.routes import open as open_routes
from app.sandbox.platform.seeding import fill
from app.sandbox.platform.shapes import Refusal

_PROBLEM: dict[str, object] = {
    "description": "A refusal, as RFC 9457 has it.",
    "content": {problems.MEDIA_TYPE: {"schema": Refusal.model_json_schema()}},
}
_BEARER = HTTPBearer(
    bearerFormat="at+jwt", auto_error=False, description="An access token for this platform (RFC 9068)."
)


def create_app(config: PlatformConfig) -> FastAPI:
    """Return the platform, with its database open and, the first time, seeded."""
    database = Database(config.folder)
    database.prepare(lambda db: fill(db, int(config.clock())))

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        del app
        yield
        database.close()

    app = FastAPI(
        title="Countersign sandbox platform",
        version="1",
        lifespan=life,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    keys = Keys(config.fetch_jwks or from_issuer(config.issuer), config.clock)
    paces = Pace(config.reads, config.clock), Pace(config.writes, config.clock)
    app.state.platform = Platform(config, database, keys, Permission.load(), *paces, News())
    app.add_middleware(RequestIds, new_id=config.new_id)
    problems.install(app)
    app.router.routes.extend(_routes())
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Return the routes, which know no app: FastAPI works out each of them with the first request, once a process."""
    router = APIRouter()
    router.include_router(open_routes.router)
    for noun in (me, projects, tasks, releases, comments, members, budgets, money, changes, approvals):
        router.include_router(noun.router, dependencies=[Security(_BEARER)])
    shared = APIRouter(responses={"4XX": _PROBLEM, "5XX": _PROBLEM})
    shared.include_router(router)
    return tuple(shared.routes)
