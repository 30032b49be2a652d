"""The values that tools, graph and screen share: what a tool proposes, what policy says, what a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import quote

Json = Mapping[str, object]
Effect = Literal["read", "create", "update", "critical", "delete", "disclose", "transfer"]
Need = Literal["confirmation", "typed_confirmation", "fresh_login", "second_opinion", "second_person"]
Choice = Literal["approve", "reject", "edit", "look_again"]
Stance = Literal["not_asked", "agrees", "warns", "none"]
"""What a second opinion came to; `none` is one that was asked for and not had."""

EFFECTS: tuple[Effect, ...] = ("read", "create", "update", "critical", "delete", "disclose", "transfer")
"""Every effect, from the mildest to the gravest."""


def gravest(effects: Sequence[Effect]) -> Effect:
    """Return the gravest of some effects; none at all is a read."""
    return max(effects, key=EFFECTS.index, default="read")


def fill(path: str, params: Sequence[str]) -> str:
    """Put percent-encoded parameters (RFC 3986, 2.1) into a path's `{}` places.

    Raises:
        ValueError: the number of parameters is not the number of places, or one is empty, `.` or `..`.

    """
    parts = path.split("{}")
    if len(parts) != len(params) + 1:
        raise ValueError(f"{path} has {len(parts) - 1} places for {len(params)} parameters")
    if any(param in {"", ".", ".."} for param in params):
        raise ValueError(f"a parameter of {path} is empty or a dot segment")
    encoded = [quote(param, safe="") for param in params]
    return parts[0] + "".join(value + rest for value, rest in zip(encoded, parts[1:], strict=True))


@dataclass(frozen=True, slots=True)
class Request:
    """One call in a Change; `path` is already filled and encoded, `if_match` is a record's version."""

    method: str
    path: str
    body: Json | None = None
    query: Sequence[tuple[str, str]] = ()
    if_match: str | None = None
    target: str = "platform"

    @classmethod
    def post(cls, path: str, *params: str, **body: object) -> Self:
        """Return a POST with the keyword arguments as its JSON body."""
        return cls("POST", fill(path, params), body)

    @classmethod
    def post_on(cls, path: str, *params: str, version: str, **body: object) -> Self:
        """Return a POST that is meant for exactly this version of a record."""
        return cls("POST", fill(path, params), body, if_match=version)

    @classmethod
    def patch(cls, path: str, *params: str, version: str, **body: object) -> Self:
        """Return a PATCH of exactly this version of a record (RFC 9110, 13.1.1)."""
        return cls("PATCH", fill(path, params), body, if_match=version)

    @classmethod
    def seen(cls, path: str, records: Sequence[Json]) -> Self:
        """Return a POST of some records in exactly the versions that were seen, as deleting and restoring take them."""
        return cls("POST", path, {"items": [{"id": one["id"], "version": one["version"]} for one in records]})


def label_of(record: Json) -> str:
    """Return what people know a platform record by: its key or number, and its title, name or text."""
    words = [str(record[name]) for name in ("key", "number", "title", "name", "vendor", "text") if record.get(name)]
    return "  ".join(words) or str(record.get("id", ""))


@dataclass(frozen=True, slots=True)
class Row:
    """One record that a Change touches: `before` is None for a new one, `after` is None for one that goes."""

    kind: str
    id: str
    label: str
    version: str | None
    before: Json | None
    after: Json | None

    @classmethod
    def of(cls, kind: str, record: Json, *, after: Json | None) -> Self:
        """Return the row of an existing platform record, labelled by what people know it by."""
        return cls(kind, str(record["id"]), label_of(record), str(record["version"]), dict(record), after)


NEW = "{new}"
"""In an undo's arguments: the id of the record that is made, which is known once the platform has answered."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool's name and arguments, as a model or an undo would call it."""

    tool: str
    args: Json

    def after(self, answers: Sequence[Json]) -> Call | None:
        """Return the call with the id that the platform's first answer names in the place of NEW; None if none does."""
        made = str(answers[0].get("id") or "") if answers else ""
        args = {name: _instead_of_new(value, made) for name, value in self.args.items()}
        return self if args == self.args else Call(self.tool, args) if made else None


def _instead_of_new(value: object, made: str) -> object:
    if isinstance(value, list | tuple) and NEW in value:
        return [made if one == NEW else one for one in value]
    return made if value == NEW else value


@dataclass(frozen=True, slots=True)
class Change:
    """What a non-read tool returns: the exact requests, the records they touch, and how to undo them.

    `undo_until` is in Unix seconds; `amount` is minor units and an ISO 4217 code. `facts` are more that a person should
    weigh, each a label and words: today's total and the limit, a fee. `hindrance` is why the platform would refuse it
    as things stand: the rules have their say first, but nobody is asked about what can't be done.
    """

    headline: str
    requests: Sequence[Request]
    rows: Sequence[Row]
    undo: Call | None = None
    undo_until: int | None = None
    amount: tuple[int, str] | None = None
    facts: Sequence[tuple[str, str]] = ()
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Policy's answer; `rules` are pairs of a rule's id and its because, the ones that decided."""

    outcome: Literal["allow", "needs", "forbid"]
    needs: Sequence[Need] = ()
    rules: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an argument's value first appeared; `where` names it in words, as in `search_tasks, this turn`.

    `by` names who wrote the text it first stood in, where that is known and was not the person.
    """

    source: Literal["person", "tool", "memory", "nowhere"]
    where: str
    flagged: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """The signed-in person, the installation that acts for them, and what the platform says they are.

    `auth_time` is in Unix seconds; `installation` is the thumbprint (RFC 7638) of this installation's key.
    """

    issuer: str
    sub: str
    tenant: str
    client_id: str
    installation: str
    name: str
    email: str
    acr: str
    auth_time: int
    tenant_name: str = ""
    role: str = ""
    teams: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A Change that waits for a person, with everything they see and everything it rests on.

    `expires` is in Unix seconds; `why` is the model's claim; `change_digest` is what the platform can compute too.
    `differs` says, a line each, what is not as it was in the proposal that this one stands in for, if it does.
    `opinion` is what a second model said of it, a claim like `why`; `stance` is what that came to for policy.
    """

    id: str
    call: str
    tool: str
    args: Json
    why: str
    effect: Effect
    change: Change
    verdict: Verdict
    provenance: Mapping[str, Origin]
    principal: Principal
    scopes: Sequence[str]
    thread: str
    expires: int
    change_digest: str
    digest: str
    differs: Sequence[str] = ()
    opinion: str = ""
    stance: Stance = "not_asked"


def without(args: Json, row: Row) -> Json | None:
    """Return a call's arguments with one record left out, by its id or key.

    None where it does not stand in exactly one list of them, or stands there alone.
    """
    names = {row.id, str((row.before or {}).get("key") or row.id)}
    lists = {name: list(value) for name, value in args.items() if isinstance(value, list | tuple)}
    places = [(name, value) for name, values in lists.items() for value in values if isinstance(value, str)]
    found = [(name, value) for name, value in places if value in names]
    if len(found) != 1:
        return None
    ((name, value),) = found
    kept = [each for each in lists[name] if each != value]
    return {**args, name: kept} if kept else None


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's decision on one digest; `at` is in Unix seconds, `args` only with an edit.

    `met` are needs met beside the person's keys before this was kept, as by a fresh sign-in for exactly this Change.
    """

    proposal: str
    digest: str
    by: str
    at: int
    choice: Choice
    note: str = ""
    typed: str = ""
    args: Json | None = None
    met: Sequence[Need] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came back for one request: `unknown` means that nobody can tell yet whether it was done."""

    key: str
    outcome: Literal["done", "refused", "unknown"]
    status: int | None
    request_id: str | None
    at: int
    detail: str = ""
