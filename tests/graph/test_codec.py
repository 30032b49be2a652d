from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.events import (
    Acted,
    Acting,
    Confirming,
    Ended,
    Event,
    Failed,
    Looked,
    Looking,
    Parked,
    Recipient,
    Said,
    Seconded,
    Settled,
    Spoke,
    Thought,
    Used,
)
from graph.ledger.intent import Intent
from graph.storage.codec import EVENTS, decode, decode_event, decode_plain, encode
from graph.trouble import StorageError
from tests.graph.fakes_ledger import a_decision, a_proposal, an_intent
from tools.change import Decision, Proposal, Receipt

unhurried = settings(deadline=None, max_examples=80)
RECEIPT = Receipt("sha-256:k", "done", 200, "req_1", 5, "fine")
ONE_OF_EACH: list[Event] = [
    Said("Delete the stale tasks"),
    Thought("msg_1", "Hm."),
    Used("msg_1", 1204, 88),
    Spoke("msg_1", "**Done**\n\u202e"),
    Looking("msg_1/0", "search_tasks", {"q": "x", "deep": {"list": [1, 2.5, None, True]}}),
    Looked("msg_1/0", "search_tasks", "found", "5 tasks", 12),
    Settled("prp_1", "Delete 5 tasks", "reject", "not now"),
    Confirming("prp_1", "Move 5.00 EUR", "https://id.example/a", opened=True, shows=("5.00 EUR",)),
    Parked("prp_1", "Move 5.00 EUR", "ap_1", "finance at Acme", 1_800_000_000),
    Seconded("prp_1", "Move 5.00 EUR", "reject", "Farid", "too much"),
    Recipient("model", "gpt-5-mini", "api.openai.com", changed=False),
    Acting("msg_1/0", "Delete 5 tasks"),
    Acted("msg_1/0", "Delete 5 tasks", (RECEIPT, RECEIPT), "done"),
    Failed("No network.", "Try again."),
    Ended("waiting"),
]


def test_each_event_comes_back_as_it_went() -> None:
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(Event))
    assert [decode_event(encode(event)) for event in ONE_OF_EACH] == ONE_OF_EACH
    assert set(EVENTS) == {kind.__name__ for kind in get_args(Event)}


@unhurried
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_survives_lone_surrogates_too(text: str) -> None:
    assert decode_event(encode(Said(text))) == Said(text)


def test_proposals_intents_and_decisions_come_back_with_their_tuples() -> None:
    proposal = a_proposal(ids=("tsk_1", "tsk_2"))
    intent, decision = an_intent(proposal), a_decision(proposal, "edit")
    assert decode(Proposal, encode(proposal)) == proposal
    assert decode(Intent, encode(intent)) == intent
    assert decode(Decision, encode(decision)) == decision
    assert isinstance(decode(Proposal, encode(proposal)).change.rows, tuple)


def test_a_field_that_has_grown_since_takes_its_default() -> None:
    assert (
        decode(Receipt, b'["Receipt",{"key":"k","outcome":"done","status":null,"request_id":null,"at":1}]').detail == ""
    )


@pytest.mark.parametrize(
    "data",
    [
        b'["Popen",{"args":"rm"}]',
        b'["Receipt",{"key":"k","outcome":"done","status":1,"request_id":null,"at":1}]',
        b'["Said",{}]',
        b'["Said",{"text":"a","more":1}]',
        b'["Said",{"text":1}]',
        b'["Ended",{"reason":"maybe"}]',
        b'["Looked",{"call":"c","tool":"t","outcome":"found","summary":"s","milliseconds":true}]',
        b'["Acted",{"call":"c","headline":"h","receipts":{},"summary":"s"}]',
        b'{"text":"a"}',
        b'["Said"]',
        b"[1,2]",
        b"\xff",
        b"",
    ],
)
def test_what_is_no_event_is_refused(data: bytes) -> None:
    with pytest.raises(StorageError):
        decode_event(data)


def test_another_type_than_asked_for_is_refused() -> None:
    with pytest.raises(StorageError, match="Said stands where Receipt should"):
        decode(Receipt, encode(Said("x")))


def test_a_body_that_is_no_base64_and_a_pair_that_is_no_pair_are_refused() -> None:
    intent = encode(an_intent(a_proposal()))
    with pytest.raises(StorageError, match="base64"):
        decode(Intent, intent.replace(b'"body":"', b'"body":"!'))
    proposal = encode(a_proposal())
    with pytest.raises(StorageError, match="3 values"):
        decode(Proposal, proposal.replace(b'["deletes-need-confirmation",', b'["x","deletes-need-confirmation",'))


def test_what_json_cannot_hold_is_refused_when_it_is_written() -> None:
    for value in ({1: "a"}, {"a": object()}, {"a": {1, 2}}):
        with pytest.raises(TypeError):
            encode(value)
    with pytest.raises(ValueError, match="not JSON"):
        encode({"a": float("nan")})


def test_plain_values_are_maps() -> None:
    assert decode_plain(encode({"a": (1, "b"), "c": None})) == {"a": [1, "b"], "c": None}
    with pytest.raises(StorageError):
        decode_plain(b"[]")
