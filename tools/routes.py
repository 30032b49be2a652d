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
    Route("GET", "/v1/projects/{}/cascade", "projects:read", "read", "projects.read"),
    Route("POST", "/v1/projects", "projects:write", "critical", "projects.create"),
    Route("PATCH", "/v1/projects/{}", "projects:write", "critical", "projects.update"),
    Route("POST", "/v1/projects/delete", "projects:delete", "delete", "projects.delete"),
    Route("GET", "/v1/tasks", "tasks:read", "read", "tasks.read"),
    Route("GET", "/v1/tasks/{}", "tasks:read", "read", "tasks.read"),
    Route("GET", "/v1/tasks/{}/cascade", "tasks:read", "read", "tasks.read"),
    Route("POST", "/v1/tasks", "tasks:write", "create", "tasks.create"),
    Route("PATCH", "/v1/tasks/{}", "tasks:write", "update", "tasks.update"),
    Route("POST", "/v1/tasks/delete", "tasks:delete", "delete", "tasks.delete"),
    Route("POST", "/v1/tasks/restore", "tasks:write", "update", "tasks.restore"),
    Route("GET", "/v1/releases", "releases:read", "read", "releases.read"),
    Route("GET", "/v1/releases/{}", "releases:read", "read", "releases.read"),
    Route("GET", "/v1/releases/{}/cascade", "releases:read", "read", "releases.read"),
    Route("POST", "/v1/releases", "releases:write", "critical", "releases.create"),
    Route("PATCH", "/v1/releases/{}", "releases:write", "critical", "releases.update"),
    Route("POST", "/v1/releases/delete", "releases:delete", "delete", "releases.delete"),
    Route("POST", "/v1/releases/restore", "releases:write", "critical", "releases.restore"),
    Route("GET", "/v1/comments", "comments:read", "read", "comments.read"),
    Route("GET", "/v1/comments/{}", "comments:read", "read", "comments.read"),
    Route("POST", "/v1/comments", "comments:write", "create", "comments.create"),
    Route("PATCH", "/v1/comments/{}", "comments:write", "update", "comments.update"),
    Route("POST", "/v1/comments/delete", "comments:delete", "delete", "comments.delete"),
    Route("POST", "/v1/comments/restore", "comments:write", "update", "comments.restore"),
    Route("GET", "/v1/members", "members:read", "read", "members.read"),
    Route("GET", "/v1/members/{}", "members:read", "read", "members.read"),
    Route("POST", "/v1/members", "members:write", "critical", "members.create"),
    Route("PATCH", "/v1/members/{}", "members:write", "critical", "members.update"),
    Route("POST", "/v1/members/delete", "members:delete", "delete", "members.delete"),
    Route("POST", "/v1/members/restore", "members:write", "critical", "members.restore"),
    Route("GET", "/v1/budgets", "budgets:read", "read", "budgets.read"),
    Route("GET", "/v1/budgets/{}", "budgets:read", "read", "budgets.read"),
    Route("POST", "/v1/budgets", "budgets:write", "critical", "budgets.create"),
    Route("PATCH", "/v1/budgets/{}", "budgets:write", "critical", "budgets.update"),
    Route("POST", "/v1/budgets/delete", "budgets:delete", "delete", "budgets.delete"),
    Route("POST", "/v1/budgets/restore", "budgets:write", "critical", "budgets.restore"),
    Route("GET", "/v1/transfers", "transfers:read", "read", "transfers.read"),
    Route("GET", "/v1/transfers/{}", "transfers:read", "read", "transfers.read"),
    Route("POST", "/v1/transfers", "transfers:create", "transfer", "transfers.create"),
    Route("GET", "/v1/invoices", "invoices:read", "read", "invoices.read"),
    Route("GET", "/v1/invoices/{}", "invoices:read", "read", "invoices.read"),
    Route("POST", "/v1/invoices/{}/pay", "invoices:pay", "transfer", "invoices.pay"),
    Route("GET", "/v1/limits", "transfers:read", "read", "limits.read"),
    Route("POST", "/v1/changes/describe", "changes:describe", "read", "changes.describe"),
    Route("GET", "/v1/approvals", "approvals:read", "read", "approvals.read"),
    Route("GET", "/v1/approvals/events", "approvals:read", "read", "approvals.read"),
    Route("GET", "/v1/approvals/{}", "approvals:read", "read", "approvals.read"),
    Route("POST", "/v1/approvals", "approvals:open", "create", "approvals.open"),
    Route("POST", "/v1/approvals/{}/decision", "approvals:decide", "transfer", "approvals.decide"),
    Route("GET", "/v1/operations/{}", "operations:read", "read", "operations.read"),
    Route("GET", "/v1/activity", "activity:read", "read", "activity.read"),
)


def effect_of(method: str, path: str) -> Effect:
    """Return what a call to a filled path does; a route that is not in the table counts as a transfer."""
    route = route_of(method, path)
    return "transfer" if route is None else route.effect


def action_of(method: str, path: str) -> str:
    """Return the platform's name of what a call does, as in `tasks.delete`."""
    route = route_of(method, path)
    return UNLISTED if route is None else route.action


def route_of(method: str, path: str) -> Route | None:
    """Return the route that a filled path is a call to; None where it is in no table."""
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
