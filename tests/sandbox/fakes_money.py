"""Moves money on a platform with planted budgets, as somebody who has just confirmed it at the provider."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import httpx

from tests.sandbox.fakes_platform import Stand, wire
from tools.wire import Wire

FROM, TO = "bud_from_acme", "bud_to_acme"
PLANTED = 15_000_000
"""What each planted budget holds: 150,000.00 EUR, under a ceiling of 200,000.00."""

_KEYS = itertools.count(1)


def transfer(amount: object, frm: str = FROM, to: str = TO, **more: object) -> Wire:
    body = {"from": frm, "to": to, "amount": amount, "currency": "EUR", **more}
    return wire("POST", "/v1/transfers", body, key=f"transfer {next(_KEYS)}")


def payment(budget: str = FROM, invoice: str = "inv_acme", version: str = "1") -> Wire:
    path = f"/v1/invoices/{invoice}/pay"
    return wire("POST", path, {"budget": budget}, key=f"payment {next(_KEYS)}", if_match=f'"{version}"')


async def move(stand: Stand, one: Wire, person: str = "acme_finance") -> httpx.Response:
    action = "invoices.pay" if one.path.endswith("/pay") else "transfers.create"
    return await stand.stepped(one, person, action)


async def record(stand: Stand, path: str) -> dict[str, Any]:
    found: dict[str, Any] = (await stand.get(f"/v1/{path}", "acme_finance")).json()
    return found


async def held(stand: Stand, *budgets: str) -> list[int]:
    return [(await record(stand, f"budgets/{one}"))["balance"] for one in budgets or (FROM, TO)]


async def new_budget(stand: Stand, **body: object) -> str:
    wanted: Mapping[str, object] = {"name": "New", "ceiling": 100_000, **body}
    one = wire("POST", "/v1/budgets", wanted, key=f"budget {next(_KEYS)}")
    return str((await stand.confirmed(one, "acme_finance", "budgets.create")).json()["id"])
