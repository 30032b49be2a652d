"""The pinned table of what each route is: its effect, the scope it wants, and its action's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Effect = Literal["read", "create", "update", "critical", "delete", "transfer"]
EFFECTS: tuple[Effect, ...] = ("read", "create", "update", "critical", "delete", "transfer")
"""Every effect, the mildest first."""

CONFIRMED: frozenset[Effect] = frozenset({"delete", "critical", "transfer"})
"""The effects that want a confirmed change; the others may come without one."""

Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route does, in names and in words (`words` follows "can't"); `versioned` if it wants an If-Match.

    A confirmed change names the request itself, or `binds` says what else: the change that the body holds whole, or one
    decision about somebody else's.
    """

    action: str
    scope: str
    effect: Effect
    words: str
    versioned: bool = False
    binds: Literal["request", "change", "decision"] = "request"

    @property
    def noun(self) -> str:
        """Return what the route is about, as its path names it."""
        return self.action.partition(".")[0]

    @property
    def writes(self) -> bool:
        """Tell whether the route changes anything."""
        return self.effect != "read"

    @property
    def confirmed(self) -> bool:
        """Tell whether the route wants a confirmed change."""
        return self.effect in CONFIRMED or self.binds != "request"

    @property
    def fresh(self) -> bool:
        """Tell whether the route wants a person who has just proved again who they are."""
        return self.effect == "transfer"

    @property
    def words_for_others(self) -> str:
        """Return the words for doing it to what is somebody else's, as in "change other people's comments"."""
        verb, _, noun = self.words.partition(" ")
        return f"{verb} other people's {noun}"

    def openapi(self) -> Schema:
        """Return what the route's OpenAPI operation carries beside its shapes."""
        operation: Schema = {"x-effect": self.effect, "x-scope": self.scope, "x-action": self.action}
        if self.writes:
            operation["parameters"] = [_IDEMPOTENCY_KEY, *([_IF_MATCH] if self.versioned else [])]
        return operation


_IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Names this call: sent again with the same request, it gives the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
}
_IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": 'The version that is to be changed, in quotes, as in `"3"` (RFC 9110, 13.1.1).',
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]*"$'},
}


def _reading(noun: str) -> Rule:
    return Rule(f"{noun}.read", f"{noun}:read", "read", f"see {noun}")


def _writing(noun: str, verb: str, effect: Effect) -> Rule:
    words = "change" if verb == "update" else verb
    scope = "delete" if verb == "delete" else "write"
    return Rule(f"{noun}.{verb}", f"{noun}:{scope}", effect, f"{words} {noun}", versioned=verb == "update")


RULES: Mapping[str, Rule] = {
    rule.action: rule
    for rule in (
        Rule("me.read", "me:read", "read", "see who they are"),
        _reading("projects"),
        _writing("projects", "create", "critical"),
        _writing("projects", "update", "critical"),
        _writing("projects", "delete", "delete"),
        _reading("tasks"),
        _writing("tasks", "create", "create"),
        _writing("tasks", "update", "update"),
        _writing("tasks", "delete", "delete"),
        _writing("tasks", "restore", "update"),
        _reading("releases"),
        _writing("releases", "create", "critical"),
        _writing("releases", "update", "critical"),
        _writing("releases", "delete", "delete"),
        _writing("releases", "restore", "critical"),
        _reading("comments"),
        _writing("comments", "create", "create"),
        _writing("comments", "update", "update"),
        _writing("comments", "delete", "delete"),
        _writing("comments", "restore", "update"),
        _reading("members"),
        _writing("members", "create", "critical"),
        _writing("members", "update", "critical"),
        _writing("members", "delete", "delete"),
        _writing("members", "restore", "critical"),
        _reading("budgets"),
        _writing("budgets", "create", "critical"),
        _writing("budgets", "update", "critical"),
        _writing("budgets", "delete", "delete"),
        _writing("budgets", "restore", "critical"),
        _reading("transfers"),
        Rule("transfers.create", "transfers:create", "transfer", "transfer money"),
        _reading("invoices"),
        Rule("invoices.pay", "invoices:pay", "transfer", "pay invoices", versioned=True),
        Rule("limits.read", "transfers:read", "read", "see limits"),
        Rule("changes.describe", "changes:describe", "read", "be told what changes would do"),
        _reading("approvals"),
        Rule("approvals.open", "approvals:open", "create", "ask for a second person", binds="change"),
        Rule("approvals.decide", "approvals:decide", "transfer", "decide for others", binds="decision"),
        _reading("operations"),
        _reading("activity"),
    )
}
"""Every rule by its action's name."""
