from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import get_args

import pytest

from graph.ledger.approval import NEED_A_PERSON
from graph.ledger.claims import AlreadyDecided, AlreadyUsed, Claim, Expired, NotApproved, UnknownProposal, WrongDigest
from graph.ledger.intent import Intent
from graph.storage.lease import SECONDS
from graph.trouble import StorageError
from tests.graph.fakes_ledger import (
    Account,
    a_decision,
    a_proposal,
    a_receipt,
    a_routine,
    an_intent,
)
from tools.change import Effect

FIRST = Claim(again=False, receipts=())


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as account:
        yield account


def test_an_approved_change_is_claimed_with_its_audit_entry(account: Account) -> None:
    intent = account.approved(ids=("tsk_1", "tsk_2"))
    assert account.ledger.claim(intent, "a") == FIRST
    assert account.ledger.intent(intent.digest) == intent
    assert account.ledger.unfinished() == [intent]
    assert account.ledger.state(str(intent.proposal)) == "used"
    entry = account.audit.entries(kind="intent")[0]
    assert entry.plain == {
        "change": intent.digest,
        "proposal": intent.proposal,
        "effect": "delete",
        "requests": [wire.digest for wire in intent.wires],
        "keys": [wire.idempotency_key for wire in intent.wires],
    }


def test_what_a_person_did_not_approve_cannot_be_claimed(account: Account) -> None:
    proposal = a_proposal()
    with pytest.raises(UnknownProposal):
        account.ledger.claim(an_intent(proposal), "a")
    account.ledger.offer(proposal)
    with pytest.raises(NotApproved):
        account.ledger.claim(an_intent(proposal), "a")
    account.ledger.decide(a_decision(proposal, "reject"))
    with pytest.raises(NotApproved):
        account.ledger.claim(an_intent(proposal), "a")
    assert account.ledger.unfinished() == []
    assert account.audit.entries(kind="intent") == []


def test_an_approval_that_was_closed_since_cannot_be_claimed(account: Account) -> None:
    intent = account.approved()
    account.ledger.close(str(intent.proposal), "overtaken")
    with pytest.raises(NotApproved):
        account.ledger.claim(intent, "a")


def test_a_state_turned_to_approved_behind_our_back_is_no_approval(account: Account) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    account.store.run("UPDATE proposals SET state = 'approved'")
    with pytest.raises(NotApproved):
        account.ledger.claim(an_intent(proposal), "a")


SWAPS: dict[str, Callable[[Intent, Intent], Intent]] = {
    "digest": lambda intent, other: replace(intent, digest=other.digest),
    "requests": lambda intent, other: replace(intent, wires=other.wires),
    "both": lambda intent, other: replace(intent, wires=other.wires, digest=other.digest),
    "body": lambda intent, _: replace(intent, wires=(replace(intent.wires[0], body=b"{}"),)),
    "path": lambda intent, _: replace(intent, wires=(replace(intent.wires[0], path="/v1/projects/delete"),)),
    "one more request": lambda intent, other: replace(intent, wires=intent.wires + other.wires),
    "no request": lambda intent, _: replace(intent, wires=()),
    "expiry": lambda intent, _: replace(intent, expires=intent.expires + 1),
    "effect": lambda intent, _: replace(intent, effect="update"),
    "scopes": lambda intent, _: replace(intent, scopes=("tasks:delete", "tasks:write")),
    "thread": lambda intent, _: replace(intent, thread="thr_2"),
}


@pytest.mark.parametrize("swap", SWAPS)
def test_nothing_but_what_was_approved_can_be_claimed(account: Account, swap: str) -> None:
    intent, other = account.approved(1), an_intent(a_proposal(2, ids=("tsk_2",)), 2)
    with pytest.raises(WrongDigest):
        account.ledger.claim(SWAPS[swap](intent, other), "a")
    assert account.ledger.unfinished() == []
    assert account.ledger.claim(intent, "a") == FIRST


@pytest.mark.parametrize("later", [600, 10**6, -6])
def test_an_approval_runs_out_before_it_is_claimed(account: Account, later: int) -> None:
    intent = account.approved()
    account.clock.now += later
    with pytest.raises(Expired):
        account.ledger.claim(intent, "a")
    assert account.ledger.unfinished() == []


def test_an_approval_does_not_live_again_when_the_clock_goes_back(account: Account) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    account.clock.now += 300
    account.ledger.decide(a_decision(proposal))
    account.clock.now -= 100
    with pytest.raises(Expired):
        account.ledger.claim(an_intent(proposal), "a")


def test_an_approval_is_used_once(account: Account) -> None:
    intent = account.approved()
    account.ledger.claim(intent, "a")
    with pytest.raises(AlreadyUsed):
        account.ledger.claim(replace(intent, digest="sha-256:other"), "a")
    with pytest.raises(AlreadyDecided):
        account.ledger.close(str(intent.proposal), "stopped")


@pytest.mark.parametrize("effect", get_args(Effect))
def test_without_a_proposal_only_routine_effects_can_be_claimed(account: Account, effect: Effect) -> None:
    intent = a_routine(effect=effect)
    if effect in NEED_A_PERSON:
        with pytest.raises(NotApproved):
            account.ledger.claim(intent, "a")
        assert account.ledger.unfinished() == []
    else:
        assert account.ledger.claim(intent, "a") == FIRST
        assert account.ledger.claim(intent, "a").again


def test_a_routine_change_runs_out_too(account: Account) -> None:
    account.clock.now += 60
    with pytest.raises(Expired):
        account.ledger.claim(a_routine(), "a")


def test_the_same_runner_comes_again_with_the_receipts_so_far(account: Account) -> None:
    intent = account.approved(ids=("tsk_1", "tsk_2"))
    account.ledger.claim(intent, "a")
    receipt = account.ledger.record(intent.digest, a_receipt(intent))
    account.clock.now += 10**6
    assert account.ledger.claim(intent, "a") == Claim(again=True, receipts=(receipt,))


def test_another_runner_is_refused_while_the_first_one_lives(account: Account) -> None:
    intent = account.approved()
    account.ledger.claim(intent, "a")
    account.clock.now += SECONDS - 1
    with pytest.raises(AlreadyUsed):
        account.ledger.claim(intent, "b")
    assert account.leases.holder("thr_1") == "a"


def test_another_runner_takes_over_after_the_lease_has_gone_and_must_reconcile(account: Account) -> None:
    intent = account.approved()
    account.ledger.claim(intent, "a")
    account.clock.now += SECONDS
    assert account.ledger.claim(intent, "b") == Claim(again=True, receipts=())
    with pytest.raises(AlreadyUsed):
        account.ledger.claim(intent, "a")
    assert [entry.kind for entry in account.audit.entries(after=2)] == ["intent", "intent taken over"]


def test_who_does_not_run_the_thread_cannot_claim_in_it(account: Account) -> None:
    intent = account.approved()
    assert account.leases.take("thr_1", "b")
    with pytest.raises(AlreadyUsed):
        account.ledger.claim(intent, "a")
    assert account.ledger.claim(intent, "b") == FIRST


def test_something_else_under_a_claimed_digest_is_refused(account: Account) -> None:
    intent = account.approved()
    account.ledger.claim(intent, "a")
    with pytest.raises(WrongDigest):
        account.ledger.claim(replace(intent, wires=()), "a")


def test_where_the_audit_cannot_be_written_nothing_is_claimed(account: Account) -> None:
    intent = account.approved()
    account.store.run("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(StorageError, match="no room"):
        account.ledger.claim(intent, "a")
    assert account.ledger.unfinished() == []
    assert account.ledger.state(str(intent.proposal)) == "approved"
    assert account.leases.holder("thr_1") is None
    account.store.run("DROP TRIGGER broken")
    assert account.ledger.claim(intent, "a") == FIRST


def test_where_the_ledger_cannot_be_written_no_audit_entry_is_left(account: Account) -> None:
    intent = account.approved()
    before = account.audit.verify()
    account.store.run("CREATE TRIGGER broken BEFORE INSERT ON intents BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(StorageError, match="no room"):
        account.ledger.claim(intent, "a")
    assert account.audit.verify() == before


def two_claimed(account: Account) -> Intent:
    intent = account.approved(ids=("tsk_1", "tsk_2"))
    account.ledger.claim(intent, "a")
    return intent


def test_an_intent_is_finished_when_every_request_has_its_final_receipt(account: Account) -> None:
    intent = two_claimed(account)
    second = account.ledger.record(intent.digest, a_receipt(intent, 1, "unknown"))
    first = account.ledger.record(intent.digest, a_receipt(intent, 0))
    assert account.ledger.receipts(intent.digest) == (first, second)
    assert account.ledger.unfinished("thr_1") == [intent]
    account.ledger.record(intent.digest, a_receipt(intent, 1, "refused", "A viewer can't."))
    assert account.ledger.unfinished() == []
    assert account.ledger.state(str(intent.proposal)) == "done"
    entry = account.audit.entries(kind="receipt")[-1]
    assert (entry.plain["status"], entry.plain["request_id"]) == (403, "req_1")
    assert entry.body == {"detail": "A viewer can't."}


def test_an_intent_is_not_finished_while_a_request_has_no_receipt(account: Account) -> None:
    intent = two_claimed(account)
    account.ledger.record(intent.digest, a_receipt(intent, 0))
    assert account.ledger.unfinished() == [intent]
    assert account.ledger.state(str(intent.proposal)) == "used"


@pytest.mark.parametrize("final", ["done", "refused"])
@pytest.mark.parametrize("later", ["unknown", "refused", "done"])
def test_a_final_receipt_is_never_replaced(account: Account, final: str, later: str) -> None:
    intent = two_claimed(account)
    standing = account.ledger.record(intent.digest, a_receipt(intent, 0, final))
    assert account.ledger.record(intent.digest, a_receipt(intent, 0, later, "late")) == standing
    assert account.ledger.receipts(intent.digest) == (standing,)
    assert len(account.audit.entries(kind="receipt")) == 1


def test_a_receipt_for_nothing_claimed_or_for_a_foreign_key_is_refused(account: Account) -> None:
    intent, foreign = two_claimed(account), a_routine()
    with pytest.raises(UnknownProposal):
        account.ledger.record(intent.digest, a_receipt(foreign))
    with pytest.raises(UnknownProposal):
        account.ledger.record(foreign.digest, a_receipt(foreign))
    with pytest.raises(UnknownProposal):
        account.ledger.intent(foreign.digest)
    assert account.ledger.receipts(foreign.digest) == ()


def test_where_the_audit_cannot_be_written_the_receipt_is_not_kept_and_the_intent_stays_open(account: Account) -> None:
    intent = two_claimed(account)
    account.store.run("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(StorageError, match="no room"):
        account.ledger.record(intent.digest, a_receipt(intent))
    assert account.ledger.receipts(intent.digest) == ()
    assert account.ledger.unfinished() == [intent]


def test_unfinished_changes_of_any_thread_block_their_records(account: Account) -> None:
    first, second = two_claimed(account), account.approved(2, "thr_2", ("tsk_2", "tsk_3"))
    account.ledger.claim(second, "b")
    assert account.ledger.unfinished("thr_2") == [second]
    assert account.ledger.blocked_records(["tsk_2"]) == [first, second]
    assert account.ledger.blocked_records({"tsk_3", "tsk_9"}) == [second]
    assert account.ledger.blocked_records(()) == []
    for request in (0, 1):
        account.ledger.record(second.digest, a_receipt(second, request))
    assert account.ledger.blocked_records(["tsk_3"]) == []
