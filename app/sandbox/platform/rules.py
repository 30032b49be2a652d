"""The pinned table of what each route is: its effect, the scope it wants, and its action's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Effect = Literal["read", "create", "update", "delete"]

CONFIRMED: frozenset[Effect] = frozenset({"delete"})
"""The effects that want a confirmed change; the others may come without one."""

Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route does, in names and in words (`words` follows "can't")."""

    action: str
    scope: str
    effect: Effect
    words: str

    @property
    def writes(self) -> bool:
        """Tell whether the route changes anything."""
        return self.effect != "read"

    def openapi(self) -> Schema:
        """Return what the route's OpenAPI operation carries beside its shapes."""
        operation: Schema = {"x-effect": self.effect, "x-scope": self.scope, "x-action": self.action}
        if self.writes:
            operation["parameters"] = [_IDEMPOTENCY_KEY, *([_IF_MATCH] if self.action == "tasks.update" else [])]
        return operation


_IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Names this call: sent again with the same request, it gives the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": 'The version that is to be changed, in quotes, as in `"3"` (RFC 9110, 13.1.1).',
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]*"$'},
}

RULES: Mapping[str, Rule] = {
    rule.action: rule
    for rule in (
        Rule("me.read", "me:read", "read", "see who they are"),
        Rule("projects.read", "projects:read", "read", "see projects"),
        Rule("tasks.read", "tasks:read", "read", "see tasks"),
        Rule("tasks.create", "tasks:write", "create", "create tasks"),
        Rule("tasks.update", "tasks:write", "update", "change tasks"),
        Rule("tasks.delete", "tasks:delete", "delete", "delete tasks"),
        Rule("tasks.restore", "tasks:write", "update", "restore tasks"),
        Rule("operations.read", "operations:read", "read", "see operations"),
        Rule("activity.read", "activity:read", "read", "see activity"),
    )
}
"""Every rule by its action's name."""
