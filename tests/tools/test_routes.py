import pytest

from tools.change import fill
from tools.routes import ROUTES, action_of, effect_of


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_is_found_by_a_path_that_fills_it(route: object) -> None:
    known = next(one for one in ROUTES if one is route)
    path = fill(known.path, ["tsk_1é"] * known.path.count("{}"))
    assert (effect_of(known.method, path), action_of(known.method, path)) == (known.effect, known.action)


def test_no_route_stands_in_the_table_twice() -> None:
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/v1/tasks/tsk_1"),
        ("PUT", "/v1/tasks/tsk_1"),
        ("post", "/v1/tasks"),
        ("POST", "/v1/transfers"),
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
