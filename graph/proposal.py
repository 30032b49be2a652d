"""Builds what a person is asked from a tool's Change, and what of it the token will carry. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graph.digest import proposal_digest
from tools.change import Change, Effect, Json, Origin, Principal, Proposal, Request, Stance, Verdict, gravest
from tools.contract import Tool
from tools.routes import action_of
from tools.routes import effect_of as route_effect
from tools.wire import Origin as CallOrigin
from tools.wire import Sender, Wire, change_digest, to_wire

KIND = "countersign_change"
"""The type of our authorization_details (RFC 9396; PROTOCOL, E)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One tool call of the model and what it says of it; `message` is ours, `index` counts its calls from 0.

    `differs` tells what is not as it was in the proposal that stood for the call before, a line each; `stance` is what
    a second opinion came to, `opinion` what it said.
    """

    thread: str
    message: str
    index: int
    args: Json
    why: str
    provenance: Mapping[str, Origin]
    differs: Sequence[str] = ()
    stance: Stance = "not_asked"
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a proposal rests on beside the call; `audience` is the platform's URL, `expires` is in Unix seconds."""

    principal: Principal
    audience: str
    bundle: str
    expires: int


def effect_of(tool_effect: Effect, requests: Sequence[Request]) -> Effect:
    """Return the gravest of a tool's own effect and its requests'; a foreign request counts as a transfer."""
    return gravest([tool_effect, *(_effect(request) for request in requests)])


def _effect(request: Request) -> Effect:
    return route_effect(request.method, request.path) if request.target == "platform" else "transfer"


def call_id(message: str, index: int) -> str:
    """Return how a call is known, as in `msg_1f/0`."""
    return f"{message}/{index}"


def propose(asked: Asked, tool: Tool, change: Change, verdict: Verdict, ground: Ground) -> Proposal:
    """Return the proposal of a Change; the same call with the same ground gives the same proposal.

    Raises:
        ValueError: a value that RFC 8785 cannot hold.

    """
    person = ground.principal
    origin = CallOrigin(asked.thread, asked.message, asked.index, tool.name, asked.args)
    sent = to_wire(change.requests, ground.audience, origin)
    sender = Sender(person.sub, person.tenant, person.client_id)
    draft = Proposal(
        id="",
        call=call_id(asked.message, asked.index),
        tool=tool.name,
        args=asked.args,
        why=asked.why,
        effect=effect_of(tool.effect, change.requests),
        change=change,
        verdict=verdict,
        provenance=asked.provenance,
        principal=person,
        scopes=tool.act,
        thread=asked.thread,
        expires=ground.expires,
        change_digest=change_digest(sent, ground.audience, sender, ground.expires),
        digest="",
        differs=asked.differs,
        stance=asked.stance,
        opinion=asked.opinion,
    )
    digest = proposal_digest(draft, tool.definition_hash, ground.bundle)
    return replace(draft, id="pr_" + digest.removeprefix("sha-256:")[:22], digest=digest)


def wires(proposal: Proposal, audience: str) -> tuple[Wire, ...]:
    """Return a proposal's requests as they will be sent, with their idempotency keys."""
    message, _, index = proposal.call.rpartition("/")
    origin = CallOrigin(proposal.thread, message, int(index), proposal.tool, proposal.args)
    return to_wire(proposal.change.requests, audience, origin)


def whole(sent: Sequence[Wire]) -> list[Json]:
    """Return requests whole, as the provider and the platform take them to show what they do (PROTOCOL, F and H)."""
    return [
        {
            "method": wire.method,
            "path": wire.path,
            "query": [list(pair) for pair in wire.query],
            "content_type": wire.content_type,
            "body": None if wire.content_type is None else wire.body.decode(),
            "if_match": wire.if_match,
            "idempotency_key": wire.idempotency_key,
        }
        for wire in sent
    ]


def to_confirm(proposal: Proposal, audience: str) -> tuple[Json, ...]:
    """Return the authorization_details that the provider's page is asked with: the whole requests go along."""
    return tuple({**detail, "whole": whole(wires(proposal, audience))} for detail in details(proposal, audience))


def details(proposal: Proposal, audience: str, approval: str | None = None) -> tuple[Json, ...]:
    """Return the authorization_details that bind a token to an approved proposal; `approval` is a second person's."""
    detail: dict[str, object] = {
        "type": KIND,
        "locations": [audience],
        "actions": sorted({action_of(request.method, request.path) for request in proposal.change.requests}),
        "change": proposal.change_digest,
        "requests": [wire.digest for wire in wires(proposal, audience)],
        "expires_at": proposal.expires,
    }
    return (detail if approval is None else {**detail, "approval": approval},)
