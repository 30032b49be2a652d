"""The people of the platform's tenants, as its own records have them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass


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
WHERE people.tenant = :tenant AND people.id = :id
"""


def find_person(db: sqlite3.Connection, tenant: str, sub: str) -> Person | None:
    """Return the person of this tenant with this subject."""
    row = db.execute(_ONE, {"tenant": tenant, "id": sub}).fetchone()
    if row is None:
        return None
    teams = tuple(map(str, json.loads(row["teams"])))
    home = Tenant(row["tenant"], row["tenant_name"])
    return Person(row["id"], row["name"], row["email"], row["role"], teams, home)
