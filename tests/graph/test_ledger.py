from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.ledger.claims import AlreadyDecided, Expired, UnknownProposal, WrongDigest
from graph.ledger.decisions import Closed, State
from graph.trouble import StorageError
from tests.graph.fakes_ledger import ALICE, NOW, Account, a_decision, a_proposal
from tools.change import Choice


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as account:
        yield account


def kinds(account: Account) -> list[str]:
    return [entry.kind for entry in account.audit.entries()]


def test_an_offered_proposal_is_open_and_comes_back_whole(account: Account) -> None:
    first, second, elsewhere = a_proposal(1), a_proposal(2), a_proposal(3, "thr_2")
    for proposal in (first, second, elsewhere):
        account.ledger.offer(proposal)
    assert account.ledger.open("thr_1") == [first, second]
    assert account.ledger.proposal(elsewhere.id) == elsewhere
    assert account.ledger.state(first.id) == "open"
    assert account.ledger.decision(first.id) is None
    assert kinds(account) == ["proposal"] * 3


def test_offering_the_same_again_changes_nothing_even_after_the_decision(account: Account) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    account.ledger.decide(a_decision(proposal, "reject"))
    account.ledger.offer(proposal)
    assert account.ledger.state(proposal.id) == "rejected"
    assert kinds(account) == ["proposal", "decision"]


def test_another_proposal_cannot_take_the_place_of_one(account: Account) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    with pytest.raises(WrongDigest):
        account.ledger.offer(replace(proposal, digest="sha-256:other"))
    assert account.ledger.proposal(proposal.id) == proposal


@pytest.mark.parametrize(
    ("choice", "state"),
    [("approve", "approved"), ("reject", "rejected"), ("edit", "edited"), ("look_again", "look_again")],
)
def test_a_decision_is_kept_with_its_audit_entry(account: Account, choice: Choice, state: State) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    decision = replace(a_decision(proposal, choice, note="as discussed"), args={"task_ids": ["tsk_2"]})
    account.ledger.decide(decision)
    assert account.ledger.state(proposal.id) == state
    assert account.ledger.decision(proposal.id) == decision
    assert account.ledger.open("thr_1") == []
    entry = account.audit.entries(kind="decision")[0]
    assert entry.plain == {
        "proposal": proposal.id,
        "digest": proposal.digest,
        "change": proposal.change_digest,
        "rules": ["deletes-need-confirmation"],
        "choice": choice,
    }
    assert (entry.body["sub"], entry.body["installation"]) == (ALICE.sub, ALICE.installation)
    assert (entry.body["by"], entry.body["note"]) == (ALICE.sub, "as discussed")


def test_a_second_decision_is_refused_and_says_what_stands(account: Account) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    account.ledger.decide(a_decision(proposal, "reject"))
    with pytest.raises(AlreadyDecided) as refused:
        account.ledger.decide(a_decision(proposal, "approve"))
    assert refused.value.state == "rejected"
    assert account.ledger.state(proposal.id) == "rejected"
    assert kinds(account) == ["proposal", "decision"]


def test_a_decision_on_another_digest_is_refused(account: Account) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    with pytest.raises(WrongDigest):
        account.ledger.decide(replace(a_decision(proposal), digest=a_proposal(2).digest))
    assert account.ledger.state(proposal.id) == "open"


def test_a_decision_on_nothing_is_refused(account: Account) -> None:
    for ask in (account.ledger.proposal, account.ledger.state):
        with pytest.raises(UnknownProposal):
            ask("prp_none")
    with pytest.raises(UnknownProposal):
        account.ledger.decide(a_decision(a_proposal()))
    with pytest.raises(UnknownProposal):
        account.ledger.close("prp_none", "stopped")


@pytest.mark.parametrize("later", [600, 601, 10**6, -6, -(10**6)])
def test_a_proposal_that_has_run_out_is_closed_by_the_answer(account: Account, later: int) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    account.clock.now += later
    with pytest.raises(Expired):
        account.ledger.decide(a_decision(proposal))
    assert account.ledger.state(proposal.id) == "expired"
    assert account.ledger.decision(proposal.id) is None
    assert kinds(account) == ["proposal", "closed"]


@pytest.mark.parametrize("later", [599, 0, -5])
def test_until_its_last_second_a_proposal_can_be_answered(account: Account, later: int) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    account.clock.now += later
    account.ledger.decide(a_decision(proposal))
    assert account.ledger.state(proposal.id) == "approved"


@pytest.mark.parametrize("state", ["expired", "stopped", "forbidden", "overtaken"])
def test_an_open_or_approved_proposal_can_be_closed(account: Account, state: Closed) -> None:
    opened, approved = a_proposal(1), a_proposal(2)
    for proposal in (opened, approved):
        account.ledger.offer(proposal)
    account.ledger.decide(a_decision(approved))
    for proposal in (opened, approved):
        account.ledger.close(proposal.id, state, "by hand")
        account.ledger.close(proposal.id, state)
        assert account.ledger.state(proposal.id) == state
    entries = account.audit.entries(kind="closed")
    assert [(entry.plain["state"], entry.body["note"]) for entry in entries] == [(state, "by hand")] * 2
    with pytest.raises(AlreadyDecided):
        account.ledger.decide(a_decision(opened))


def test_what_was_decided_or_closed_otherwise_cannot_be_closed(account: Account) -> None:
    rejected, stopped = a_proposal(1), a_proposal(2)
    for proposal in (rejected, stopped):
        account.ledger.offer(proposal)
    account.ledger.decide(a_decision(rejected, "reject"))
    account.ledger.close(stopped.id, "stopped")
    with pytest.raises(AlreadyDecided):
        account.ledger.close(rejected.id, "stopped")
    with pytest.raises(AlreadyDecided):
        account.ledger.close(stopped.id, "overtaken")


def test_where_the_audit_cannot_be_written_nothing_is_decided(account: Account) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    account.store.run("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(StorageError, match="no room"):
        account.ledger.offer(a_proposal(2))
    with pytest.raises(StorageError, match="no room"):
        account.ledger.decide(a_decision(proposal))
    with pytest.raises(StorageError, match="no room"):
        account.ledger.close(proposal.id, "stopped")
    assert account.ledger.state(proposal.id) == "open"
    assert account.ledger.decision(proposal.id) is None
    assert account.ledger.open("thr_1") == [proposal]


def test_decisions_moved_to_another_proposal_do_not_open(account: Account) -> None:
    rejected, approved = a_proposal(1), a_proposal(2)
    for proposal in (rejected, approved):
        account.ledger.offer(proposal)
    account.ledger.decide(a_decision(rejected, "reject"))
    account.ledger.decide(a_decision(approved))
    account.store.run(
        "UPDATE decisions SET body = (SELECT body FROM decisions WHERE proposal = ?) WHERE proposal = ?",
        *(approved.id, rejected.id),
    )
    with pytest.raises(StorageError, match="changed or moved"):
        account.ledger.decision(rejected.id)


def test_expiry_is_counted_from_the_offering() -> None:
    with Account() as account:
        account.ledger.offer(a_proposal(expires=NOW + 5))
        account.clock.now += 5
        with pytest.raises(Expired):
            account.ledger.decide(a_decision(a_proposal(expires=NOW + 5)))
