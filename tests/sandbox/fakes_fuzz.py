"""Turns what schemathesis makes up into calls of signed-in people, most of them about records that there are."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import schemathesis
from hypothesis import strategies as st
from schemathesis import APIOperation, Case
from schemathesis.core.result import Ok

from app.sandbox.platform.deeds import DEEDS
from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_planted import NOW, PREFIX, VERBS, deed
from tests.sandbox.fakes_platform import ACT, CLIENT, LOOK, ROLES, URL, Stand, platform_for, whole
from tools.wire import Wire

Operation = APIOperation[Any, Any, Any, Any]
PEOPLE = [f"acme_{role}" for role in (*ROLES, "lead", "finance", "admin", "admin")]
PROJECTS, TASKS, RELEASES, COMMENTS, MEMBERS, BUDGETS = (
    [f"{prefix}_{verb}_{company}" for company in ("acme", "acme", "acme", "globex") for verb in VERBS]
    for prefix in ("prj", *PREFIX.values())
)
MONEY = ["bud_from_acme", "bud_to_acme", *BUDGETS]
KNOWN = {
    "key": ["key"], "project": PROJECTS, "task": TASKS, "release": RELEASES, "comment": COMMENTS, "member": MEMBERS,
    "budget": MONEY, "from": MONEY, "to": MONEY, "transfer": ["trf_acme", "trf_globex"],
    "invoice": ["inv_acme", "inv_globex"],
    "approval": [f"ap_{of}_{company}" for of in ("read", "decide", "decide") for company in ("acme", "acme", "globex")],
 "owner": MEMBERS, "assignee": MEMBERS, "author": MEMBERS, "by": MEMBERS,
}  # fmt: skip
"""Ids that there are, at the own company and at another one, by the name of the place that takes one."""

SENT = [whole(deed(action, company, "acme_lead")) for action in DEEDS for company in ("acme", "acme", "globex")]
WHOLE = st.lists(st.sampled_from(SENT), min_size=1, max_size=3)
"""Requests that could be sent, whole."""

_OPERATION = """
INSERT INTO operations (tenant, sub, client_id, key, request_digest, status, body, request_id, at)
VALUES ('ten_acme', ?, ?, 'key', '', 200, '{}', 'req_1', 1)
"""


def plant_operations(stand: Stand) -> None:
    """Let everybody have done something under the key `key`."""
    with stand.app.state.platform.database.transaction() as db:
        db.executemany(_OPERATION, [(f"usr_acme_{role}", CLIENT) for role in ROLES])


@cache
def _documented() -> tuple[Operation, ...]:
    """Return every operation of the platform's document, which rests on routes that are the same all through a process.

    How to sign in is left out, since every call here is signed in.
    """
    with TemporaryDirectory() as folder:
        app = platform_for(Path(folder)).app
        document = app.openapi()
        app.state.platform.database.close()
    for ways in document["paths"].values():
        for way in ways.values():
            way.pop("security", None)
    found = []
    for one in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(one, Ok), one
        found.append(one.ok())
    return tuple(found)


def operations(noun: str) -> list[Operation]:
    """Return the operations on a noun.

    Events never end by themselves, and a client in this process is only handed a whole answer: they are left out.
    """
    among = [one for one in _documented() if one.path.startswith("/v1/") and one.path != "/v1/approvals/events"]
    return [one for one in among if one.path.split("/")[2] == noun]


def aim(case: Case[Any], data: st.DataObject) -> None:
    """Put ids and versions that there are into most of the places that take one."""
    hit = st.integers(0, 7)
    for name in case.path_parameters or {}:
        if data.draw(hit):
            case.path_parameters[name] = data.draw(st.sampled_from(KNOWN[name.removesuffix("_id")]))
    for place in (case.query, case.body):
        known = place if isinstance(place, dict) else {}
        for name in sorted(set(known) & set(KNOWN)):
            if isinstance(known[name], str) and data.draw(hit):
                known[name] = data.draw(st.sampled_from(KNOWN[name]))
    if isinstance(case.body, dict):
        _aim_change(case, case.body, data)
    items = case.body.get("items") if isinstance(case.body, dict) else None
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and {"id", "version"} <= set(item) and data.draw(hit):
            item |= {"id": data.draw(st.sampled_from(KNOWN[_noun(case)])), "version": "1"}
    if "If-Match" in (case.headers or {}) and data.draw(hit):
        case.headers["If-Match"] = '"1"'


def _aim_change(case: Case[Any], body: dict[str, Any], data: st.DataObject) -> None:
    company = str((case.path_parameters or {}).get("approval_id", "")).rpartition("_")[2]
    known = {"requests": WHOLE, "expires_at": st.just(NOW + 600), "change": st.just(f"decide {company}")}
    for name in sorted(set(body) & set(known)):
        if body[name] and data.draw(st.integers(0, 7)):
            body[name] = data.draw(known[name])


async def answered(stand: Stand, case: Case[Any], person: str, *, plain: bool) -> httpx.Response:
    """Send a case as a person who has, unless `plain`, confirmed exactly this just now."""
    request = _request(case, stand.client)
    action = case.operation.definition.raw["x-action"]
    scope = ACT if RULES[action].writes else LOOK
    bare = plain or not RULES[action].confirmed
    token = stand.mint(person, scope) if bare else _token(stand, _wire(request), person, action)
    request.headers["authorization"] = f"Bearer {token}"
    return await stand.client.send(request)


def _token(stand: Stand, one: Wire, person: str, action: str) -> str:
    """Return a token for exactly this; a body that holds nothing to be confirmed gets one for something else."""
    try:
        return stand.fresh(one, person, action)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return stand.fresh(one, person, "tasks.delete")


def _noun(case: Case[Any]) -> str:
    return str(case.operation.path.split("/")[2].removesuffix("s"))


def _request(case: Case[Any], client: httpx.AsyncClient) -> httpx.Request:
    sent: dict[str, Any] = case.as_transport_kwargs(base_url=URL)
    body = json.dumps(sent["json"]).encode() if "json" in sent else sent.get("data") or b""
    return client.build_request(
        sent["method"], sent["url"], params=sent["params"], headers=sent["headers"], content=body
    )


def _wire(request: httpx.Request) -> Wire:
    headers = request.headers
    return Wire(
        URL,
        request.method,
        request.url.raw_path.decode("latin-1"),
        (),
        headers.get("content-type"),
        request.content,
        headers.get("if-match"),
        headers.get("idempotency-key"),
    )
