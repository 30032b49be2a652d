from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.sandbox.platform.directory import Person, Tenant
from app.sandbox.platform.permission import Permission
from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_platform import Stand, platform_for, wire

PEOPLE = {"viewer": "carol", "member": "bob", "lead": "alice", "finance": "dave", "admin": "erin"}


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("person", "path", "words"),
    [
        ("carol", "/v1/tasks", "Viewers can't create tasks at Acme. Ask a member, a lead or an admin."),
        ("heidi", "/v1/tasks", "Viewers can't create tasks at Globex. Ask a member, a lead or an admin."),
        (
            "dave",
            "/v1/tasks/restore",
            "People in finance can't restore tasks at Acme. Ask a member, a lead or an admin.",
        ),
    ],
)
async def test_a_refusal_says_who_may_not_and_who_may(stand: Stand, person: str, path: str, words: str) -> None:
    answer = await stand.write(wire("POST", path, {"items": []}), person)
    assert (answer.status_code, answer.json()["detail"]) == (403, words)


async def test_a_viewer_who_confirmed_a_delete_still_may_not(stand: Stand) -> None:
    answer = await stand.confirmed(wire("POST", "/v1/tasks/delete", {"items": []}), "carol")
    assert answer.json()["detail"] == "Viewers can't delete tasks at Acme. Ask a member, a lead or an admin."


def somebody(role: str, tenant: str = "ten_acme") -> Person:
    return Person("usr_x", "X", "x@acme.example", role, (), Tenant(tenant, "Acme"))


def test_nobody_may_do_anything_at_another_company() -> None:
    permission = Permission.load()
    allowed = [a for a in RULES for role in PEOPLE if permission.allows(somebody(role), a, "ten_globex")]
    assert allowed == []


def test_a_role_that_nobody_knows_may_not_even_look() -> None:
    assert not any(Permission.load().allows(somebody("owner"), action, "ten_acme") for action in RULES)


def test_an_action_outside_the_schema_is_denied() -> None:
    assert not Permission.load().allows(somebody("admin"), "tenants.delete", "ten_acme")


def test_a_policy_that_does_not_fit_the_schema_is_refused_at_start() -> None:
    schema = "entity Role; entity Tenant; entity Person in [Role] = { tenant: Tenant, limit: Long };"
    schema += ' action "me.read" appliesTo { principal: [Person], resource: [Tenant], context: {} };'
    with pytest.raises(ValueError, match="rank"):
        Permission("permit (principal, action, resource) when { principal.rank > 3 };", schema)


def test_an_error_while_judging_is_a_no_even_where_another_rule_permits() -> None:
    schema = "entity Role; entity Tenant; entity Person in [Role] = { tenant: Tenant, limit: Long };"
    schema += ' action "me.read" appliesTo { principal: [Person], resource: [Tenant], context: {} };'
    rules = "permit (principal, action, resource);"
    overflow = "forbid (principal, action, resource) when { 9223372036854775807 + 1 > 0 };"
    assert Permission(rules, schema).allows(somebody("admin"), "me.read", "ten_acme")
    assert not Permission(rules + overflow, schema).allows(somebody("admin"), "me.read", "ten_acme")
