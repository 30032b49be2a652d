from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.sandbox.identity.scopes import ACT, ALL, DECIDE, LOOK, MONEY
from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_platform import Stand, platform_for

READ = ("projects", "tasks", "releases", "comments", "members", "budgets", "transfers", "invoices", "approvals")
CASCADES = ("projects", "tasks", "releases")
OTHERS = """
POST  projects           projects:write   critical projects.create
PATCH projects/{}        projects:write   critical projects.update
POST  projects/delete    projects:delete  delete   projects.delete
POST  tasks              tasks:write      create   tasks.create
PATCH tasks/{}           tasks:write      update   tasks.update
POST  tasks/delete       tasks:delete     delete   tasks.delete
POST  tasks/restore      tasks:write      update   tasks.restore
POST  releases           releases:write   critical releases.create
PATCH releases/{}        releases:write   critical releases.update
POST  releases/delete    releases:delete  delete   releases.delete
POST  releases/restore   releases:write   critical releases.restore
POST  comments           comments:write   create   comments.create
PATCH comments/{}        comments:write   update   comments.update
POST  comments/delete    comments:delete  delete   comments.delete
POST  comments/restore   comments:write   update   comments.restore
POST  members            members:write    critical members.create
PATCH members/{}         members:write    critical members.update
POST  members/delete     members:delete   delete   members.delete
POST  members/restore    members:write    critical members.restore
POST  budgets            budgets:write    critical budgets.create
PATCH budgets/{}         budgets:write    critical budgets.update
POST  budgets/delete     budgets:delete   delete   budgets.delete
POST  budgets/restore    budgets:write    critical budgets.restore
POST  transfers          transfers:create transfer transfers.create
POST  invoices/{}/pay    invoices:pay     transfer invoices.pay
POST  approvals          approvals:open   create   approvals.open
POST  approvals/{}/decision approvals:decide transfer approvals.decide
GET   approvals/events   approvals:read   read     approvals.read
GET   limits             transfers:read   read     limits.read
POST  changes/describe   changes:describe read     changes.describe
"""
Line = tuple[str, str, str, str, str]


def pinned() -> set[Line]:
    looks = {("GET", f"/v1/{one}", f"{one}:read", "read", f"{one}.read") for one in ("me", "activity", *READ)}
    looks |= {("GET", f"/v1/{one}/{{}}", f"{one}:read", "read", f"{one}.read") for one in ("operations", *READ)}
    looks |= {("GET", f"/v1/{one}/{{}}/cascade", f"{one}:read", "read", f"{one}.read") for one in CASCADES}
    lines = [line.split() for line in OTHERS.strip().splitlines()]
    return looks | {(method, f"/v1/{path}", scope, effect, action) for method, path, scope, effect, action in lines}


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


async def test_the_platform_has_exactly_the_routes_that_are_agreed(stand: Stand) -> None:
    paths = (await stand.client.get("/openapi.json")).json()["paths"]
    found: set[Line] = set()
    for path, ways in paths.items():
        plain = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        found |= {
            (m.upper(), plain, o["x-scope"], o["x-effect"], o["x-action"]) for m, o in ways.items() if "x-scope" in o
        }
    assert found == pinned()
    assert len(found) == 54
    assert {path for path in paths if not path.startswith("/v1/")} == {
        "/healthz",
        "/.well-known/oauth-protected-resource",
    }


async def test_every_route_says_in_openapi_what_it_wants_and_how_it_refuses(stand: Stand) -> None:
    paths = (await stand.client.get("/openapi.json")).json()["paths"]
    operations = [(m.upper(), one) for p, ways in paths.items() if p.startswith("/v1/") for m, one in ways.items()]
    for method, one in operations:
        assert one["security"] == [{"HTTPBearer": []}]
        assert {"4XX", "5XX"} <= set(one["responses"])
        assert list(one["responses"]["4XX"]["content"]) == ["application/problem+json"]
        named = {parameter["name"] for parameter in one.get("parameters", []) if parameter["in"] == "header"}
        assert ("Idempotency-Key" in named) is (one["x-effect"] != "read")
        assert ("If-Match" in named) is (method == "PATCH" or one["x-action"] == "invoices.pay")


def test_what_loses_plans_moves_or_waits_for_another_wants_a_confirmed_change_and_money_a_fresh_sign_in() -> None:
    confirmed = {rule.effect for action, rule in RULES.items() if rule.confirmed and action != "approvals.open"}
    assert confirmed == {"delete", "critical", "transfer"}
    assert RULES["approvals.open"].confirmed
    fresh = {action for action, rule in RULES.items() if rule.fresh}
    assert fresh == {"transfers.create", "invoices.pay", "approvals.decide"}


def test_the_provider_knows_exactly_the_scopes_that_the_platform_wants() -> None:
    assert {*LOOK, "changes:describe"} == {rule.scope for rule in RULES.values() if not rule.writes}
    assert {*ACT, *DECIDE} == {rule.scope for rule in RULES.values() if rule.writes}
    assert {*MONEY, *DECIDE} == {rule.scope for rule in RULES.values() if rule.fresh}


def test_only_the_provider_itself_can_ask_what_a_change_would_do() -> None:
    assert "changes:describe" not in ALL
