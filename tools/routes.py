"""The platform's routes as we know them: what each does is pinned here and never taken from the platform's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from tools.change import Effect

UNLISTED = "unlisted"
"""The action of a route that is not in the table."""


@dataclass(frozen=True, slots=True)
class Route:
    """One route; `{}` in the path stands for one segment."""

    method: str
    path: str
    scope: str
    effect: Effect
    action: str


ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/me", "me:read", "read", "me.read"),
    Route("GET", "/v1/projects", "projects:read", "read", "projects.read"),
    Route("GET", "/v1/projects/{}", "projects:read", "read", "projects.read"),
    Route("GET", "/v1/tasks", "tasks:read", "read", "tasks.read"),
    Route("GET", "/v1/tasks/{}", "tasks:read", "read", "tasks.read"),
    Route("POST", "/v1/tasks", "tasks:write", "create", "tasks.create"),
    Route("PATCH", "/v1/tasks/{}", "tasks:write", "update", "tasks.update"),
    Route("POST", "/v1/tasks/delete", "tasks:delete", "delete", "tasks.delete"),
    Route("POST", "/v1/tasks/restore", "tasks:write", "update", "tasks.restore"),
    Route("GET", "/v1/operations/{}", "operations:read", "read", "operations.read"),
    Route("GET", "/v1/activity", "activity:read", "read", "activity.read"),
)


def effect_of(method: str, path: str) -> Effect:
    """Return what a call to a filled path does; a route that is not in the table counts as a transfer."""
    route = _route(method, path)
    return "transfer" if route is None else route.effect


def action_of(method: str, path: str) -> str:
    """Return the platform's name of what a call does, as in `tasks.delete`."""
    route = _route(method, path)
    return UNLISTED if route is None else route.action


def _route(method: str, path: str) -> Route | None:
    given = path.split("/")
    fitting = [route for route in ROUTES if route.method == method and _fits(route.path.split("/"), given)]
    return min(fitting, key=lambda route: route.path.count("{}"), default=None)


def _fits(known: Sequence[str], given: Sequence[str]) -> bool:
    if len(known) != len(given):
        return False
    return all(_is_one_segment(b) if a == "{}" else a == b for a, b in zip(known, given, strict=True))


def _is_one_segment(raw: str) -> bool:
    """Servers decode before they route: a segment that hides a slash, a query or a dot segment fits nowhere."""
    text = unquote(raw)
    return bool(text) and text not in {".", ".."} and not set("/\\?#") & set(text) and "?" not in raw
