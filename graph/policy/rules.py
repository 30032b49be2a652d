"""Reads Cedar files into rules, and refuses any file whose rules could not be trusted or named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

import cedarpy

from graph.policy.scope import Scope, scope_of
from tools.change import Need

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|;|[^";/]+|.', re.DOTALL)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

RESERVED = frozenset({"policy-broken", "no-rule-permits", "asked-before"})
"""Ids under which the program itself says why it says no."""


class PolicyError(Exception):
    """The policies can't be loaded; names the file, the line (0 for the file as a whole) and the reason."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy: `needs` is what lifts a forbid; one without is a plain no. `scope` says what it speaks of."""

    id: str
    because: str
    needs: Need | None
    forbids: bool
    scope: Scope
    text: str
    file: Path
    line: int


def read_rules(file: Path, schema: cedarpy.Schema) -> Sequence[Rule]:
    """Return the rules of one file, in order.

    Raises:
        PolicyError: it can't be read, isn't Cedar, doesn't fit the schema (as with an unknown effect), or a rule lacks
            an annotation.

    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise PolicyError(file, 0, f"it can't be read: {error}") from error
    return [_rule(file, line, text, schema) for line, text in _statements(text)]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each policy with the line on which it begins; strings and comments may hold semicolons."""
    line, begun, kept = 1, 1, ""
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece.startswith("//"):
            continue
        if not kept.strip():
            kept = ""
            begun = line + piece[: len(piece) - len(piece.lstrip())].count("\n")
        kept += piece
        line += piece.count("\n")
        if piece == ";":
            yield begun, kept
            kept = ""
    if kept.strip():
        yield begun, kept


def _rule(file: Path, line: int, text: str, schema: cedarpy.Schema) -> Rule:
    policy = _parsed(file, line, text)
    checked = cedarpy.validate_policies(text, schema)
    if not checked:
        raise PolicyError(file, line, "; ".join(error.error for error in checked.errors))
    said = cast("Mapping[str, str | None]", policy.get("annotations", {}))
    rule, because, needs = said.get("id"), said.get("because"), said.get("needs")
    forbids = policy["effect"] == "forbid"
    if not rule or not because:
        raise PolicyError(file, line, "a rule needs an @id and a @because")
    if not _ID.fullmatch(rule) or rule in RESERVED:
        raise PolicyError(file, line, f"@id is small letters, digits and hyphens, and none of {sorted(RESERVED)}")
    if "needs" in said and (not forbids or needs not in get_args(Need)):
        raise PolicyError(file, line, f"@needs stands on a forbid and is one of {', '.join(get_args(Need))}")
    return Rule(rule, because, cast("Need | None", needs), forbids, scope_of(policy), text, file, line)


def _parsed(file: Path, line: int, text: str) -> Mapping[str, object]:
    try:
        parsed = json.loads(cedarpy.policies_to_json_str(text))
    except ValueError as error:
        raise PolicyError(file, line, f"it is not Cedar: {error}") from error
    policies: Sequence[Mapping[str, object]] = list(parsed["staticPolicies"].values())
    if len(policies) != 1:
        raise PolicyError(file, line, "a template is not a rule")
    return policies[0]
