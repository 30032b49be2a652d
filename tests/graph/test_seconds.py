from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.second.seconds import Second, Seconds, nothing
from graph.storage.lease import new_holder
from graph.trouble import Elsewhere, NotApproved, SealBroken, Stopped, StorageError, UnknownProposal, WrongDigest
from tests.graph.fakes_ledger import NOW, Account, a_decision, a_proposal
from tests.graph.fakes_seconds import DAVE, approval_of
from tools.approvals import Approval, Waiting
from tools.change import Proposal

HERE = new_holder()


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as account:
        yield account


@pytest.fixture
def seconds(account: Account) -> Seconds:
    return Seconds(account.store, account.audit, account.leases)


def approved(account: Account, number: int = 0) -> Proposal:
    proposal = a_proposal(number)
    account.ledger.offer(proposal)
    account.ledger.decide(a_decision(proposal))
    return proposal


def opened(proposal: Proposal, name: str = "ap_0") -> Approval:
    return approval_of(Waiting(proposal.change_digest, (), proposal.expires, "Stale.", ()), name, NOW)


def agreed(proposal: Proposal, name: str = "ap_0") -> Approval:
    return replace(opened(proposal, name), state="approved", decided_by=DAVE, decided_at=NOW, comment="Fine.")


def kinds(account: Account) -> list[str]:
    return [entry.kind for entry in account.audit.entries()]


def test_what_waits_is_found_again_and_parking_it_twice_changes_nothing(account: Account, seconds: Seconds) -> None:
    proposal = approved(account)
    parked = seconds.park(proposal, opened(proposal))
    assert seconds.park(proposal, opened(proposal)) == parked
    assert seconds.of(proposal.id) == parked == Second(proposal.id, "pending", opened(proposal))
    assert seconds.pending("thr_1") == seconds.pending() == [parked]
    assert seconds.pending("thr_2") == []
    assert kinds(account).count("parked") == 1
    assert account.audit.verify().sound


def test_only_an_approval_of_this_very_change_is_kept_and_only_one(account: Account, seconds: Seconds) -> None:
    proposal = approved(account)
    with pytest.raises(WrongDigest):
        seconds.park(proposal, replace(opened(proposal), change="sha-256:other"))
    seconds.park(proposal, opened(proposal))
    with pytest.raises(WrongDigest):
        seconds.park(proposal, opened(proposal, "ap_1"))
    other = approved(account, 1)
    with pytest.raises(StorageError):
        seconds.park(other, replace(opened(other), id="ap_0"))
    assert seconds.of(other.id) is None


def test_what_was_decided_is_kept_once_and_told_once(account: Account, seconds: Seconds) -> None:
    proposal, told = approved(account), list[Second]()
    seconds.park(proposal, opened(proposal))
    seconds.settle(proposal, opened(proposal), told.append)
    assert told == []
    seconds.settle(proposal, agreed(proposal), told.append)
    seconds.settle(proposal, replace(agreed(proposal), state="rejected"), told.append)
    assert [second.state for second in told] == ["approved"]
    assert (seconds.pending(), [each.state for each in seconds.decided("thr_1")]) == ([], ["approved"])
    assert kinds(account).count("seconded") == 1


def test_what_does_not_wait_can_not_be_decided(account: Account, seconds: Seconds) -> None:
    proposal = approved(account)
    with pytest.raises(UnknownProposal):
        seconds.settle(proposal, agreed(proposal), lambda _: None)
    seconds.park(proposal, opened(proposal))
    with pytest.raises(UnknownProposal):
        seconds.settle(proposal, agreed(proposal, "ap_1"), lambda _: None)
    assert seconds.decided("thr_1") == []


def test_telling_and_keeping_are_one(account: Account, seconds: Seconds) -> None:
    def unspeakable(_: object = None) -> None:
        raise StorageError("The disk is full.", "Make room.")

    proposal = approved(account)
    with pytest.raises(StorageError):
        seconds.park(proposal, opened(proposal), unspeakable)
    assert seconds.of(proposal.id) is None
    seconds.park(proposal, opened(proposal), nothing)
    with pytest.raises(StorageError):
        seconds.settle(proposal, agreed(proposal), unspeakable)
    assert seconds.decided("thr_1") == []
    assert {"parked", "seconded"} & {*kinds(account)} == {"parked"}


def test_what_was_closed_since_neither_waits_nor_comes_back(account: Account, seconds: Seconds) -> None:
    proposal = approved(account)
    seconds.park(proposal, opened(proposal))
    account.ledger.close(proposal.id, "stopped")
    assert seconds.pending() == []
    seconds.settle(proposal, agreed(proposal), lambda _: None)
    assert seconds.decided("thr_1") == []


def test_nobody_else_is_asked_without_an_approval_of_the_first_or_after_a_stop_or_from_elsewhere(
    account: Account, seconds: Seconds
) -> None:
    proposal = a_proposal()
    account.ledger.offer(proposal)
    with pytest.raises(NotApproved):
        seconds.ask(proposal, HERE)
    account.ledger.decide(a_decision(proposal))
    seconds.ask(proposal, HERE)
    assert kinds(account)[-1] == "second person asked"
    with pytest.raises(Elsewhere):
        seconds.ask(proposal, new_holder())
    account.leases.stop()
    with pytest.raises(Stopped):
        seconds.ask(proposal, HERE)
    account.ledger.close(proposal.id, "stopped")
    account.leases.drop("thr_1", HERE)
    with pytest.raises(NotApproved):
        seconds.ask(proposal, HERE)


def test_an_approval_moved_under_another_proposal_is_refused(account: Account, seconds: Seconds) -> None:
    first, second = approved(account), approved(account, 1)
    seconds.park(first, opened(first))
    seconds.park(second, opened(second, "ap_1"))
    seconds.settle(first, agreed(first), lambda _: None)
    row = account.store.one("SELECT body FROM seconds WHERE proposal = ?", first.id)
    assert row is not None
    account.store.run("UPDATE seconds SET body = ?, state = 'approved' WHERE proposal = ?", row["body"], second.id)
    with pytest.raises(SealBroken):
        seconds.of(second.id)


def test_a_state_that_was_set_by_hand_is_not_believed_without_what_the_platform_said(
    account: Account, seconds: Seconds
) -> None:
    proposal = approved(account)
    seconds.park(proposal, opened(proposal))
    account.store.run("UPDATE seconds SET state = 'approved' WHERE proposal = ?", proposal.id)
    second = seconds.of(proposal.id)
    assert second is not None
    assert second.state != "approved"
