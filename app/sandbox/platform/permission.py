"""The person's own permission, asked of Cedar with its schema; an error in the answer is a no."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

import cedarpy

from app.sandbox.platform.directory import Person
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.rules import Rule

ROLES: Mapping[str, tuple[str, str]] = {
    "viewer": ("Viewers", "a viewer"),
    "member": ("Members", "a member"),
    "lead": ("Leads", "a lead"),
    "finance": ("People in finance", "somebody in finance"),
    "admin": ("Admins", "an admin"),
}
"""Each role in words: all who have it, and one of them."""


class Permission:
    """Answers whether a person may do something; policies and schema are parsed once."""

    def __init__(self, policies: str, schema: str) -> None:
        self._schema = cedarpy.Schema.from_str(schema)
        self._policies = cedarpy.PolicySet.from_str(policies)
        found = cedarpy.validate_policies(policies, self._schema)
        if not found.validation_passed:
            raise ValueError("; ".join(map(str, found.errors)))

    @classmethod
    def load(cls) -> Permission:
        """Return the permissions that stand beside this file; a file that does not validate raises ValueError."""
        here = files(__package__)
        return cls(here.joinpath("rbac.cedar").read_text(), here.joinpath("rbac.cedarschema").read_text())

    def allows(self, person: Person, action: str, tenant: str) -> bool:
        """Tell whether this person may do this at this tenant."""
        return self._judge(person.id, person.role, person.tenant.id, action, tenant)

    def require(self, person: Person, rule: Rule, tenant: str) -> None:
        """Pass, or say in words who may not and who may.

        Raises:
            Problem: 403.

        """
        if person.tenant.id != tenant:
            raise Problem(403, "not-permitted", f"{person.name} does not belong to the company in the token.")
        if not self.allows(person, rule.action, tenant):
            who = ROLES.get(person.role, ("People without a role", ""))[0]
            may = [one for role, (_, one) in ROLES.items() if self._judge(person.id, role, tenant, rule.action, tenant)]
            advice = f" Ask {_either(may)}." if may else ""
            raise Problem(403, "not-permitted", f"{who} can't {rule.words} at {person.tenant.name}.{advice}")

    def _judge(self, sub: str, role: str, home: str, action: str, tenant: str) -> bool:
        person = {"type": "Person", "id": sub}
        place = {"type": "Tenant", "id": home}
        standing = [
            {"uid": person, "attrs": {"tenant": {"__entity": place}}, "parents": [{"type": "Role", "id": role}]},
        ]
        result = cedarpy.is_authorized(
            {
                "principal": person,
                "action": {"type": "Action", "id": action},
                "resource": {"type": "Tenant", "id": tenant},
                "context": {},
            },
            self._policies,
            json.dumps(standing),
            self._schema,
        )
        return result.decision is cedarpy.Decision.Allow and not result.diagnostics.errors


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
