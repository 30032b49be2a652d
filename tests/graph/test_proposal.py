from dataclasses import replace

import pytest

from app.sandbox.platform.digests import Sender as PlatformSender
from app.sandbox.platform.digests import change_of
from app.sandbox.platform.whole import WholeRequest
from graph.proposal import Ground, details, effect_of, propose, to_confirm, whole, wires
from tests.graph.fakes_proposal import ALICE, ASKED, AUDIENCE, CHANGE, GROUND, NEEDS, tool_of
from tools.change import Effect, Proposal, Request
from tools.wire import Origin as CallOrigin
from tools.wire import Sender, change_digest, to_wire

DELETE = Request.post("/v1/tasks/delete", items=[])
CREATE = Request.post("/v1/tasks", title="x")
UPDATE = Request.patch("/v1/tasks/{}", "tsk_1", version="1", status="done")


def proposal(ground: Ground = GROUND) -> Proposal:
    return propose(ASKED, tool_of(), CHANGE, NEEDS, ground)


@pytest.mark.parametrize(
    ("own", "requests", "effect"),
    [
        ("update", [], "update"),
        ("update", [CREATE], "update"),
        ("create", [CREATE, UPDATE], "update"),
        ("create", [DELETE], "delete"),
        ("disclose", [DELETE], "disclose"),
        ("update", [Request.post("/v1/unheard-of")], "transfer"),
        ("update", [Request.patch("/v1/tasks/{}", "a/b", version="1")], "transfer"),
        ("update", [replace(CREATE, target="other")], "transfer"),
        ("update", [replace(UPDATE, method="DELETE")], "transfer"),
    ],
)
def test_an_effect_is_the_gravest_of_tool_and_requests(own: Effect, requests: list[Request], effect: str) -> None:
    assert effect_of(own, requests) == effect


def test_a_tool_can_not_declare_its_way_around_what_its_requests_do() -> None:
    mild = replace(tool_of(), effect="update")
    assert propose(ASKED, mild, CHANGE, NEEDS, GROUND).effect == "delete"


def test_a_proposal_carries_what_the_person_sees() -> None:
    made = proposal()
    assert (made.call, made.tool, made.why, made.effect) == ("msg_1f/0", "delete_tasks", "They are stale.", "delete")
    assert (made.scopes, made.thread, made.expires) == (("tasks:delete",), "thr_1", 1_800_000_600)
    assert (made.principal, made.change, made.verdict) == (ALICE, CHANGE, NEEDS)


def test_the_same_call_with_the_same_ground_gives_the_same_proposal() -> None:
    assert proposal() == proposal()


def test_another_person_expiry_or_platform_gives_another_digest_and_id() -> None:
    grounds = [
        GROUND,
        replace(GROUND, expires=1),
        replace(GROUND, audience="http://127.0.0.1:1"),
        replace(GROUND, bundle="sha-256:other"),
        replace(GROUND, principal=replace(ALICE, sub="usr_eve")),
        replace(GROUND, principal=replace(ALICE, tenant="ten_globex")),
        replace(GROUND, principal=replace(ALICE, client_id="cli_2")),
    ]
    made = [proposal(ground) for ground in grounds]
    assert len({one.digest for one in made}) == len({one.id for one in made}) == len(grounds)


def test_another_definition_of_the_tool_gives_another_digest() -> None:
    assert propose(ASKED, tool_of(definition="sha-256:other"), CHANGE, NEEDS, GROUND).digest != proposal().digest


def test_the_change_digest_is_the_one_the_platform_can_compute() -> None:
    made = proposal()
    sender = Sender(ALICE.sub, ALICE.tenant, ALICE.client_id)
    assert made.change_digest == change_digest(wires(made, AUDIENCE), AUDIENCE, sender, made.expires)


def test_what_is_sent_rests_on_the_call_and_not_on_the_proposal() -> None:
    first, later = wires(proposal(), AUDIENCE), wires(proposal(replace(GROUND, expires=1)), AUDIENCE)
    assert first == later
    assert [wire.body for wire in first] == [b'{"items":[{"id":"tsk_1","version":"3"},{"id":"tsk_2","version":"1"}]}']


def test_the_details_bind_a_token_to_these_requests_and_no_others() -> None:
    made = proposal()
    assert details(made, AUDIENCE) == (
        {
            "type": "countersign_change",
            "locations": [AUDIENCE],
            "actions": ["tasks.delete"],
            "change": made.change_digest,
            "requests": [wire.digest for wire in wires(made, AUDIENCE)],
            "expires_at": 1_800_000_600,
        },
    )


def test_a_second_persons_approval_stands_in_the_details() -> None:
    assert details(proposal(), AUDIENCE, "ap_1")[0]["approval"] == "ap_1"


def test_whole_requests_are_what_the_platform_computes_the_very_change_from() -> None:
    shown_to = proposal()
    (detail,) = to_confirm(shown_to, AUDIENCE)
    shown = detail["whole"]
    assert isinstance(shown, list)
    read = [WholeRequest.model_validate(one).arrival().digest(AUDIENCE) for one in shown]
    assert read == detail["requests"]
    sender = PlatformSender(AUDIENCE, ALICE.sub, ALICE.tenant, ALICE.client_id)
    assert change_of(read, sender, shown_to.expires) == detail["change"] == shown_to.change_digest
    assert {name: value for name, value in detail.items() if name != "whole"} == details(shown_to, AUDIENCE)[0]


def test_a_request_without_a_body_or_with_a_version_is_whole_too() -> None:
    requests = [
        Request("DELETE", "/v1/tasks/tsk_1", None, [("force", "a b")], "3"),
        Request.patch("/v1/tasks/{}", "tsk ü", version="1", title="Größe"),
    ]
    sent = to_wire(requests, AUDIENCE, CallOrigin("thr_1", "msg_1f", 0, "x", {}))
    read = [WholeRequest.model_validate(one).arrival().digest(AUDIENCE) for one in whole(sent)]
    assert read == [wire.digest for wire in sent]
