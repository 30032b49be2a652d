"""The people of the platform's tenants, as its own records have them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from app.sandbox.platform.problems import no_such


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at a tenant."""

    id: str
    name: str
    email: str
    role: str
    teams: tuple[str, ...]
    tenant: Tenant


_ONE = """
SELECT people.*, tenants.name AS tenant_name FROM people JOIN tenants ON tenants.id = people.tenant
WHERE people.tenant = :tenant AND people.id = :id AND people.deleted_at IS NULL
"""
_EVER = "SELECT 1 FROM people WHERE tenant = :tenant AND id = :id"


def find_person(db: sqlite3.Connection, tenant: str, sub: str) -> Person | None:
    """Return the person of this tenant with this subject; whoever was deleted is nobody."""
    row = db.execute(_ONE, {"tenant": tenant, "id": sub}).fetchone()
    if row is None:
        return None
    teams = tuple(map(str, json.loads(row["teams"])))
    home = Tenant(row["tenant"], row["tenant_name"])
    return Person(row["id"], row["name"], row["email"], row["role"], teams, home)


def require_person(db: sqlite3.Connection, tenant: str, person: str | None) -> None:
    """Check that a person to whom something is to be given, if anybody, works at the tenant.

    Raises:
        Problem: 404, they don't.

    """
    if person is not None and find_person(db, tenant, person) is None:
        raise no_such("person")


def asked_person(db: sqlite3.Connection, person: Person, asked: str | None) -> str | None:
    """Return whose records a person asks for; `me` is themselves, and whoever was deleted can still be asked for.

    Raises:
        Problem: 404, the tenant never had such a person.

    """
    if asked is None or asked == "me":
        return asked and person.id
    if db.execute(_EVER, {"tenant": person.tenant.id, "id": asked}).fetchone() is None:
        raise no_such("person")
    return asked
