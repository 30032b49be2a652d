"""Changes that wait for a second person on a platform with planted records: opened, decided on, and done."""

from __future__ import annotations

import itertools
from typing import Any

import httpx

from tests.sandbox.fakes_platform import ACT, CLIENT, ISSUER, TENANTS, URL, Stand, details_for, whole, wire
from tools.change import Json
from tools.routes import action_of
from tools.wire import Sender, Wire, change_digest

HOUR = 3600
_KEYS = itertools.count(1)


def until(stand: Stand, seconds: int = HOUR) -> int:
    return int(stand.clock()) + seconds


def change_of(*wires: Wire, person: str, expires_at: int) -> str:
    return change_digest(wires, URL, Sender(f"usr_{person}", TENANTS[person], CLIENT), expires_at)


def opening(*wires: Wire, expires_at: int, why: str = "You asked for it.") -> Wire:
    body = {"requests": [whole(one) for one in wires], "expires_at": expires_at, "why": why}
    return wire("POST", "/v1/approvals", body, key=f"opening {next(_KEYS)}")


def decision(approval: Json, choice: str = "approve", comment: str = "") -> Wire:
    body = {"choice": choice, "change": approval["change"], "comment": comment}
    return wire("POST", f"/v1/approvals/{approval['id']}/decision", body, key=f"decision {next(_KEYS)}")


async def described(stand: Stand, *wires: Wire, person: str = "acme_lead") -> httpx.Response:
    """Ask what requests would do, as the provider itself does it for a person."""
    token = stand.mint(person, "changes:describe", claims={"act": {"sub": ISSUER}})
    return await stand.send(wire("POST", "/v1/changes/describe", {"requests": [whole(one) for one in wires]}), token)


def lines(told: Json) -> dict[str, str]:
    """Return what is told, by its labels."""
    found: list[Any] = list(told["lines"])  # type: ignore[call-overload]  # a JSON list
    return {one["label"]: one["text"] for one in found}


async def opened(stand: Stand, *wires: Wire, person: str = "acme_lead", seconds: int = HOUR) -> dict[str, Any]:
    answer = await stand.stepped(opening(*wires, expires_at=until(stand, seconds)), person, "approvals.open")
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def decided(
    stand: Stand, approval: Json, choice: str = "approve", person: str = "acme_finance", comment: str = ""
) -> httpx.Response:
    return await stand.stepped(decision(approval, choice, comment), person, "approvals.decide")


def under(stand: Stand, approval: Json, *wires: Wire, person: str = "acme_lead") -> str:
    """Return a token of an ordinary sign-in for a request of a change that names an approval."""
    actions = sorted({action_of(each.method, each.path) for each in wires})
    expires_at = int(str(approval["expires_at"]))
    more = {"approval": approval["id"], "actions": actions}
    return stand.mint(person, ACT, details_for(*wires, person=person, expires_at=expires_at, more=more))


async def done(stand: Stand, approval: Json, *wires: Wire, person: str = "acme_lead") -> httpx.Response:
    """Do the first request of a change under its approval."""
    return await stand.send(wires[0], under(stand, approval, *wires, person=person))


async def seen(stand: Stand, approval: Json, person: str = "acme_lead") -> dict[str, Any]:
    found: dict[str, Any] = (await stand.get(f"/v1/approvals/{approval['id']}", person)).json()
    return found


async def states(stand: Stand, person: str, **query: str) -> list[tuple[str, str]]:
    items = (await stand.get("/v1/approvals", person, **query)).json()["items"]
    return [(one["id"], one["state"]) for one in items]
