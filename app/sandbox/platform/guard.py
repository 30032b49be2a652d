"""What every call must pass before its route runs, in the order of the protocol (PROTOCOL: G)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.routing import APIRoute

from app.sandbox.platform.arrival import StrictRequest, arrival_of, require_json
from app.sandbox.platform.bonds import bond_of
from app.sandbox.platform.call import Call
from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.database import Database
from app.sandbox.platform.directory import Person, find_person
from app.sandbox.platform.keys import Keys
from app.sandbox.platform.news import News
from app.sandbox.platform.pace import Pace
from app.sandbox.platform.permission import Permission
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.rules import RULES, Rule
from app.sandbox.platform.tokens import Claims, challenge, check

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Platform:
    """The parts that a call needs."""

    config: PlatformConfig
    database: Database
    keys: Keys
    permission: Permission
    reads: Pace
    writes: Pace
    news: News


async def admit(request: StrictRequest, rule: Rule, platform: Platform) -> Call:
    """Return a call that may go on.

    Raises:
        Problem: it may not; the first rule that it breaks decides.

    """
    config = platform.config
    claims = await check(request.headers.getlist("authorization"), platform.keys, config)
    (platform.writes if rule.writes else platform.reads).take(claims)
    _require_actor(claims, rule)
    _require_scope(claims, rule, config)
    arrival = await arrival_of(request)
    if request.method != "GET":
        await require_json(request)
    now = config.clock()
    confirmed = await bond_of(request, claims, arrival, rule, config)
    person = require_caller(claims, platform.database.connection)
    platform.permission.require(person, rule, claims.tenant)
    if rule.writes:
        _require_key(arrival.idempotency_key)
    digest = arrival.digest(config.audience)
    return Call(rule, claims, person, arrival, digest, confirmed, request.state.request_id, int(now))


class GuardedRoute(APIRoute):
    """A route that cannot run unguarded: without a rule it cannot even be made."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, object, Response]]:
        """Return the route's handler, behind the guard."""
        rule = RULES[str((self.openapi_extra or {})["x-action"])]
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            platform: Platform = request.app.state.platform
            strict.state.call = await admit(strict, rule, platform)
            return await handle(strict)

        return guarded


def require_caller(claims: Claims, db: sqlite3.Connection) -> Person:
    """Return the person that a token is about.

    Raises:
        Problem: 403, the tenant in the token knows nobody by this subject.

    """
    person = find_person(db, claims.tenant, claims.sub)
    if person is None:
        raise Problem(403, "not-permitted", "The company in the token knows nobody by this sign-in.")
    return person


async def platform_of(request: Request) -> Platform:
    """Return the platform's parts, for a route; as a coroutine, since FastAPI would give a plain function a thread."""
    platform: Platform = request.app.state.platform
    return platform


async def call_of(request: Request) -> Call:
    """Return the call that the guard let through, for a route."""
    call: Call = request.state.call
    return call


def _require_actor(claims: Claims, rule: Rule) -> None:
    if rule.writes and not (claims.act and claims.act.installation and claims.act.sub == claims.client_id):
        raise Problem(403, "no-actor", "The token does not name the client that acts for the person.")


def _require_scope(claims: Claims, rule: Rule, config: PlatformConfig) -> None:
    if rule.scope not in claims.scopes:
        sentence = f"The token is not for this: it lacks the scope {rule.scope}."
        headers = challenge(config, "insufficient_scope", sentence)
        headers["www-authenticate"] += f', scope="{rule.scope}"'
        raise Problem(403, "insufficient-scope", sentence, headers=headers)


def _require_key(key: str | None) -> None:
    if key is None:
        raise Problem(
            400, "no-idempotency-key", "A write needs an Idempotency-Key, so that it can be sent again safely."
        )
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Problem(
            400, "no-idempotency-key", f"An Idempotency-Key is 1 to {LONGEST_KEY} printable ASCII characters."
        )
