"""The person's own permission, asked of Cedar with its schema; an error in the answer is a no."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import cedarpy

from app.sandbox.platform.directory import Person
from app.sandbox.platform.money import in_words
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.rules import RULES, Rule

ROLES: Mapping[str, tuple[str, str]] = {
    "viewer": ("Viewers", "a viewer"),
    "member": ("Members", "a member"),
    "lead": ("Leads", "a lead"),
    "finance": ("People in finance", "somebody in finance"),
    "admin": ("Admins", "an admin"),
}
"""Each role in words: all who have it, and one of them."""

MOST = 10_000_000
"""The most that anybody may move at once, whoever agrees, in minor units."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What only records tell of a call: whether they are the person's own, and the sum that it moves."""

    own: bool | None = None
    amount: int | None = None
    currency: str = ""

    def context(self) -> dict[str, object]:
        """Return what is known, as Cedar's context."""
        known = {"own": self.own, "amount": self.amount}
        return {name: value for name, value in known.items() if value is not None}


NOTHING_KNOWN = Facts()
LEAST = Facts(own=True, amount=1)
"""What a role is let do if anything: to what is one's own, and with the smallest sum."""


class Permission:
    """Answers whether a person may do something; policies and schema are parsed once."""

    def __init__(self, policies: str, schema: str) -> None:
        self._schema = cedarpy.Schema.from_str(schema)
        self._policies = cedarpy.PolicySet.from_str(policies)
        found = cedarpy.validate_policies(policies, self._schema)
        if not found.validation_passed:
            raise ValueError("; ".join(map(str, found.errors)))

    @classmethod
    @cache
    def load(cls) -> Permission:
        """Return the permissions that stand beside this file, read once a process.

        Raises:
            ValueError: a file does not validate.

        """
        here = files(__package__)
        return cls(here.joinpath("rbac.cedar").read_text(), here.joinpath("rbac.cedarschema").read_text())

    def allows(self, person: Person, action: str, tenant: str, facts: Facts = NOTHING_KNOWN) -> bool:
        """Tell whether this person may do this at this tenant."""
        return self._judge(person, person.role, action, tenant, facts)

    def scopes(self, person: Person) -> list[str]:
        """Return the scopes that a person's role can make any use of, if only on what is their own."""
        tenant = person.tenant.id
        return sorted({rule.scope for rule in RULES.values() if self.allows(person, rule.action, tenant, LEAST)})

    def roles(self, person: Person, action: str, facts: Facts = NOTHING_KNOWN) -> list[str]:
        """Return the roles with which this person could do this at their company."""
        return [role for role in ROLES if self._judge(person, role, action, person.tenant.id, facts)]

    def require(self, person: Person, rule: Rule, tenant: str, facts: Facts = NOTHING_KNOWN) -> None:
        """Pass, or say in words who may not and who may.

        Raises:
            Problem: 403.

        """
        if person.tenant.id != tenant:
            raise Problem(403, "not-permitted", f"{person.name} does not belong to the company in the token.")
        if not self.allows(person, rule.action, tenant, facts):
            may = [ROLES[role][1] for role in self.roles(person, rule.action, facts)]
            # Who decides depends on the change: whoever could decide on some of them is no advice.
            advice = f" Ask {either(may)}." if may and rule.binds != "decision" else ""
            raise _refusal(person, rule, facts, advice)

    def _judge(self, person: Person, role: str, action: str, tenant: str, facts: Facts) -> bool:
        somebody = {"type": "Person", "id": person.id}
        home = {"__entity": {"type": "Tenant", "id": person.tenant.id}}
        attributes = {"tenant": home, "limit": MOST}
        standing = [{"uid": somebody, "attrs": attributes, "parents": [{"type": "Role", "id": role}]}]
        result = cedarpy.is_authorized(
            {
                "principal": somebody,
                "action": {"type": "Action", "id": action},
                "resource": {"type": "Tenant", "id": tenant},
                "context": facts.context(),
            },
            self._policies,
            json.dumps(standing),
            self._schema,
        )
        return result.decision is cedarpy.Decision.Allow and not result.diagnostics.errors


def _refusal(person: Person, rule: Rule, facts: Facts, advice: str) -> Problem:
    who, place = ROLES.get(person.role, ("People without a role", ""))[0], person.tenant.name
    if facts.amount is not None and facts.amount > MOST:
        most, wanted = in_words(MOST, facts.currency), in_words(facts.amount, facts.currency)
        sentence = f"Nobody can {rule.words} beyond {most} at once at {place}, and this is {wanted}."
        return Problem(403, "over-limit", sentence, more={"limit": MOST, "amount": facts.amount})
    words = rule.words if facts.own is None else rule.words_for_others
    return Problem(403, "not-permitted", f"{who} can't {words} at {place}.{advice}")


def either(words: Sequence[str]) -> str:
    """Return one of some people in words: `a lead or an admin`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
