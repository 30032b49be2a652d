import re
from pathlib import Path

import pytest

from app.sandbox.platform.app import create_app
from app.sandbox.platform.config import PlatformConfig
from tools.change import fill
from tools.routes import ROUTES, Route, action_of, effect_of


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_is_found_by_a_path_that_fills_it(route: Route) -> None:
    path = fill(route.path, ["tsk_1é"] * route.path.count("{}"))
    assert (effect_of(route.method, path), action_of(route.method, path)) == (route.effect, route.action)


def test_no_route_stands_in_the_table_twice() -> None:
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/v1/tasks/tsk_1"),
        ("PUT", "/v1/tasks/tsk_1"),
        ("post", "/v1/tasks"),
        ("PUT", "/v1/transfers"),
        ("POST", "/v1/transfers/trf_1"),
        ("POST", "/v1/invoices/inv_1/refund"),
        ("POST", "/v2/tasks"),
        ("POST", "/v1/tasks/"),
        ("POST", "/v1/tasks?x=1"),
        ("POST", "//v1/tasks"),
        ("POST", "/v1/tasks/%64elete"),
        ("PATCH", "/v1/tasks/"),
        ("PATCH", "/v1/tasks/.."),
        ("PATCH", "/v1/tasks/%2e%2e"),
        ("PATCH", "/v1/tasks/a%2Fmembers"),
        ("PATCH", "/v1/tasks/a%5cb"),
        ("PATCH", "/v1/tasks/a?b"),
        ("PATCH", "/v1/tasks/a%3Fb"),
        ("PATCH", "/v1/tasks/a#b"),
        ("GET", "/v1/secrets"),
        ("", ""),
    ],
)
def test_a_route_that_is_not_in_the_table_counts_as_a_transfer(method: str, path: str) -> None:
    assert (effect_of(method, path), action_of(method, path)) == ("transfer", "unlisted")


async def test_the_table_says_of_every_route_what_the_platform_says_of_itself(tmp_path: Path) -> None:
    app = create_app(PlatformConfig(tmp_path, "http://127.0.0.1:1", "http://127.0.0.1:2", lambda: 1_795_000_000.0))
    async with app.router.lifespan_context(app):
        described = app.openapi()["paths"]
    theirs = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path), said["x-scope"], said["x-effect"], said["x-action"])
        for path, operations in described.items()
        for method, said in operations.items()
        if path.startswith("/v1/")
    }
    assert theirs == {(route.method, route.path, route.scope, route.effect, route.action) for route in ROUTES}
